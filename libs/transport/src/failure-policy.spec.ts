import { RetryForever, type StreamFailure } from './failure-policy.js';

function failure(attempt: number): StreamFailure {
  const where = {
    stream: 's',
    group: 'g',
    consumer: 'c',
    shard: 0,
    epoch: 1,
    firstSequence: 1,
    lastSequence: 1,
  };
  return { attempt, error: new Error('x'), delivery: { ...where, deliveryCount: attempt } };
}

describe('RetryForever', () => {
  it('doubles the delay with each attempt, up to its bound, and never gives up', () => {
    const policy = new RetryForever({ initialDelayMs: 10, delayMsMax: 70 });
    const delays = [1, 2, 3, 4, 5, 2_000].map((attempt) => policy.decide(failure(attempt)));
    expect(delays).toEqual([10, 20, 40, 70, 70, 70].map((delayMs) => ({ action: 'retry', delayMs })));
  });
});
