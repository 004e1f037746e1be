import { BURST_SECONDS, TokenBucket } from './token-bucket.js';

const PER_SECOND = 50;

describe('a token bucket', () => {
  it('lets exactly the quota and the burst through when twice the quota is asked for', () => {
    const seconds = 60;
    const bucket = new TokenBucket(PER_SECOND, 0);
    let accepted = 0;
    for (let asked = 0; asked < 2 * PER_SECOND * seconds; asked++) {
      const nowMs = (asked * 1000) / (2 * PER_SECOND);
      if (bucket.take(nowMs) === 0) accepted += 1;
    }
    const lastMs = ((2 * PER_SECOND * seconds - 1) * 1000) / (2 * PER_SECOND);
    expect(accepted).toBe(Math.floor(PER_SECOND * BURST_SECONDS + (PER_SECOND * lastMs) / 1000));
  });

  it('says how long to wait, and lets one through then', () => {
    const bucket = new TokenBucket(4, 0);
    for (let taken = 0; taken < 8; taken++) expect(bucket.take(0)).toBe(0);
    expect(bucket.take(0)).toBe(250);
    expect(bucket.take(249)).toBeCloseTo(1);
    expect(bucket.take(250)).toBe(0);
    expect(bucket.take(250)).toBeGreaterThan(0);
  });

  it('fills up to the burst and no further, and never by a clock that runs backwards', () => {
    const bucket = new TokenBucket(1, 1_000_000);
    expect([1, 2, 3].map(() => bucket.take(2_000_000) === 0)).toEqual([true, true, false]);
    expect(bucket.take(0)).toBeGreaterThan(0);
    expect(bucket.take(1)).toBeGreaterThan(0);
  });

  it('of 0 sets no limit', () => {
    const bucket = new TokenBucket(0, 0);
    for (let taken = 0; taken < 10_000; taken++) expect(bucket.take(0)).toBe(0);
  });
});
