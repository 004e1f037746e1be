import type { About, Bar, Row } from '../report/rows.js';
import type { Latency } from './latency.js';
import { median, ratioOfRounds } from './measure.js';
import type { Memory } from './memory.js';
import type { BenchOptions } from './options.js';
import type { Pauses } from './pauses.js';
import type { Peer } from './peers/peer.js';
import { PEERS } from './peers/peers.js';
import type { Measurement, PeerMeasurement } from './report.js';

const RATE_UNIT = 'million commands per CPU second';
/** The number of runners that the bars are for. */
const RUNNERS_OF_BARS = 10;
/** With accounts and exposure, times the rate without: what the checks may cost. */
const ACCOUNTS_RATIO_MIN = 0.75;

/** Rates and latencies with so many runners. */
export function rateRows(measurement: Measurement): Row[] {
  const { runners, floor, matcher, money, peers, latency, moneyLatency } = measurement;
  const [first, ...others] = peers;
  if (first === undefined) throw new Error('there is no peer');
  const bars = (...wanted: Bar[]): { readonly bars?: readonly Bar[] } =>
    runners === RUNNERS_OF_BARS ? { bars: wanted } : {};
  const runnersText = `${runners} ${runners === 1 ? 'runner' : 'runners'}`;
  const place = `${runners}-runners`;
  return [
    {
      id: `matcher.betting.${place}`,
      what: `betting flow, ${runnersText}, events written`,
      figure: median(matcher) / 1e6,
      unit: RATE_UNIT,
      ...beside(first, matcher),
      ...bars({ of: 'figure', atLeast: 20 }, { of: 'ratio', atLeast: 100 }),
      tolerance: 0.3,
    },
    ...others.map((other) => ({
      id: `matcher.${other.peer.name}.${place}`,
      what: `the same beside ${other.peer.name}, ${runnersText}`,
      figure: median(matcher) / 1e6,
      unit: RATE_UNIT,
      ...beside(other, matcher),
      tolerance: 0.3,
    })),
    {
      id: `matcher.floor.${place}`,
      what: `the same beside its floor, ${runnersText}`,
      figure: median(matcher) / 1e6,
      unit: RATE_UNIT,
      beside: { what: 'an exchange of only what none can leave out', figure: median(floor) / 1e6 },
      ratio: ratioOfRounds(matcher, floor),
      tolerance: 0.3,
    },
    {
      id: `matcher.accounts.${place}`,
      what: `the same with accounts and exposure, ${runnersText}`,
      figure: median(money) / 1e6,
      unit: RATE_UNIT,
      beside: { what: 'without accounts', figure: median(matcher) / 1e6 },
      ratio: ratioOfRounds(money, matcher),
      ...bars({ of: 'figure', atLeast: 10 }, { of: 'ratio', atLeast: ACCOUNTS_RATIO_MIN }),
      tolerance: 0.3,
    },
    latencyRow(`matcher.latency.betting.${place}`, `betting flow, ${runnersText}`, latency),
    latencyRow(`matcher.latency.accounts.${place}`, `with accounts, ${runnersText}`, moneyLatency),
  ];
}

function beside({ peer, rates }: PeerMeasurement, matcher: readonly number[]) {
  return {
    beside: { what: peer.name, figure: median(rates) / 1e6 },
    ratio: ratioOfRounds(matcher, rates),
  };
}

/** The 99.9th percentile of single commands; p50, p99 and the longest in words. */
export function latencyRow(id: string, what: string, latency: Latency): Row {
  const { p50Ns, p99Ns, p999Ns, maxNs, clockNs } = latency;
  const micros = (ns: number) => (ns / 1_000).toFixed(2);
  return {
    id,
    what: `p99.9 of one command, ${what} (p50 ${micros(p50Ns)}, p99 ${micros(p99Ns)}, longest ${micros(maxNs)})`,
    figure: p999Ns / 1_000,
    unit: 'microseconds',
    beside: { what: 'reading the clock, median', figure: clockNs / 1_000 },
    bars: [{ of: 'figure', atMost: 10 }],
  };
}

export function memoryRows(memory: Memory): Row[] {
  const unit = 'bytes per resting order';
  const count = (orders: number) => orders.toLocaleString('en-GB');
  return [
    {
      id: 'matcher.memory.arrays',
      what: `arrays of the matcher, ${count(memory.orders)} resting orders`,
      figure: memory.arrayBytes,
      unit,
      bars: [{ of: 'figure', atMost: 100 }],
    },
    {
      id: 'matcher.memory.resident',
      what: `resident memory of the process, ${count(memory.orders)} resting orders`,
      figure: memory.residentBytes,
      unit,
      bars: [{ of: 'figure', atMost: 100 }],
    },
    {
      id: 'matcher.memory.doubled',
      what: `arrays of the matcher when they take most for each order, at ${count(memory.grownOrders)} orders`,
      figure: memory.grownArrayBytes,
      unit,
      bars: [{ of: 'figure', atMost: 100 }],
    },
  ];
}

export function pauseRows(pauses: Pauses): Row[] {
  const commands = `${Math.round(pauses.commands / 1e6)} million commands`;
  return [
    {
      id: 'matcher.pauses.collections',
      what: `longest garbage collection in ${commands} (${pauses.collections} in all)`,
      figure: pauses.collectionMsMax,
      unit: 'ms',
      bars: [{ of: 'figure', atMost: 2 }],
    },
    {
      id: 'matcher.pauses.longest',
      what: `longest that 1,024 commands in a row had a core, in ${commands} (${pauses.pauseCount} times over 2 ms; the idle loop ${pauses.idlePauseCount} times)`,
      figure: pauses.longestMs,
      unit: 'ms',
      beside: { what: 'a loop that only reads the clocks', figure: pauses.idleLongestMs },
      bars: [{ of: 'figure', atMost: 2 }],
    },
    {
      id: 'matcher.pauses.cpu',
      what: `the same as the system counts it, in ticks`,
      figure: pauses.cpuMsMax,
      unit: 'ms',
      beside: { what: 'a loop that only reads the clocks', figure: pauses.idleCpuMsMax },
    },
    {
      id: 'matcher.pauses.wall',
      what: `the same by the clock of the wall, other programs and the host included`,
      figure: pauses.wallMsMax,
      unit: 'ms',
      beside: { what: 'a loop that only reads the clocks', figure: pauses.idleWallMsMax },
    },
    {
      id: 'matcher.allocations',
      what: 'left on the heap by a command, once warm',
      figure: pauses.allocatedBytes,
      unit: 'bytes',
      // The smallest object has 16: fewer than one command in a hundred leaves one.
      bars: [{ of: 'figure', atMost: 0.16 }],
    },
  ];
}

export function aboutMatcher({ commands, peerCommands }: BenchOptions): About {
  const count = (value: number) => value.toLocaleString('en-GB');
  const peerText = ({ name, about, share }: Peer) =>
    `${count(peerCommands * share)} of them to ${name} (${about})`;
  return {
    method: `One thread. The flow: 55 % passive orders, 35 % cancels of live orders, 10 % orders that cross 1 to 5 levels; one market on the
CLASSIC ladder, 1,000 accounts, about 1,000 live orders a runner, placed before measuring starts. Every round plays ${count(commands)} commands to a
fresh matcher without money, then to one with, and the first ones to peers, in turn: ${PEERS.map(peerText).join('; ')}. The matcher plays three
times in a round, of which the median counts, and what was left by whoever played before is collected first. CPU time of the whole process
(process.cpuUsage), fills compared one by one. In it are all checks, price-time matching, accounts' order lists, order ids, events written into
the buffer; with accounts also funds, exposure over all results of a WIN market, holdings and kept trades, with deposits that cover
everything and self-match OFF, so that the fills are those without. Latencies: wall time of every command in a pass of its own.
The floor is an exchange of only what none can leave out (bench/matcher/bare-exchange.ts), on the same commands, with the same fills: one market, one array that
never grows, no money, terms or look-ups; docs/performance.md says what the rest is. Pauses: one matcher that lives through the flow again and again, in a
process of its own, in turn with a loop that only reads the clocks; the time that other programs had the core is not counted. Memory: a process of its own, once garbage is
collected.`,
    notIncluded: `making the commands, reading or encoding the events, HTTP, the event log, any other process. Room for orders and trades is made beforehand,
except where memory is measured. Accounts and trades are not in the memory of an order.`,
  };
}
