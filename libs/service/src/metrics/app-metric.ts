import type { LatencyHistogram } from './latency-histogram.js';

/** Labels of one line of a metric, by name. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Value and labels of one line of a metric. */
export interface Sample {
  readonly value: number;
  readonly labels?: MetricLabels;
}

/** A histogram and the labels of its lines. */
export interface LatencySample {
  readonly histogram: LatencyHistogram;
  readonly labels?: MetricLabels;
}

interface Described {
  /** `backlay_...`, with the unit at the end; `_total` when it only grows, which makes it a counter. */
  readonly name: string;
  /** One line; also what docs/metrics.md says of it. */
  readonly help: string;
  /** Names of its labels, besides `app`, which all have. */
  readonly labels?: readonly string[];
}

/** A metric that is looked up when somebody asks for it. */
export interface SampledMetric extends Described {
  /** None: nothing to say at the moment. A promise that is rejected says nothing, too: what it asks may be away. */
  readonly sample: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/** Durations in seconds, counted in the buckets of `LATENCY_BUCKETS_S`; its name ends with `_seconds`. */
export interface LatencyMetric extends Described {
  readonly latencies: () => readonly LatencySample[];
}

export type AppMetric = SampledMetric | LatencyMetric;

/** Something of an app that has metrics. */
export interface MetricSource {
  readonly sampled: readonly AppMetric[];
}

/** 1 for the state something is in, 0 for the others: how Prometheus counts states. */
export function stateSamples<S extends string>(states: readonly S[], current: S): Sample[] {
  return states.map((state) => ({ labels: { state }, value: state === current ? 1 : 0 }));
}
