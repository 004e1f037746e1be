import { build } from 'hdr-histogram-js';
import { performance } from 'node:perf_hooks';
import type { Stakes } from './bench-market.js';
import type { Flow } from './flow.js';
import { MatcherRun } from './matcher-run.js';

export interface Latency {
  /** What reading the clock alone shows, in nanoseconds; it is in every value. */
  readonly clockNs: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

/** Wall time of every single command on a warm matcher; other programs on the machine show in it too. */
export function measureLatency(flow: Flow, stakes: Stakes): Latency {
  const warmUp = new MatcherRun(flow, stakes);
  warmUp.play(0, flow.length);
  const clock = histogramOf(flow.length - flow.prefill, () => {});
  const run = new MatcherRun(flow, stakes);
  run.play(0, flow.prefill);
  const commands = histogramOf(flow.length - flow.prefill, (index) => {
    run.execute(flow.prefill + index);
    if (index % 64 === 0) run.matcher.events.clear();
  });
  return {
    clockNs: clock.getValueAtPercentile(50),
    p50Ns: commands.getValueAtPercentile(50),
    p99Ns: commands.getValueAtPercentile(99),
    p999Ns: commands.getValueAtPercentile(99.9),
    maxNs: commands.maxValue,
  };
}

function histogramOf(count: number, act: (index: number) => void) {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 1e10,
    numberOfSignificantValueDigits: 3,
  });
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    act(index);
    histogram.recordValue(Math.max(1, Math.round((performance.now() - start) * 1e6)));
  }
  return histogram;
}
