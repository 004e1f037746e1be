import { Reading } from '../metrics/reading.js';
import { parseMetrics } from '../metrics/prometheus-text.js';

/** The apps of the exchange, as the pages reach them. */
export const APPS = [
  { name: 'engine', path: '/api/engine' },
  { name: 'storage', path: '/api/storage' },
  { name: 'analytics', path: '' },
] as const;

export type AppName = (typeof APPS)[number]['name'];

/** What an app says of itself at a moment. */
export interface AppReading {
  /** Undefined: it does not answer. */
  readonly metrics: Reading | undefined;
  readonly isReady: boolean;
  /** Why it is not ready. */
  readonly reasons: readonly string[];
}

/** All apps at a moment. */
export type Readings = Readonly<Record<AppName, AppReading>>;

/** An app that takes longer to answer counts as one that does not, in ms. */
const TIMEOUT_MS = 4_000;

/** Asks all apps at once. Never throws: an app that does not answer is something to be seen. */
export async function readApps(): Promise<Readings> {
  const [engine, storage, analytics] = await Promise.all(APPS.map(({ path }) => readApp(path)));
  return { engine, storage, analytics } as Readings;
}

async function readApp(path: string): Promise<AppReading> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const [metrics, health] = await Promise.all([
    fetch(`${path}/metrics`, { signal })
      .then(textOf)
      .catch(() => undefined),
    fetch(`${path}/health/ready`, { signal })
      .then(healthOf)
      .catch(() => UNREACHABLE),
  ]);
  return {
    ...health,
    metrics: metrics === undefined ? undefined : new Reading(parseMetrics(metrics), performance.now()),
  };
}

const UNREACHABLE = { isReady: false, reasons: ['It does not answer.'] };

async function textOf(answer: Response): Promise<string | undefined> {
  return answer.ok ? answer.text() : undefined;
}

type Health = Pick<AppReading, 'isReady' | 'reasons'>;

async function healthOf(answer: Response): Promise<Health> {
  if (answer.ok) return { isReady: true, reasons: [] };
  return { isReady: false, reasons: reasonsOf(await answer.json()) };
}

/** The engine says `reasons`; storage, analytics, and whoever reaches neither say a `detail`. */
export function reasonsOf(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return UNREACHABLE.reasons;
  if ('reasons' in body && Array.isArray(body.reasons)) return body.reasons.map(String);
  return 'detail' in body ? [String(body.detail)] : UNREACHABLE.reasons;
}
