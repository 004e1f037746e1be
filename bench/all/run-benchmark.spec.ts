import { failureOf, parseReport, type Outcome } from './run-benchmark.js';

const GOOD: Outcome['rows'][number] = {
  id: 'a.b',
  what: 'it',
  figure: 2,
  unit: 's',
  bars: [{ of: 'figure', atMost: 3 }],
};
const MISSED = { ...GOOD, bars: [{ of: 'figure', atMost: 1 }] } as const;

test.each([
  ['all bars reached', [GOOD], 0, undefined],
  ['a bar missed', [GOOD, MISSED], 1, undefined],
  ['an error behind good rows', [GOOD], 1, 'it ended with exit code 1; what it reported before is below'],
  ['no rows', [], 0, 'it reported nothing and ended with exit code 0'],
  ['a signal', [GOOD], 'SIGKILL', 'it was ended by SIGKILL'],
] as const)('%s', (_, rows, ended, failure) => {
  expect(failureOf(rows, ended)).toBe(failure);
});

test('the report of a benchmark is its rows and, if it said so, what it is about', () => {
  const about = { method: 'm', notIncluded: 'n' };
  const text = `${JSON.stringify({ about })}\n${JSON.stringify(GOOD)}\n${JSON.stringify(MISSED)}\n`;
  expect(parseReport(text)).toEqual({ rows: [GOOD, MISSED], about });
  expect(parseReport(`${JSON.stringify(GOOD)}\n`)).toEqual({ rows: [GOOD] });
});
