import { readFileSync } from 'node:fs';
import { playRun } from './testing/rules-play.js';
import { isClaim, runsOf, type RulesRun } from './testing/rules-page.js';

const RUNS = runsOf(readFileSync('docs/rules.md', 'utf8'));

describe('docs/rules.md is true', () => {
  it.each(RUNS)('$title, from line $lines.0.number', (run) => {
    expect(() => playRun(run)).not.toThrow();
  });

  it('and would be found wrong, by its line, if any digit of what it claims were another one', () => {
    const unnoticed = RUNS.flatMap((run) =>
      run.lines.flatMap((line, index) =>
        isClaim(line) && /\d/.test(line.text) && !isNoticed(run, index) ? [line.number] : [],
      ),
    );
    expect(unnoticed).toEqual([]);
  });

  it('a refusal that is not told is found', () => {
    expect(() =>
      playAll(['exchange: alice with 1.00 GBP', 'market m: A, B', 'alice BACK 2 @ 2 on A']),
    ).toThrow('line 3, alice BACK 2 @ 2 on A: it is refused INSUFFICIENT_FUNDS');
  });

  it('so is something that came of a command and is left out', () => {
    const lines = [
      'exchange: alice, bob with 9.00 GBP',
      'market m: A, B',
      'bob LAY 1 @ 2 on A',
      'alice BACK 2 @ 2 on A',
      '-> matched 1.00 @ 2.00 on A (alice backs, bob lays)',
    ];
    expect(() => playAll(lines)).toThrow('then comes rests 1.00');
  });

  it.each(['alice BUY 1 @ 2 on A', 'alice BACK 1 @ 2 on A, FOR_EVER', 'alice BACK 1.005 @ 2 on A'])(
    'a line that nobody can read is one: %s',
    (line) => {
      expect(() => playAll(['exchange: alice with 9.00 GBP', 'market m: A, B', line])).toThrow('line 3');
    },
  );
});

function playAll(texts: readonly string[]): void {
  playRun({ title: '', lines: texts.map((text, index) => ({ number: index + 1, text })) });
}

/** Whether each digit of a claim counts: with another in its place the run fails, and at that line. */
function isNoticed({ title, lines }: RulesRun, at: number): boolean {
  const { number, text } = lines[at]!;
  return [...text.matchAll(/(?<![A-Za-z_])\d/g)].every(({ 0: digit, index }) => {
    const wrong = text.slice(0, index) + ((Number(digit) + 1) % 10) + text.slice(index + 1);
    const changed = lines.with(at, { number, text: wrong });
    try {
      playRun({ title, lines: changed });
      return false;
    } catch (error) {
      return String(error).includes(`line ${number}, ${wrong}`);
    }
  });
}
