import { jest } from '@jest/globals';
import { Listeners } from './listeners.js';

describe('listeners', () => {
  afterEach(() => jest.restoreAllMocks());

  it('are told in the order in which they came, until they are removed', () => {
    const listeners = new Listeners<[string]>();
    const heard: string[] = [];
    const same = (word: string): void => void heard.push(word);
    const removeFirst = listeners.add(same);
    listeners.add(same);
    listeners.add((word) => heard.push(word.toUpperCase()));
    listeners.tell('a');
    removeFirst();
    listeners.tell('b');
    expect(heard).toEqual(['a', 'a', 'A', 'b', 'B']);
  });

  it('do not keep each other from being told, and what one throws goes where uncaught errors go', () => {
    const queued = jest.spyOn(globalThis, 'queueMicrotask').mockReturnValue(undefined);
    const listeners = new Listeners<[]>();
    const heard: string[] = [];
    listeners.add(() => {
      throw new Error('of a listener');
    });
    listeners.add(() => heard.push('the other one'));
    listeners.tell();
    expect(heard).toEqual(['the other one']);
    expect(queued.mock.calls[0]?.[0]).toThrow('of a listener');
  });
});
