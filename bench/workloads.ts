import { raiseInliningBudget } from '@backlay/service';
import { Fills } from './matcher/fills.js';
import { generateFlow, type Flow } from './matcher/flow.js';
import { measureLatency, type Latency } from './matcher/latency.js';
import { collectFills, MatcherRun } from './matcher/matcher-run.js';
import { median, ratePerCpuSecond } from './matcher/measure.js';
import { BETTING, WORKLOADS, type Mix } from './matcher/mix.js';
import { readOptions, type BenchOptions } from './matcher/options.js';
import { PeerRun } from './matcher/peer-run.js';
import { printMachine } from './matcher/report.js';

/**
 * `npm run bench:workloads`: what the matcher has to bear besides betting, beside nodejs-order-book on the same commands, and
 * whether a command costs more when more rests or the ladder is longer.
 */

/** Commands per CPU second that every workload is to reach. */
const RATE_BAR = 4e6;
const LATENCY_BAR_NS = 10_000;
const GROWTH = [1_000, 10_000, 100_000, 1_000_000];

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
  compareFills(flow, peerIds, peerTo);
  const resident = new MatcherRun(flow);
  resident.play(0, flow.length);
  if (resident.refused > 0) throw new Error(`${resident.refused} commands of the flow were refused`);
  return { flow, peerIds, peerTo, resident, rates: [], peerRates: [], latency: measureLatency(flow, 'free') };
}

/** Both engines must have the same fills in number, size, price and order. */
function compareFills(flow: Flow, peerIds: readonly string[], to: number): void {
  const [ours, theirs] = [new Fills(), new Fills()];
  const run = new MatcherRun(flow);
  for (let index = 0; index < to; index++) {
    run.execute(index);
    collectFills(run.matcher.events, ours);
    run.matcher.events.clear();
  }
  new PeerRun(flow, peerIds).playAndCollect(to, theirs);
  if (String(ours) !== String(theirs))
    throw new Error(`the fills differ: matcher ${String(ours)}; nodejs-order-book ${String(theirs)}`);
}

function measure({ flow, peerIds, peerTo, rates, peerRates }: Workload): void {
  const run = new MatcherRun(flow);
  run.play(0, flow.prefill);
  rates.push(ratePerCpuSecond(run, flow.prefill, flow.length));
  const peer = new PeerRun(flow, peerIds);
  peer.play(0, flow.prefill);
  peerRates.push(ratePerCpuSecond(peer, flow.prefill, peerTo));
}

function rowOf({ flow, resident, rates, peerRates, latency }: Workload) {
  const rate = median(rates);
  return {
    'million commands/s': (rate / 1e6).toFixed(1),
    'events per command': (resident.events / flow.length).toFixed(2),
    'nodejs-order-book': (median(peerRates) / 1e6).toFixed(3),
    times: `${(rate / median(peerRates)).toFixed(0)}x`,
    'p50 ns': latency.p50Ns,
    'p99 ns': latency.p99Ns,
    'p99.9 ns': latency.p999Ns,
    'max ns': latency.maxNs,
    reached: rate >= RATE_BAR && latency.p999Ns < LATENCY_BAR_NS ? 'yes' : 'MISSED',
  };
}

/** Nanoseconds of CPU per command at so many resting orders: nothing matches, so that each costs what its place costs. */
function growth(options: BenchOptions): void {
  const deep = WORKLOADS.find(({ passiveShare, cancelShare }) => passiveShare + cancelShare === 1)!;
  const runs = GROWTH.map((livePerRunner) => {
    const mix = { ...deep, livePerRunner };
    const flow = generateFlow({
      runners: 1,
      commands: Math.min(options.commands, 500_000),
      seed: options.seed,
      mix,
    });
    return { livePerRunner, flow, ns: [] as number[] };
  });
  for (let round = 0; round < options.roundsMin; round++) {
    for (const { flow, ns } of runs) {
      const run = new MatcherRun(flow);
      run.play(0, flow.prefill);
      ns.push(1e9 / ratePerCpuSecond(run, flow.prefill, flow.length));
    }
  }
  console.log(
    '\nOrders that rest in one book of 350 prices, and nanoseconds of CPU per command that comes or goes',
  );
  console.table(
    Object.fromEntries(
      runs.map(({ livePerRunner, ns }) => [livePerRunner, { 'ns per command': median(ns).toFixed(0) }]),
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
  console.table(Object.fromEntries(workloads.map((each) => [each.flow.mix.name, rowOf(each)])));
  growth(options);
  printMachine();
  if (workloads.some((each) => rowOf(each).reached !== 'yes')) process.exitCode = 1;
}

// As the engine does.
raiseInliningBudget();
main();
