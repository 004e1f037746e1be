import { isReached, shown, type Bar, type Row } from '../report/rows.js';
import type { BenchmarkRun, BenchRecord } from './record.js';
import type { Surroundings } from './surroundings.js';

const HEAD = `# Benchmarks

Made by \`npm run bench\`; do not edit it by hand. Each benchmark is a process of its own, and one runs after the other. Figures are medians of
rounds. What stands beside a figure, a peer or a floor, was measured in the same run, in turn with it, and a ratio is the median of
the ratios of the rounds. Figures wander with the machine and with what else it does; **the ratios are what to trust**. A bar that is missed
is said to be missed. [performance.md](performance.md) tells where the time goes.`;

const TABLE_HEAD = `| what | figure | beside it | ratio | bar | |
|---|---|---|---|---|---|`;

/** docs/benchmarks.md. @param names of the benchmarks, in their order; one that never ran is left out */
export function benchmarksPage(record: BenchRecord, names: readonly string[]): string {
  const runs = names.flatMap((name) => {
    const run = record[name];
    return run === undefined ? [] : [{ name, run }];
  });
  const newest = runs.map(({ run }) => run.surroundings).toSorted((a, b) => b.date.localeCompare(a.date))[0];
  if (newest === undefined) throw new Error('no benchmark has run');
  const sections = runs.map(({ name, run }) => section(name, run, newest));
  return `${[HEAD, surroundingsText(newest), summary(runs.flatMap(({ run }) => run.rows)), ...sections].join('\n\n')}\n`;
}

function surroundingsText({ machine, versions, date, commit }: Surroundings): string {
  return `- Machine: ${machine}\n- Versions: ${versionsText(versions)}\n- Latest run: ${date}, commit ${commit}`;
}

function versionsText(versions: Surroundings['versions']): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** How many bars there are, and which are missed. */
function summary(rows: readonly Row[]): string {
  const bars = rows.flatMap((row) => (row.bars ?? []).map((bar) => ({ row, bar })));
  const missed = bars.filter(({ row, bar }) => !isReached(row, bar));
  const names = [...new Set(missed.map(({ row }) => `\`${row.id}\``))];
  const end = missed.length === 0 ? '' : ` Missed: ${names.join(', ')}.`;
  return `**${bars.length - missed.length} of ${bars.length} bars are reached.**${end}`;
}

function section(name: string, run: BenchmarkRun, newest: Surroundings): string {
  const { about, failure, rows, command, surroundings, tookSeconds } = run;
  return [
    `## ${name}`,
    `\`${command}\`, ${surroundings.date}, commit ${surroundings.commit}, ${tookSeconds} s.${elsewhere(surroundings, newest)}`,
    ...(about === undefined
      ? []
      : [`Method: ${inText(about.method)}`, `**Not included:** ${inText(about.notIncluded)}`]),
    ...(failure === undefined ? [] : [`**The benchmark failed:** ${failure}.`]),
    ...(rows.length === 0 ? [] : [`${TABLE_HEAD}\n${rows.map(tableLine).join('\n')}`]),
  ].join('\n\n');
}

/** Not every benchmark is run again every time; then it says what was different. */
function elsewhere(own: Surroundings, newest: Surroundings): string {
  const machine = own.machine === newest.machine ? [] : [own.machine];
  const [mine, theirs] = [versionsText(own.versions), versionsText(newest.versions)];
  const differences = [...machine, ...(mine === theirs ? [] : [mine])];
  return differences.length === 0 ? '' : ` On ${differences.join('; ')}.`;
}

function tableLine(row: Row): string {
  const { id, what, figure, unit, beside, ratio, bars = [] } = row;
  const cells = [
    `${what}<br>\`${id}\``,
    `${shown(figure)} ${unit}`,
    beside === undefined ? '' : `${beside.what}: ${shown(beside.figure)}`,
    ratio === undefined ? '' : shown(ratio),
    bars.map((bar) => barText(bar, unit)).join('<br>'),
    bars.map((bar) => (isReached(row, bar) ? 'reached' : '**MISSED**')).join('<br>'),
  ];
  return `| ${cells.map(inText).join(' | ')} |`;
}

/** `ratio at least 0.5` */
function barText(bar: Bar, unit: string): string {
  const bounds = [
    ...(bar.atLeast === undefined ? [] : [`at least ${shown(bar.atLeast)}`]),
    ...(bar.atMost === undefined ? [] : [`at most ${shown(bar.atMost)}`]),
  ].join(', ');
  return bar.of === 'ratio' ? `ratio ${bounds}` : `${bounds} ${unit}`;
}

/** What a benchmark says may stand in a cell. */
function inText(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
