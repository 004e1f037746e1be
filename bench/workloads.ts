import { raiseInliningBudget } from '@backlay/service';
import { compareFills } from './matcher/compare-fills.js';
import { generateFlow, type Flow } from './matcher/flow.js';
import { measureLatency, type Latency } from './matcher/latency.js';
import { MatcherRun } from './matcher/matcher-run.js';
import { growthRows } from './matcher/growth.js';
import { leaveNoGarbage, median, ratePerCpuSecond, ratioOfRounds, TURNS } from './matcher/measure.js';
import { BETTING, WORKLOADS, type Mix } from './matcher/mix.js';
import { readOptions, type BenchOptions } from './matcher/options.js';
import { PeerRun } from './matcher/peer-run.js';
import { NODEJS_ORDER_BOOK } from './matcher/peers/nodejs-order-book-peer.js';
import { printMachine } from './matcher/report.js';
import { latencyRow } from './matcher/rows.js';
import { reportRows, shown, type About, type Row } from './report/rows.js';

/**
 * `npm run bench:workloads`: what the matcher has to bear besides betting, beside nodejs-order-book on the same commands, and
 * whether a command costs more when more rests or the ladder is longer.
 */

/** Commands per CPU second that every workload is to reach. */
const RATE_MIN = 4e6;
/** Short runs of one build were up to 0.37 apart. */
const TOLERANCE = 0.4;

const ABOUT: About = {
  method: `One thread, one market with one runner, without money, unless a row says otherwise; CPU time of the whole process. Each round plays every
workload to a fresh matcher and its first commands to nodejs-order-book, in turn; fills compared one by one. Growth: one thing grows and the
rest stays; each round goes along the whole curve, on fresh matchers, and what stands beside a point is the first point of its
curve. Orders come and go and nothing matches, but for markets and accounts, which are the betting flow with money.`,
  notIncluded: `making the commands, reading or encoding the events, HTTP, the event log, any other process. Costs that grow with the number of
resting orders, markets and accounts are those of what the caches of the machine do not hold; and the first order of an account in a
market makes records, whose index is doubled now and then: with 100,000 accounts that is in most commands of a short flow.`,
};

interface Workload {
  readonly flow: Flow;
  readonly peerIds: readonly string[];
  readonly peerTo: number;
  /** One that stays, as V8 drops code whose objects have all gone. */
  readonly resident: MatcherRun;
  readonly rates: number[];
  readonly peerRates: number[];
  readonly latency: Latency;
}

function prepare(mix: Mix, { seed, commands, peerCommands }: BenchOptions): Workload {
  console.log(`Making the flow: ${mix.name} ...`);
  const flow = generateFlow({ runners: 1, commands, seed, mix });
  const peerTo = flow.prefill + peerCommands;
  const peerIds = PeerRun.idsOf(flow, peerTo);
  compareFills({ flow, ids: peerIds }, NODEJS_ORDER_BOOK, peerTo);
  const resident = new MatcherRun(flow);
  resident.play(0, flow.length);
  if (resident.refused > 0) throw new Error(`${resident.refused} commands of the flow were refused`);
  return { flow, peerIds, peerTo, resident, rates: [], peerRates: [], latency: measureLatency(flow, 'free') };
}

function measure({ flow, peerIds, peerTo, rates, peerRates }: Workload): void {
  const ofTurns = Array.from({ length: TURNS }, () => {
    leaveNoGarbage();
    const run = new MatcherRun(flow);
    run.play(0, flow.prefill);
    return ratePerCpuSecond(run, flow.prefill, flow.length);
  });
  rates.push(median(ofTurns));
  const peer = new PeerRun(NODEJS_ORDER_BOOK, flow, peerIds);
  peer.play(0, flow.prefill);
  peerRates.push(ratePerCpuSecond(peer, flow.prefill, peerTo));
}

function tableLine({ flow, resident, rates, peerRates, latency }: Workload) {
  const rate = median(rates);
  return {
    'million commands/s': (rate / 1e6).toFixed(1),
    'events per command': (resident.events / flow.length).toFixed(2),
    'nodejs-order-book': (median(peerRates) / 1e6).toFixed(3),
    times: `${ratioOfRounds(rates, peerRates).toFixed(0)}x`,
    'p50 ns': latency.p50Ns,
    'p99 ns': latency.p99Ns,
    'p99.9 ns': latency.p999Ns,
    'max ns': latency.maxNs,
  };
}

function rowsOf({ flow, rates, peerRates, latency }: Workload): Row[] {
  const { id, name } = flow.mix;
  return [
    {
      id: `workloads.${id}`,
      what: `${name}, one runner, without money`,
      figure: median(rates) / 1e6,
      unit: 'million commands per CPU second',
      beside: { what: 'nodejs-order-book', figure: median(peerRates) / 1e6 },
      ratio: ratioOfRounds(rates, peerRates),
      bars: [{ of: 'figure', atLeast: RATE_MIN / 1e6 }],
      tolerance: TOLERANCE,
    },
    latencyRow(`workloads.latency.${id}`, name, latency),
  ];
}

function printGrowth(rows: readonly Row[]): void {
  console.log('\nNanoseconds of CPU per command while one thing grows');
  const curves = rows.filter(({ id }) => id.startsWith('workloads.growth.'));
  console.table(
    Object.fromEntries(
      curves.map(({ id, what, figure, ratio }) => [
        id,
        { what, 'ns per command': shown(figure), times: shown(ratio ?? 1) },
      ]),
    ),
  );
}

function main(): void {
  const options = readOptions(process.argv.slice(2));
  const workloads = [BETTING, ...WORKLOADS].map((mix) => prepare(mix, options));
  console.log('Measuring ...');
  for (let round = 0; round < options.roundsMin; round++) for (const each of workloads) measure(each);
  console.log(
    '\nCommands per CPU second, medians of interleaved rounds; one market, one runner, without money',
  );
  console.table(Object.fromEntries(workloads.map((each) => [each.flow.mix.name, tableLine(each)])));
  printMachine();
  const rows = [...workloads.flatMap(rowsOf), ...growthRows(options)];
  printGrowth(rows);
  if (!reportRows(rows, ABOUT)) process.exitCode = 1;
}

// As the engine does.
raiseInliningBudget();
main();
