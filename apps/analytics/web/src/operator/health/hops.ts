import type { Labels } from '../metrics/prometheus-text.js';
import { percentileOf, type Percentile } from '../metrics/percentile.js';
import type { Span } from '../metrics/span.js';
import type { Spans } from './spans.js';

/** How long one part of a command's way took. */
export interface Hop {
  readonly name: string;
  /** What is measured. */
  readonly from: string;
  readonly p50: Percentile | undefined;
  readonly p90: Percentile | undefined;
  readonly p99: Percentile | undefined;
  /** How many were counted. */
  readonly count: number;
}

interface HopSource {
  readonly name: string;
  readonly from: string;
  readonly app: keyof Spans;
  readonly metric: string;
  readonly labels?: Labels;
}

const REQUEST = 'backlay_engine_hop_seconds';

const SOURCES: readonly HopSource[] = [
  {
    name: 'Execute',
    from: 'request let in, until executed',
    app: 'engine',
    metric: REQUEST,
    labels: { hop: 'execute' },
  },
  {
    name: 'Durable',
    from: 'executed, until on disk',
    app: 'engine',
    metric: REQUEST,
    labels: { hop: 'durable' },
  },
  {
    name: 'Answer',
    from: 'on disk, until answered',
    app: 'engine',
    metric: REQUEST,
    labels: { hop: 'answer' },
  },
  { name: 'Request', from: 'all three together', app: 'engine', metric: 'backlay_engine_request_seconds' },
  {
    name: 'Publish',
    from: 'on disk, until in the stream',
    app: 'engine',
    metric: 'backlay_publisher_delay_seconds',
  },
  {
    name: 'Storage',
    from: 'delivered, until committed',
    app: 'storage',
    metric: 'backlay_consumer_commit_seconds',
  },
  {
    name: 'Analytics',
    from: 'delivered, until committed',
    app: 'analytics',
    metric: 'backlay_consumer_commit_seconds',
  },
  {
    name: 'Whole way to storage',
    from: 'command, until its rows can be read',
    app: 'storage',
    metric: 'backlay_consumer_delay_seconds',
  },
  {
    name: 'Whole way to analytics',
    from: 'command, until its rows can be read',
    app: 'analytics',
    metric: 'backlay_consumer_delay_seconds',
  },
];

/** The way of a command, hop by hop. */
export function hopsOf(spans: Spans): readonly Hop[] {
  return SOURCES.map(({ name, from, app, metric, labels }) => ({
    name,
    from,
    ...timesOf(spans[app], metric, labels),
  }));
}

function timesOf(span: Span | undefined, metric: string, labels?: Labels): Omit<Hop, 'name' | 'from'> {
  const buckets = span?.buckets(metric, labels) ?? [];
  return {
    p50: percentileOf(buckets, 0.5),
    p90: percentileOf(buckets, 0.9),
    p99: percentileOf(buckets, 0.99),
    count: buckets.at(-1)?.count ?? 0,
  };
}
