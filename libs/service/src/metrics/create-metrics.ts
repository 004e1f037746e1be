import { Counter, Gauge, Registry, collectDefaultMetrics, type Metric } from 'prom-client';
import type { AppMetric, LatencyMetric, LatencySample, Sample, SampledMetric } from './app-metric.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { LATENCY_BUCKETS_S } from './latency-histogram.js';

/** What takes longer to look up is left out: nothing else may wait for it, in ms. */
const SAMPLE_MS_MAX = 1_000;

/** Metrics of a process: what Node.js knows of itself (CPU, memory, garbage collection), its event loop, and `metrics`. */
export function createMetrics(app: string, metrics: readonly AppMetric[]): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry });
  for (const metric of [...processMetrics(), ...metrics]) registry.registerMetric(registered(metric));
  return registry;
}

/** What every app says of its process, besides what prom-client says. */
function processMetrics(): SampledMetric[] {
  const delay = new EventLoopDelay();
  return [
    {
      name: 'backlay_event_loop_delay_seconds',
      help: 'How late the event loop came to what was due, by quantile, over the last 5 seconds or more; 1 is the worst',
      labels: ['quantile'],
      sample: () => delay.samples(),
    },
  ];
}

function registered(metric: AppMetric): Metric {
  if ('latencies' in metric) return histogramOf(metric);
  return metric.name.endsWith('_total') ? counterOf(metric) : gaugeOf(metric);
}

function gaugeOf(metric: SampledMetric): Gauge {
  return new Gauge({
    ...description(metric),
    async collect() {
      const samples = await samplesOf(metric);
      this.reset();
      // Without labels a reset leaves a 0, which is a number like any other.
      if (metric.labels === undefined) this.remove();
      for (const { labels = {}, value } of samples) this.set({ ...labels }, value);
    },
  });
}

function counterOf(metric: SampledMetric): Counter {
  return new Counter({
    ...description(metric),
    async collect() {
      const samples = await samplesOf(metric);
      this.reset();
      if (metric.labels === undefined) this.remove();
      for (const { labels = {}, value } of samples) this.inc({ ...labels }, value);
    },
  });
}

function description({ name, help, labels = [] }: AppMetric) {
  return { name, help, labelNames: [...labels], registers: [] };
}

async function samplesOf({ sample }: SampledMetric): Promise<readonly Sample[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly Sample[]>((resolve) => {
    timer = setTimeout(() => resolve([]), SAMPLE_MS_MAX);
  });
  try {
    return await Promise.race([sample(), tooLate]);
  } catch {
    // Whoever is asked is away; that has metrics of its own.
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** The counting is done elsewhere, so this is only what a registry asks of a metric. */
function histogramOf({ name, help, labels = [], latencies }: LatencyMetric): Metric {
  const metric = {
    name,
    help,
    labelNames: [...labels],
    get: () =>
      Promise.resolve({
        name,
        help,
        type: 'histogram',
        aggregator: 'sum',
        values: latencies().flatMap((latency) => histogramLines(name, latency)),
      }),
    reset: () => undefined,
  };
  return metric as unknown as Metric;
}

function histogramLines(name: string, { histogram, labels = {} }: LatencySample) {
  const counts = histogram.cumulativeCounts;
  const bounds = [...LATENCY_BUCKETS_S.map(String), '+Inf'];
  const buckets = bounds.map((le, index) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: counts[index],
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: histogram.sumSeconds },
    { metricName: `${name}_count`, labels, value: counts.at(-1) },
  ];
}
