import { PublishTimes } from './publish-times.js';

describe('the times of publishing', () => {
  it.each([
    [
      'the very sequence',
      [
        ['durable', 0, 5],
        ['published', 20, 5],
      ],
      [20],
    ],
    [
      'an entry that goes further',
      [
        ['durable', 0, 5],
        ['published', 20, 9],
      ],
      [20],
    ],
    [
      'not one that ends before it',
      [
        ['durable', 0, 5],
        ['published', 20, 4],
        ['published', 30, 5],
      ],
      [30],
    ],
    [
      'one commit at a time',
      [
        ['durable', 0, 5],
        ['durable', 10, 6],
        ['published', 30, 6],
      ],
      [30],
    ],
    [
      'the next one after that',
      [
        ['durable', 0, 5],
        ['published', 30, 6],
        ['durable', 40, 7],
        ['published', 45, 7],
      ],
      [30, 5],
    ],
    ['nothing for what was durable before', [['published', 30, 6]], []],
  ] as const)('end with %s', (_, steps, expectedMs) => {
    let nowMs = 0;
    const times = new PublishTimes(() => nowMs);
    for (const [step, atMs, sequence] of steps) {
      nowMs = atMs;
      times[step](sequence);
    }
    expect(times.delay.cumulativeCounts.at(-1)).toBe(expectedMs.length);
    expect(times.delay.sumSeconds).toBeCloseTo(expectedMs.reduce((sum: number, ms) => sum + ms, 0) / 1_000);
  });
});
