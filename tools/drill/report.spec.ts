import { isClean, tableLines } from './report.js';
import type { RoundResult } from './round.js';

const ROUND: RoundResult = {
  fault: 'engine',
  what: 'kill -9 of the engine',
  times: 3,
  answered: 1234,
  retries: 5,
  lost: 0,
  doubled: 0,
  other: 0,
  readyMs: [3_000, 1_000, 2_000],
  caughtUpMs: [3_100, 1_100, 2_100],
  complaints: [],
  notes: [],
};

describe('the report of a drill', () => {
  it('shows times, counts, and the median and the longest recovery', () => {
    const [, row] = tableLines([ROUND]);
    expect(row?.split(/\s{2,}/)).toEqual([
      'engine',
      '3',
      '1234',
      '5',
      '0',
      '0',
      '0',
      '2.00 s, 3.00 s',
      '2.10 s, 3.10 s',
    ]);
  });

  it('says so when a fault was not recovered from', () => {
    const [, row] = tableLines([{ ...ROUND, complaints: ['not recovered: engine to be ready'] }]);
    expect(row).toMatch(/NOT RECOVERED$/);
  });

  it('is clean only without any complaint', () => {
    expect(isClean({ rounds: [ROUND], complaints: [] })).toBe(true);
    expect(isClean({ rounds: [ROUND, { ...ROUND, complaints: ['lost: order 1'] }], complaints: [] })).toBe(
      false,
    );
    expect(isClean({ rounds: [ROUND], complaints: ['engine ended with 1 when asked to stop'] })).toBe(false);
  });
});
