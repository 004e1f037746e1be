import type { Row } from '../report/rows.js';
import { compareRows, TOLERANCE_DEFAULT } from './compare.js';

const row = (ratio: number | undefined, more: Partial<Row> = {}): Row => ({
  id: 'a.b',
  what: 'it',
  figure: 1,
  unit: 'x',
  ...(ratio === undefined ? {} : { ratio }),
  ...more,
});
const MORE: Partial<Row> = { bars: [{ of: 'ratio', atLeast: 1 }], tolerance: 0.2 };
const LESS: Partial<Row> = { bars: [{ of: 'figure', atMost: 1 }], tolerance: 0.2 };

describe('a ratio beside the committed one', () => {
  it.each<[string, number, number, Partial<Row>, string]>([
    ['is as before within the tolerance', 10, 8.01, MORE, 'as before'],
    ['is worse beyond it', 10, 7.99, MORE, 'WORSE'],
    ['is better beyond it', 10, 12.1, MORE, 'better'],
    ['is worse when a latency is higher', 10, 12.6, LESS, 'WORSE'],
    ['is as before when a latency is a little higher', 10, 12.4, LESS, 'as before'],
    ['is better when a latency is lower', 10, 8, LESS, 'better'],
    ['is worse when a cost without a bar is higher', 10, 16, { better: 'less' }, 'WORSE'],
    ['has a tolerance also if the row says nothing', 10, 10 * (1 - TOLERANCE_DEFAULT) - 0.1, {}, 'WORSE'],
    ['is worse when it is not a number', 10, Number.NaN, MORE, 'WORSE'],
  ])('%s', (_, committed, now, more, verdict) => {
    expect(compareRows([row(committed, more)], [row(now, more)])).toEqual([
      expect.objectContaining({ id: 'a.b', committed, now, verdict }),
    ]);
  });

  it('never looks at the figure', () => {
    const before = row(10, { ...MORE, figure: 1_000 });
    expect(compareRows([before], [row(10, { ...MORE, figure: 1 })])).toMatchObject([
      { gain: 0, verdict: 'as before' },
    ]);
    expect(compareRows([row(undefined)], [row(undefined)])).toEqual([]);
  });

  it('judges by the tolerance of today, not by that of then', () => {
    expect(compareRows([row(10, { tolerance: 0 })], [row(9, { tolerance: 0.2 })])).toMatchObject([
      { verdict: 'as before' },
    ]);
  });

  it('is new, or gone', () => {
    expect(compareRows([row(1, { id: 'old' })], [row(2, { id: 'young' })])).toEqual([
      { id: 'young', now: 2, tolerance: TOLERANCE_DEFAULT, verdict: 'new' },
      { id: 'old', committed: 1, tolerance: 0, verdict: 'gone' },
    ]);
  });
});
