import { raiseInliningBudget } from '@backlay/service';
import type { Stakes } from './matcher/bench-market.js';
import { BareRun } from './matcher/bare-run.js';
import { Fills } from './matcher/fills.js';
import { generateFlow, type Flow } from './matcher/flow.js';
import { measureLatency } from './matcher/latency.js';
import { collectFills, MatcherRun } from './matcher/matcher-run.js';
import { ratePerCpuSecond, type Run } from './matcher/measure.js';
import { readOptions, type BenchOptions } from './matcher/options.js';
import { PeerRun } from './matcher/peer-run.js';
import { inOwnProcess } from './matcher/own-process.js';
import { printMachine, printReport, printState, type Measurement } from './matcher/report.js';
import { aboutMatcher, memoryRows, pauseRows, rateRows } from './matcher/rows.js';
import { measureState } from './matcher/state.js';
import type { Memory } from './matcher/memory.js';
import type { Pauses } from './matcher/pauses.js';
import { reportRows } from './report/rows.js';

/** `npm run bench:matcher`: how fast the matcher is on a betting flow, beside nodejs-order-book on the same flow. */

interface Candidate {
  readonly flow: Flow;
  readonly peerIds: readonly string[];
  /** Where the peer stops. */
  readonly peerTo: number;
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
  const peerTo = flow.prefill + options.peerCommands;
  const peerIds = PeerRun.idsOf(flow, peerTo);
  const fills = compareFills(flow, peerIds, peerTo);
  compareStakes(flow);
  const floor = compareFloor(flow);
  const residents = [playOnce(flow, 'free'), playOnce(flow, 'money'), floor] as const;
  const latency = measureLatency(flow, 'free');
  const moneyLatency = measureLatency(flow, 'money');
  const eventsPerCommand = residents[0].events / options.commands;
  const rates = { floor: [], matcher: [], money: [], peer: [] };
  const measurement = { runners, ...rates, eventsPerCommand, fills, latency, moneyLatency };
  return { flow, peerIds, peerTo, measurement, residents };
}

/** The fills of both engines, which must be the same in number, size, price and order. */
function compareFills(flow: Flow, peerIds: readonly string[], to: number): string {
  const ours = fillsOf(flow, 'free', to);
  const theirs = new Fills();
  new PeerRun(flow, peerIds).playAndCollect(to, theirs);
  if (String(ours) !== String(theirs)) {
    throw new Error(`the fills differ: matcher ${String(ours)}; nodejs-order-book ${String(theirs)}`);
  }
  return String(ours);
}

/** With money and without, the whole flow has the same fills. */
function compareStakes(flow: Flow): void {
  const free = fillsOf(flow, 'free', flow.length);
  const money = fillsOf(flow, 'money', flow.length);
  if (String(free) !== String(money)) {
    throw new Error(`the fills differ: without money ${String(free)}; with money ${String(money)}`);
  }
}

/** The floor has the fills of the matcher. */
function compareFloor(flow: Flow): BareRun {
  const floor = new BareRun(flow);
  const [ours, bare] = [fillsOf(flow, 'free', flow.length), new Fills()];
  floor.playAndCollect(flow.length, bare);
  if (String(ours) !== String(bare) || floor.refused > 0) {
    throw new Error(`the fills differ: matcher ${String(ours)}; floor ${String(bare)}`);
  }
  return floor;
}

function fillsOf(flow: Flow, stakes: Stakes, to: number): Fills {
  const fills = new Fills();
  const run = new MatcherRun(flow, stakes);
  for (let index = 0; index < to; index++) {
    run.execute(index);
    collectFills(run.matcher.events, fills);
    run.matcher.events.clear();
  }
  return fills;
}

function playOnce(flow: Flow, stakes: Stakes): MatcherRun {
  const run = new MatcherRun(flow, stakes);
  run.play(0, flow.prefill);
  run.events = 0;
  run.play(flow.prefill, flow.length);
  if (run.refused > 0) throw new Error(`${run.refused} commands of the flow were refused`);
  return run;
}

/** The matcher comes first and the peer last: threads that collect the peer's garbage would count as the matcher's. */
function measureRound(candidates: readonly Candidate[]): void {
  for (const { flow, measurement } of candidates) {
    measurement.matcher.push(measureOnce(flow, 'free'));
    measurement.money.push(measureOnce(flow, 'money'));
    measurement.floor.push(rateOf(new BareRun(flow), flow));
  }
  for (const { flow, peerIds, peerTo, measurement } of candidates) {
    const run = new PeerRun(flow, peerIds);
    run.play(0, flow.prefill);
    measurement.peer.push(ratePerCpuSecond(run, flow.prefill, peerTo));
  }
}

function measureOnce(flow: Flow, stakes: Stakes): number {
  return rateOf(new MatcherRun(flow, stakes), flow);
}

function rateOf(run: Run, flow: Flow): number {
  run.play(0, flow.prefill);
  return ratePerCpuSecond(run, flow.prefill, flow.length);
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
