import { RetryForever, RetryThen, type StreamFailure } from './failure-policy.js';

function failure(attempt: number, countedAttempt = attempt, error = new Error('x')): StreamFailure {
  const where = {
    stream: 's',
    group: 'g',
    consumer: 'c',
    shard: 0,
    epoch: 1,
    firstSequence: 1,
    lastSequence: 1,
  };
  return { attempt, countedAttempt, error, delivery: { ...where, deliveryCount: attempt } };
}

describe('RetryForever', () => {
  it('doubles the delay with each attempt, up to its bound, and never gives up', () => {
    const policy = new RetryForever({ initialDelayMs: 10, delayMsMax: 70 });
    const delays = [1, 2, 3, 4, 5, 2_000].map((attempt) => policy.decide(failure(attempt)));
    expect(delays).toEqual([10, 20, 40, 70, 70, 70].map((delayMs) => ({ action: 'retry', delayMs })));
  });
});

describe('RetryThen', () => {
  const isPassing = (error: unknown): boolean => error instanceof RangeError;
  const delays = { initialDelayMs: 10, delayMsMax: 70 };

  it.each(['halt', 'skip'] as const)('gives an event five attempts, then: %s', (atLast) => {
    const policy = new RetryThen({ isPassing, atLast, ...delays });
    expect([1, 2, 3, 4, 5].map((attempt) => policy.decide(failure(attempt)))).toEqual([
      ...[10, 20, 40, 70].map((delayMs) => ({ action: 'retry', delayMs })),
      { action: atLast },
    ]);
  });

  it('tries for ever what fails for want of something else, and does not count it against the event', () => {
    const policy = new RetryThen({ isPassing, attemptsMax: 2, atLast: 'skip', ...delays });
    const passing = policy.decide(failure(1_000, 2, new RangeError('the database is away')));
    expect(passing).toEqual({ action: 'retry', delayMs: 70, isPassing: true });
    expect(policy.decide(failure(1_001, 1))).toEqual({ action: 'retry', delayMs: 70 });
    expect(policy.decide(failure(1_002, 2))).toEqual({ action: 'skip' });
  });
});
