import { setTimeout as delay } from 'node:timers/promises';

/** Something did not come about in the time it was given: the system has not recovered. */
export class NotInTimeError extends Error {
  override readonly name = 'NotInTimeError';
}

/** How long, and how often, to look. */
export interface Patience {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
}

const INTERVAL_MS = 20;

/**
 * Waits until a condition holds.
 *
 * @param why says what was seen last, for the message
 * @throws NotInTimeError naming `what`; whatever the condition throws
 */
export async function waitFor(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = INTERVAL_MS, why }: Patience & { readonly why?: () => string },
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      const seen = why === undefined ? '' : ` (${why()})`;
      throw new NotInTimeError(`${what}: not within ${Math.round(timeoutMs / 1000)} s${seen}`);
    }
    await delay(intervalMs);
  }
}

/** Settles with the promise, or fails when that takes too long. */
export async function within<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: stop.signal }).then(() => {
    throw new NotInTimeError(`${what}: not within ${Math.round(timeoutMs / 1000)} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
