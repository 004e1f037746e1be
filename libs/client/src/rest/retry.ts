import { BackOff } from '../back-off.js';
import { ProblemError } from './problem-error.js';

/** How often, and for how long, a request is tried. */
export interface RetrySettings {
  /** The first one counts. */
  readonly attemptsMax: number;
  /** No attempt begins later than this after the first one. */
  readonly totalMs: number;
  /** Pause before the second attempt, when the server names none; it doubles up to `maxMs`. */
  readonly firstMs: number;
  readonly maxMs: number;
}

export const RETRY: RetrySettings = { attemptsMax: 6, totalMs: 15_000, firstMs: 100, maxMs: 3_000 };

/** Nobody knows whether the request was carried out: 408, 500, 502 and 504. */
const UNKNOWN_OUTCOMES: readonly number[] = [408, 500, 502, 504];

/**
 * Tries again what may be tried again: every read, and every command, because each attempt has the same `commandId` and is carried
 * out once. What the server has decided is not tried again.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { attemptsMax, totalMs, firstMs, maxMs }: RetrySettings,
): Promise<T> {
  const backOff = new BackOff({ firstMs, maxMs });
  const deadline = performance.now() + totalMs;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pauseMs = pauseAfter(error, backOff);
      const isOver = attempts >= attemptsMax || pauseMs === undefined;
      if (isOver || performance.now() + pauseMs > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** @returns undefined when another attempt would get the same answer */
function pauseAfter(error: unknown, backOff: BackOff): number | undefined {
  if (error instanceof UnansweredError) return backOff.next();
  if (!(error instanceof ProblemError)) return undefined;
  // A refusal with a sequence is the answer to this command, and will stay so.
  if (error.sequence !== undefined) return undefined;
  if (UNKNOWN_OUTCOMES.includes(error.status)) return backOff.next();
  if (error.status === 429 || error.status === 503) return error.retryAfterMs ?? backOff.next();
  return undefined;
}

/** An attempt without an answer: no connection, or one that broke. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}
