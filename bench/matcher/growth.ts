import type { Row } from '../report/rows.js';
import type { Stakes } from './bench-market.js';
import { generateFlow, type Flow, type FlowOptions } from './flow.js';
import { MatcherRun } from './matcher-run.js';
import { leaveNoGarbage, median, ratePerCpuSecond, ratioOfRounds } from './measure.js';
import { BETTING, DEEP, WIDEST } from './mix.js';
import type { BenchOptions } from './options.js';

/** A curve: what a command costs while one thing grows, and nothing else. */
interface Curve {
  readonly id: string;
  readonly stakes: Stakes;
  readonly points: readonly Point[];
  /** The most that the last point may cost, times the first; left out where it grows by what a cache holds. */
  readonly timesMax?: number;
}

interface Point {
  readonly name: string;
  readonly flow: Omit<FlowOptions, 'commands' | 'seed'>;
}

/** What is alike may differ by so much from point to point. */
const ALIKE = 1.25;
const RESTING = 100_000;
const COMMANDS_MAX = 500_000;
/** A point takes some hundredths of a second, so that any disturbance shows: more rounds than elsewhere. */
const ROUNDS = 5;
/** Processes get other pages, and then other caches hold less: eight short runs of one matcher were up to 0.52 apart. */
const TOLERANCE = 0.55;

const thousands = (count: number): string => count.toLocaleString('en-GB');

const CURVES: readonly Curve[] = [
  {
    id: 'resting',
    stakes: 'free',
    points: [1_000, 10_000, 100_000, 1_000_000].map((livePerRunner) => ({
      name: `${thousands(livePerRunner)} resting orders`,
      flow: { runners: 1, mix: { ...DEEP, livePerRunner } },
    })),
  },
  {
    id: 'level-depth',
    stakes: 'free',
    timesMax: ALIKE,
    points: [40, 4, 0.5].map((distance) => ({
      name: `${thousands(RESTING)} resting orders, ${distance} ticks from the middle`,
      flow: { runners: 1, mix: { ...DEEP, livePerRunner: RESTING, distance } },
    })),
  },
  {
    id: 'ladder',
    stakes: 'free',
    timesMax: ALIKE,
    points: [
      { name: 'a ladder of 350 prices', flow: { runners: 1, mix: { ...DEEP, livePerRunner: RESTING } } },
      {
        name: 'a ladder of 999,900 prices',
        flow: { runners: 1, mix: { ...DEEP, livePerRunner: RESTING, ladder: WIDEST } },
      },
    ],
  },
  {
    id: 'markets',
    stakes: 'money',
    points: [1, 10, 100].map((markets) => ({
      name: `${markets} markets, ${thousands(RESTING)} resting orders in all`,
      flow: { runners: markets, isSpread: true, mix: { ...BETTING, livePerRunner: RESTING / markets } },
    })),
  },
  {
    id: 'accounts',
    stakes: 'money',
    points: [1_000, 10_000, 100_000].map((accounts) => ({
      name: `${thousands(accounts)} accounts`,
      flow: { runners: 10, accounts },
    })),
  },
];

interface Measured extends Point {
  readonly stakes: Stakes;
  readonly made: Flow;
  readonly ns: number[];
}

/** Nanoseconds of CPU per command along each curve, beside those of its first point. */
export function growthRows(options: BenchOptions): Row[] {
  return CURVES.flatMap((curve) => {
    console.log(`Growth: ${curve.id} ...`);
    return rowsOf(curve, measureCurve(curve, options));
  });
}

function measureCurve({ stakes, points }: Curve, { seed, commands }: BenchOptions): Measured[] {
  const measured = points.map((point) => {
    const made = generateFlow({ ...point.flow, seed, commands: Math.min(commands, COMMANDS_MAX) });
    return { ...point, stakes, made, ns: [] as number[] };
  });
  // One that stays: V8 drops code whose objects have all gone, and the first point of the next round would pay for making it anew.
  const resident = playWhole(measured[0]!);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { made, stakes: of, ns } of measured) {
      leaveNoGarbage();
      const run = new MatcherRun(made, of);
      run.play(0, made.prefill);
      ns.push(1e9 / ratePerCpuSecond(run, made.prefill, made.length));
      assertNoneRefused(run);
    }
  }
  assertNoneRefused(resident);
  return measured;
}

function playWhole({ made, stakes }: Measured): MatcherRun {
  const run = new MatcherRun(made, stakes);
  run.play(0, made.length);
  return run;
}

function assertNoneRefused({ refused }: MatcherRun): void {
  if (refused > 0) throw new Error(`${refused} commands of the flow were refused`);
}

function rowsOf({ id, timesMax }: Curve, measured: readonly Measured[]): Row[] {
  const [first] = measured;
  return measured.map(({ name, ns }, at) => ({
    id: `workloads.growth.${id}.${at + 1}`,
    what: name,
    figure: median(ns),
    unit: 'ns per command',
    better: 'less' as const,
    tolerance: TOLERANCE,
    ...(at === 0
      ? {}
      : { beside: { what: first!.name, figure: median(first!.ns) }, ratio: ratioOfRounds(ns, first!.ns) }),
    ...(at === 0 || timesMax === undefined ? {} : { bars: [{ of: 'ratio' as const, atMost: timesMax }] }),
  }));
}
