import type { Labels } from '../metrics/prometheus-text.js';
import type { Reading } from '../metrics/reading.js';
import type { Span } from '../metrics/span.js';
import { APPS, type AppName, type AppReading, type Readings } from './app-readings.js';
import { consumersOf, type ConsumerHealth } from './consumer-health.js';
import { hopsOf, type Hop } from './hops.js';
import { spansOf } from './spans.js';

/** An app at a glance. */
export interface AppHealth {
  readonly name: AppName;
  readonly isReady: boolean;
  /** `READY`, `connected`, `standby` ...; undefined when it does not say. */
  readonly state: string | undefined;
  readonly reasons: readonly string[];
  /** Delay of the event loop in seconds: half of the time below, 99 in 100, and the worst. */
  readonly loop: {
    readonly p50?: number | undefined;
    readonly p99?: number | undefined;
    readonly worst?: number | undefined;
  };
  readonly memoryBytes: number | undefined;
  /** Of one core, from 0 to 1. */
  readonly cpu: number | undefined;
}

/** How often something was counted. */
export interface Count {
  readonly name: string;
  readonly total: number;
  readonly perSecond: number | undefined;
}

/** How far things have come, in sequences. */
export interface Positions {
  readonly given: number | undefined;
  readonly durable: number | undefined;
  /** Undefined with consumers that follow the log. */
  readonly published: number | undefined;
  readonly publisherState: string | undefined;
  readonly snapshot: number | undefined;
}

/** All that the operator's first page shows. */
export interface HealthModel {
  readonly apps: readonly AppHealth[];
  readonly acceptedPerSecond: number | undefined;
  readonly refusedPerSecond: number | undefined;
  readonly accepted: readonly Count[];
  /** By reason, of all commands together. */
  readonly refused: readonly Count[];
  /** By code: before the exchange decided. */
  readonly turnedAway: readonly Count[];
  readonly hops: readonly Hop[];
  readonly positions: Positions;
  readonly consumers: readonly ConsumerHealth[];
}

/** @param before some moments ago; undefined when this is the first one */
export function healthModel(before: Readings | undefined, now: Readings): HealthModel {
  const spans = spansOf(before, now);
  const engine = now.engine.metrics;
  const outcome = (is: string): Labels => ({ outcome: is });
  return {
    apps: APPS.map(({ name }) => appHealth(name, now[name], spans[name])),
    acceptedPerSecond: spans.engine?.perSecond('backlay_engine_commands_total', outcome('accepted')),
    refusedPerSecond: spans.engine?.perSecond('backlay_engine_commands_total', outcome('refused')),
    accepted: countsOf(engine, spans.engine, ['backlay_engine_commands_accepted_total', 'command']),
    refused: countsOf(engine, spans.engine, ['backlay_engine_commands_refused_total', 'reason']),
    turnedAway: countsOf(engine, spans.engine, ['backlay_engine_requests_refused_total', 'code']),
    hops: hopsOf(spans),
    positions: {
      given: engine?.value('backlay_engine_sequence'),
      durable: engine?.value('backlay_engine_durable_sequence'),
      published: engine?.value('backlay_publisher_sequence'),
      publisherState: engine?.state('backlay_publisher_state'),
      snapshot: engine?.value('backlay_snapshot_sequence'),
    },
    consumers: consumersOf(now),
  };
}

function appHealth(
  name: AppName,
  { metrics, isReady, reasons }: AppReading,
  span: Span | undefined,
): AppHealth {
  const loop = (quantile: string) => metrics?.value('backlay_event_loop_delay_seconds', { quantile });
  return {
    name,
    isReady,
    reasons,
    state: metrics?.state(name === 'engine' ? 'backlay_engine_phase' : 'backlay_consumer_status'),
    loop: { p50: loop('0.5'), p99: loop('0.99'), worst: loop('1') },
    memoryBytes: metrics?.value('process_resident_memory_bytes'),
    cpu: span?.perSecond('process_cpu_seconds_total'),
  };
}

/** The lines of a counter summed up by one of its labels, the largest first. */
function countsOf(
  reading: Reading | undefined,
  span: Span | undefined,
  [metric, label]: readonly [metric: string, label: string],
): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const { labels, value } of reading?.lines(metric) ?? []) {
    const name = labels[label] ?? '';
    const known = counts.get(name);
    const perSecond = span?.perSecond(metric, labels);
    counts.set(name, {
      name,
      total: (known?.total ?? 0) + value,
      perSecond: known === undefined ? perSecond : sum(known.perSecond, perSecond),
    });
  }
  return [...counts.values()].sort((a, b) => b.total - a.total || a.name.localeCompare(b.name));
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
