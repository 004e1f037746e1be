import { Span } from '../metrics/span.js';
import type { AppName, AppReading, Readings } from './app-readings.js';

/** What happened in each app between two moments; undefined for one that says nothing now. */
export type Spans = Readonly<Record<AppName, Span | undefined>>;

/** @param before undefined: there is no earlier moment */
export function spansOf(before: Readings | undefined, now: Readings): Spans {
  return {
    engine: spanOf(before?.engine, now.engine),
    storage: spanOf(before?.storage, now.storage),
    analytics: spanOf(before?.analytics, now.analytics),
  };
}

function spanOf(before: AppReading | undefined, { metrics }: AppReading): Span | undefined {
  return metrics === undefined ? undefined : new Span(before?.metrics, metrics);
}
