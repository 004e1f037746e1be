import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import type { Latency } from './latency.js';
import { median } from './measure.js';
import type { StateCosts } from './state.js';

/** Bars of `npm run bench:matcher`, for 10 runners: commands per CPU second, and times the peer's rate. */
export const RATE_BAR = 10e6;
export const PEER_BAR = 40;
/** With money, times the rate without. */
export const MONEY_BAR = 0.75;

/** What was measured with one number of runners; rates are commands per CPU second, one a round. */
export interface Measurement {
  readonly runners: number;
  readonly floor: number[];
  readonly matcher: number[];
  /** On a market with money; each beside the one in `matcher` of the same round. */
  readonly money: number[];
  readonly peer: number[];
  readonly eventsPerCommand: number;
  readonly fills: string;
  readonly latency: Latency;
  readonly moneyLatency: Latency;
}

export function printReport(measurements: readonly Measurement[]): void {
  console.log('\nMillion commands per CPU second (median of the rounds; lowest and highest behind it)');
  console.table(
    Object.fromEntries(
      measurements.map((row) => [
        `${row.runners} runners`,
        {
          'matcher, events written': millions(row.matcher),
          'the same with accounts': millions(row.money),
          'with / without': moneyRatio(row).toFixed(2),
          'nodejs-order-book': millions(row.peer),
          times: `${(median(row.matcher) / median(row.peer)).toFixed(0)}x`,
          'bare floor': millions(row.floor),
          'events per command': row.eventsPerCommand.toFixed(2),
        },
      ]),
    ),
  );
  console.log('Nanoseconds per command, wall time, in a separate pass');
  console.table(
    Object.fromEntries(
      measurements.flatMap(({ runners, latency, moneyLatency }) => [
        [`${runners} runners`, latencyRow(latency)],
        [`${runners} runners, accounts`, latencyRow(moneyLatency)],
      ]),
    ),
  );
  for (const { runners, fills } of measurements)
    console.log(`${runners} runners, same in both engines: ${fills}`);
}

function latencyRow({ p50Ns, p99Ns, p999Ns, maxNs, clockNs }: Latency) {
  return { p50: p50Ns, p99: p99Ns, 'p99.9': p999Ns, max: maxNs, 'of that the clock': clockNs };
}

/** Each round played the flow on both, one right after the other, so what slows a round slows both of a pair. */
function moneyRatio({ matcher, money }: Measurement): number {
  return median(money.map((rate, round) => rate / matcher[round]!));
}

export function printState(costs: StateCosts): void {
  console.log(
    `With ${costs.orders} resting orders: state hash ${costs.hashMs.toFixed(0)} ms, snapshot ${costs.snapshotMs.toFixed(0)} ms ` +
      `(${costs.megabytes.toFixed(0)} MB), restore ${costs.restoreMs.toFixed(0)} ms of CPU time`,
  );
}

/** Says of each bar whether it was reached; true when all were. */
export function printVerdict(measurement: Measurement): boolean {
  const { matcher, peer } = measurement;
  const rate = median(matcher);
  const times = rate / median(peer);
  const ratio = moneyRatio(measurement);
  const verdict = (reached: boolean): string => (reached ? 'reached' : 'MISSED');
  console.log(
    `\nBar 1, ${RATE_BAR / 1e6} million commands per CPU second with 10 runners: ${(rate / 1e6).toFixed(1)} million, ${verdict(rate >= RATE_BAR)}.`,
  );
  console.log(
    `Bar 2, ${PEER_BAR} times nodejs-order-book: ${times.toFixed(0)} times, ${verdict(times >= PEER_BAR)}.`,
  );
  console.log(
    `Bar 3, with accounts ${MONEY_BAR} times the rate without: ${ratio.toFixed(3)} times, ${verdict(ratio >= MONEY_BAR)}.`,
  );
  return rate >= RATE_BAR && times >= PEER_BAR && ratio >= MONEY_BAR;
}

/** What it was measured on, and with. */
export function printMachine(): void {
  const [cpu] = cpus();
  console.log(
    [
      `Machine: ${cpus().length} x ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB; ${process.platform} ${process.arch}`,
      `Versions: Node.js ${process.versions.node} (V8 ${process.versions.v8}), nodejs-order-book ${versionOf('nodejs-order-book')}; V8's inlining budget raised, as the engine does`,
    ].join('\n'),
  );
}

export function printMethod(commands: number, peerCommands: number): void {
  printMachine();
  console.log(
    [
      `Flow: 55 % passive orders, 35 % cancels of live orders, 10 % orders that cross 1 to 5 levels; one market on the`,
      `  CLASSIC ladder, 1000 accounts, about 1000 live orders a runner, placed before measuring starts.`,
      `Method: one thread; every round plays ${commands} commands to a fresh matcher without money, then to one with, and the`,
      `  first ${peerCommands} of them to nodejs-order-book, in turn; with accounts / without is the median of the rounds' ratios;`,
      `  CPU time of the whole process (process.cpuUsage); fills compared one by one.`,
      `Included: all checks, price-time matching, accounts' order lists, order ids, events written into the buffer.`,
      `With accounts: also funds, exposure over all results of a WIN market, holdings and kept trades; the whole flow's fills`,
      `  compared with those without; self-match OFF and deposits that cover everything, so that nothing differs. Room for the`,
      `  orders and trades is made beforehand.`,
      `Not included: making the commands, reading or encoding the events, HTTP, the event log, any other process.`,
    ].join('\n'),
  );
}

function versionOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  const { version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string };
  return version;
}

function millions(rates: readonly number[]): string {
  const [middle, low, high] = [median(rates), Math.min(...rates), Math.max(...rates)].map(
    (rate) => rate / 1e6,
  );
  const digits = middle! < 1 ? 3 : 1;
  return `${middle!.toFixed(digits)} (${low!.toFixed(digits)} - ${high!.toFixed(digits)})`;
}
