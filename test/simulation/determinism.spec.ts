import { simulate } from './simulation.js';

const SEEDS = [3, 7, 22, 40, 117];

describe('a seed', () => {
  it.each(SEEDS)('makes the same run each time: %i', async (seed) => {
    const [first, second] = [await simulate({ seed }), await simulate({ seed })];
    expect(second.traceHash).toBe(first.traceHash);
    expect(second.steps).toBe(first.steps);
  });

  it('makes another run than another seed', async () => {
    const hashes = new Set<string>();
    for (const seed of SEEDS) hashes.add((await simulate({ seed })).traceHash);
    expect(hashes.size).toBe(SEEDS.length);
  });

  it('puts the real clocks and timers back', async () => {
    const [timeout, now] = [globalThis.setTimeout, Date.now];
    await simulate({ seed: 1 });
    expect(globalThis.setTimeout).toBe(timeout);
    expect(Date.now).toBe(now);
  });
});
