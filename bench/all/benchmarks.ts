/** One of the benchmarks that `npm run bench` runs. What it measures, it says itself: see `reportRows`. */
export interface Benchmark {
  /** As in `npm run bench:NAME` and `--only NAME`; the script is `bench/NAME.ts` or `bench/NAME/main.ts`. */
  readonly name: string;
  /** How it is told to measure for so many seconds, if it can be. */
  readonly seconds?: (seconds: number) => readonly string[];
  /** What makes it short enough for `npm run bench:check`, where a short form says anything; with it, it takes less than half a minute. */
  readonly short?: readonly string[];
}

const flag = (seconds: number): readonly string[] => ['--seconds', String(seconds)];
const first = (seconds: number): readonly string[] => [String(seconds)];

const minutes = (seconds: number): readonly string[] => ['--minutes', String(seconds / 60)];

/** All of them, in the order of docs/benchmarks.md. One more is one line more. */
export const BENCHMARKS: readonly Benchmark[] = [
  { name: 'matcher', seconds: flag, short: ['--short'] },
  { name: 'workloads', seconds: flag, short: ['--short'] },
  { name: 'http', seconds: first, short: ['1', '3', 'single,batch'] },
  { name: 'websocket', seconds: first, short: ['1', '3', 'single'] },
  { name: 'publisher', short: ['--commands', '60000', '--rounds', '3'] },
  { name: 'consumers' },
  { name: 'whole-way', seconds: flag },
  { name: 'feed', seconds: flag },
  { name: 'pages', seconds: minutes },
  { name: 'overload', seconds: first },
  { name: 'recovery', short: ['--commands', '300000'] },
  { name: 'hour', seconds: minutes },
];
