import { raiseInliningBudget } from '@backlay/service';
import type { Stakes } from './matcher/bench-market.js';
import { BareRun } from './matcher/bare-run.js';
import { compareFills, compareFloor, compareStakes } from './matcher/compare-fills.js';
import { generateFlow, type Flow } from './matcher/flow.js';
import { measureLatency } from './matcher/latency.js';
import { MatcherRun } from './matcher/matcher-run.js';
import { leaveNoGarbage, median, ratePerCpuSecond, TURNS, type Run } from './matcher/measure.js';
import { readOptions, type BenchOptions } from './matcher/options.js';
import { PeerRun } from './matcher/peer-run.js';
import { PEERS } from './matcher/peers/peers.js';
import { inOwnProcess } from './matcher/own-process.js';
import { printMachine, printReport, printState, type Measurement } from './matcher/report.js';
import { aboutMatcher, memoryRows, pauseRows, rateRows } from './matcher/rows.js';
import { measureState } from './matcher/state.js';
import type { Memory } from './matcher/memory.js';
import type { Pauses } from './matcher/pauses.js';
import { reportRows } from './report/rows.js';

/** `npm run bench:matcher`: how fast the matcher is on a betting flow, beside peers from npm on the same flow. */

interface Candidate {
  readonly flow: Flow;
  /** Of the orders, for peers. */
  readonly ids: readonly string[];
  readonly measurement: Measurement;
  /**
   * A matcher that stays, as in a real process: V8 drops the hidden classes that no object has any more, and with
   * them all code that was optimised for them, so a collection between two rounds would begin everything anew.
   */
  readonly residents: readonly unknown[];
}

function prepare(runners: number, options: BenchOptions): Candidate {
  console.log(`Making the flow for ${runners} runners ...`);
  const flow = generateFlow({ runners, commands: options.commands, seed: options.seed });
  const ids = PeerRun.idsOf(flow, flow.prefill + options.peerCommands);
  const peers = PEERS.map((peer) => {
    const to = flow.prefill + options.peerCommands * peer.share;
    return { peer, to, fills: compareFills({ flow, ids }, peer, to), rates: [] };
  });
  compareStakes(flow);
  const floor = compareFloor(flow);
  const residents = [playOnce(flow, 'free'), playOnce(flow, 'money'), floor] as const;
  const latency = measureLatency(flow, 'free');
  const moneyLatency = measureLatency(flow, 'money');
  const eventsPerCommand = residents[0].events / options.commands;
  const rates = { floor: [], matcher: [], money: [], peers };
  const measurement = { runners, ...rates, eventsPerCommand, latency, moneyLatency };
  return { flow, ids, measurement, residents };
}

function playOnce(flow: Flow, stakes: Stakes): MatcherRun {
  const run = new MatcherRun(flow, stakes);
  run.play(0, flow.prefill);
  run.events = 0;
  run.play(flow.prefill, flow.length);
  if (run.refused > 0) throw new Error(`${run.refused} commands of the flow were refused`);
  return run;
}

/** The peers come last: what they fill the caches with is not to be the matcher's. */
function measureRound(candidates: readonly Candidate[]): void {
  for (const { flow, measurement } of candidates) {
    const [matcher, money, floor]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < TURNS; turn++) {
      matcher.push(measureOnce(flow, 'free'));
      money.push(measureOnce(flow, 'money'));
      leaveNoGarbage();
      floor.push(rateOf(new BareRun(flow), flow));
    }
    measurement.matcher.push(median(matcher));
    measurement.money.push(median(money));
    measurement.floor.push(median(floor));
  }
  // The collections before left V8 a small young generation, and peers make much garbage: it grows again before they are measured.
  measurePeers(candidates[0]!);
  for (const candidate of candidates) {
    const rates = measurePeers(candidate);
    for (const [nth, peer] of candidate.measurement.peers.entries()) peer.rates.push(rates[nth]!);
  }
}

function measurePeers({ flow, ids, measurement }: Candidate): number[] {
  return measurement.peers.map(({ peer, to }) => rateOf(new PeerRun(peer, flow, ids), flow, to));
}

function measureOnce(flow: Flow, stakes: Stakes): number {
  leaveNoGarbage();
  return rateOf(new MatcherRun(flow, stakes), flow);
}

function rateOf(run: Run, flow: Flow, to = flow.length): number {
  run.play(0, flow.prefill);
  return ratePerCpuSecond(run, flow.prefill, to);
}

function main(): void {
  const options = readOptions(process.argv.slice(2));
  const candidates = [1, 10, 100].map((runners) => prepare(runners, options));
  console.log('Measuring ...');
  const startedAt = performance.now();
  for (
    let round = 0;
    round < options.roundsMin || performance.now() - startedAt < options.seconds * 1000;
    round++
  ) {
    measureRound(candidates);
  }
  const measurements = candidates.map((candidate) => candidate.measurement);
  printReport(measurements);
  printState(measureState());
  printMachine();
  const pauses = inOwnProcess('pauses', [String(options.pauseCommands), String(options.seed)]) as Pauses;
  const memory = inOwnProcess('memory') as Memory;
  const rows = [...measurements.flatMap(rateRows), ...pauseRows(pauses), ...memoryRows(memory)];
  if (!reportRows(rows, aboutMatcher(options))) process.exitCode = 1;
}

// As the engine does.
raiseInliningBudget();
main();
