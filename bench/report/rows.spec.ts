import { barLine, isReached, shown, type Row } from './rows.js';

const ROW: Row = {
  id: 'http.single.on-disk',
  what: 'single orders over HTTP',
  figure: 20_800,
  unit: 'orders per CPU second',
  beside: { what: 'bare Fastify', figure: 61_900 },
  ratio: 0.336,
};

test.each([
  [{ of: 'ratio', atLeast: 0.5 }, false],
  [{ of: 'ratio', atLeast: 0.336 }, true],
  [{ of: 'figure', atLeast: 20_000 }, true],
  [{ of: 'figure', atMost: 20_000 }, false],
  [{ of: 'figure', atMost: 20_800 }, true],
] as const)('a row against %j: %s', (bar, isGood) => {
  expect(isReached(ROW, bar)).toBe(isGood);
});

test('a bar is told with what it compares', () => {
  expect(barLine(ROW, { of: 'ratio', atLeast: 0.5 })).toBe(
    'Bar, single orders over HTTP: at least 0.5 times bare Fastify: 0.336, MISSED.',
  );
  expect(barLine(ROW, { of: 'figure', atMost: 30_000 })).toBe(
    'Bar, single orders over HTTP: at most 30,000 orders per CPU second: 20,800, reached.',
  );
});

test('a bar of a ratio without one is a mistake of the benchmark', () => {
  const { ratio: _none, ...row } = ROW;
  expect(() => isReached(row, { of: 'ratio', atLeast: 1 })).toThrow('http.single.on-disk');
});

test.each([
  [89_812.3, '89,800'],
  [16.12, '16.1'],
  [0.3361, '0.336'],
])('%d is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});
