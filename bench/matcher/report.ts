import { machineLine, versionOf } from '../report/machine.js';
import type { Latency } from './latency.js';
import { median, ratioOfRounds } from './measure.js';
import type { Peer } from './peers/peer.js';
import { PEERS } from './peers/peers.js';
import type { StateCosts } from './state.js';

/** What was measured with one number of runners; rates are commands per CPU second, one a round. */
export interface Measurement {
  readonly runners: number;
  /** Of a bare exchange: see bare-exchange.ts. */
  readonly floor: number[];
  readonly matcher: number[];
  /** On a market with money; each beside the one in `matcher` of the same round. */
  readonly money: number[];
  /** In the order of PEERS. */
  readonly peers: readonly PeerMeasurement[];
  readonly eventsPerCommand: number;
  readonly latency: Latency;
  readonly moneyLatency: Latency;
}

export interface PeerMeasurement {
  readonly peer: Peer;
  /** How many commands of the flow it plays, those that fill the books included. */
  readonly to: number;
  /** What it and the matcher had in common over those. */
  readonly fills: string;
  readonly rates: number[];
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
          'with / without': ratioOfRounds(row.money, row.matcher).toFixed(2),
          ...Object.assign({}, ...row.peers.map((peer) => peerColumns(peer, row.matcher))),
          floor: millions(row.floor),
          'of the floor': ratioOfRounds(row.matcher, row.floor).toFixed(2),
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
  for (const { runners, peers } of measurements) {
    for (const { peer, fills } of peers)
      console.log(`${runners} runners, same in the matcher and in ${peer.name}: ${fills}`);
  }
}

function peerColumns({ peer: { name }, rates }: PeerMeasurement, matcher: readonly number[]) {
  return { [name]: millions(rates), [`times ${name}`]: `${ratioOfRounds(matcher, rates).toFixed(0)}x` };
}

function latencyRow({ p50Ns, p99Ns, p999Ns, maxNs, clockNs }: Latency) {
  return { p50: p50Ns, p99: p99Ns, 'p99.9': p999Ns, max: maxNs, 'of that the clock': clockNs };
}

export function printState(costs: StateCosts): void {
  console.log(
    `With ${costs.orders} resting orders: state hash ${costs.hashMs.toFixed(0)} ms, snapshot ${costs.snapshotMs.toFixed(0)} ms ` +
      `(${costs.megabytes.toFixed(0)} MB), restore ${costs.restoreMs.toFixed(0)} ms of CPU time`,
  );
}

/** What it was measured on, and with. */
export function printMachine(): void {
  console.log(`Machine: ${machineLine()}`);
  const peers = PEERS.map(({ name }) => `${name} ${versionOf(name)}`).join(', ');
  console.log(
    `Versions: Node.js ${process.versions.node} (V8 ${process.versions.v8}), ${peers}; V8's inlining budget raised, as the engine does`,
  );
}

function millions(rates: readonly number[]): string {
  const [middle, low, high] = [median(rates), Math.min(...rates), Math.max(...rates)].map(
    (rate) => rate / 1e6,
  );
  const digits = middle! < 1 ? 3 : 1;
  return `${middle!.toFixed(digits)} (${low!.toFixed(digits)} - ${high!.toFixed(digits)})`;
}
