import { jest } from '@jest/globals';
import { Poller } from './poller.js';

const INTERVAL_MS = 1_000;

describe('a poller', () => {
  let asked: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[];
  let isHidden: boolean;
  let failures: unknown[];
  let poller: Poller<string>;
  let stop: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    asked = [];
    isHidden = false;
    failures = [];
    poller = new Poller({
      ask: () => new Promise((answer, fail) => asked.push({ answer, fail })),
      intervalMs: INTERVAL_MS,
      isHidden: () => isHidden,
      onFailure: (error) => failures.push(error),
    });
    stop = poller.start();
  });
  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  /** Answers the latest question, and lets the time go by until the next one is due. */
  async function answer(value: string): Promise<void> {
    asked.at(-1)?.answer(value);
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
  }
  async function fail(message: string): Promise<void> {
    asked.at(-1)?.fail(new Error(message));
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
  }

  it('asks at once, and again a while after each answer', async () => {
    expect([asked.length, poller.value.value]).toEqual([1, undefined]);
    await jest.advanceTimersByTimeAsync(10 * INTERVAL_MS);
    // As long as there is no answer nothing more is asked.
    expect(asked).toHaveLength(1);
    await answer('a');
    expect([asked.length, poller.value.value]).toEqual([2, 'a']);
  });

  it('asks at once when told to, and leaves out an answer that is late', async () => {
    poller.again();
    expect(asked).toHaveLength(2);
    asked[1]?.answer('new');
    await jest.advanceTimersByTimeAsync(0);
    asked[0]?.answer('old');
    await jest.advanceTimersByTimeAsync(0);
    expect(poller.value.value).toBe('new');
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
    // One chain of questions goes on, not two.
    expect(asked).toHaveLength(3);
  });

  it('tells the first of several failures, keeps what it knew, and tells the next one after an answer', async () => {
    await answer('a');
    await fail('away');
    await fail('still away');
    expect([failures.map(String), poller.value.value]).toEqual([['Error: away'], 'a']);
    await answer('b');
    await fail('away again');
    expect(failures.map(String)).toEqual(['Error: away', 'Error: away again']);
  });

  it('asks nothing while nobody looks', async () => {
    await answer('a');
    isHidden = true;
    await answer('b');
    await jest.advanceTimersByTimeAsync(5 * INTERVAL_MS);
    expect(asked).toHaveLength(2);
    isHidden = false;
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(asked).toHaveLength(3);
  });

  it('is silent when it is over', async () => {
    stop();
    await answer('a');
    expect([asked.length, poller.value.value]).toEqual([1, undefined]);
  });
});
