import { intentOf, type LadderIntent } from './ladder-keys.js';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

describe('a key on the ladder', () => {
  it.each<[string, LadderIntent | undefined]>([
    ['ArrowUp', { kind: 'move', rows: -1 }],
    ['PageDown', { kind: 'move', rows: 10 }],
    ['b', { kind: 'back' }],
    ['B', { kind: 'back' }],
    ['l', { kind: 'lay' }],
    ['Delete', { kind: 'cancel' }],
    ['g', { kind: 'close' }],
    [' ', { kind: 'centre' }],
    ['3', { kind: 'preset', index: 2 }],
    ['0', undefined],
    ['Tab', undefined],
    ['x', undefined],
  ])('%s', (key, expected) => {
    expect(intentOf(press(key))).toEqual(expected);
  });

  it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('with %s is for the browser', (held) => {
    expect(intentOf(press('b', { [held]: true }))).toBeUndefined();
  });
});
