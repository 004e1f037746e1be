import type { StreamDelivery } from './stream-contexts.js';

/** A delivery that a handler, or the codec, failed on. */
export interface StreamFailure {
  readonly error: unknown;
  readonly delivery: StreamDelivery;
  /** Failed attempts in a row in this process, from 1. */
  readonly attempt: number;
  /** Those of them that count against the events: attempts that ended with a passing fault are left out. From 1. */
  readonly countedAttempt: number;
}

/** What the consumer does next. Nothing behind the delivery is handed over before it is settled, whichever it is. */
export type FailureDecision =
  /**
   * Hand the same over again after the delay.
   * `isPassing`: the fault lies elsewhere (a database that is away); the attempt does not count against the events.
   */
  | { readonly action: 'retry'; readonly delayMs: number; readonly isPassing?: boolean }
  /**
   * Stop this consumer until the next start; the status becomes 'halted'.
   * `isNarrowed`: not before the single sequence is found that cannot be handled, as for `skip`, with everything in front of
   * it handled.
   */
  | { readonly action: 'halt'; readonly isNarrowed?: boolean }
  /**
   * Find the sequence that cannot be handled, keep it as a dead letter and go on behind it. A delivery of several sequences
   * is handed over again in halves, each decided about anew, until a single one has failed by itself.
   */
  | { readonly action: 'skip' }
  /** Drop what is in hand, close the stream, ask `resumeAfter` again and go on from there: a lost lease. */
  | { readonly action: 'reopen' };

/** Decides about a failed delivery. A value, chosen per server, so that it can be seen and tested by itself. */
export interface FailurePolicy {
  decide(failure: StreamFailure): FailureDecision;
}

export interface RetryForeverOptions {
  /** Delay before the first repetition, in ms. */
  readonly initialDelayMs?: number;
  /** The delay doubles with each attempt up to this, in ms. */
  readonly delayMsMax?: number;
}

export const RETRY_INITIAL_DELAY_MS = 50;
export const RETRY_DELAY_MS_MAX = 5_000;
export const ATTEMPTS_MAX_DEFAULT = 5;

/** The default policy: repeat for ever, with exponentially growing, bounded delays. */
export class RetryForever implements FailurePolicy {
  private readonly initialDelayMs: number;
  private readonly delayMsMax: number;

  constructor(options: RetryForeverOptions = {}) {
    this.initialDelayMs = options.initialDelayMs ?? RETRY_INITIAL_DELAY_MS;
    this.delayMsMax = options.delayMsMax ?? RETRY_DELAY_MS_MAX;
  }

  decide({ attempt }: Pick<StreamFailure, 'attempt'>): Extract<FailureDecision, { action: 'retry' }> {
    return { action: 'retry', delayMs: Math.min(this.initialDelayMs * 2 ** (attempt - 1), this.delayMsMax) };
  }
}

export interface RetryThenOptions extends RetryForeverOptions {
  /** Whether an error says that something else is in trouble, so that trying again will help in the end. */
  readonly isPassing: (error: unknown) => boolean;
  /** Attempts that may fail with any other error before `atLast`. Default 5. */
  readonly attemptsMax?: number;
  readonly atLast: 'halt' | 'skip';
}

/** Repeats for ever what fails for want of something else, and a bounded number of times what fails by itself. */
export class RetryThen implements FailurePolicy {
  private readonly retry: RetryForever;
  private readonly attemptsMax: number;

  constructor(private readonly options: RetryThenOptions) {
    this.retry = new RetryForever(options);
    this.attemptsMax = options.attemptsMax ?? ATTEMPTS_MAX_DEFAULT;
  }

  decide(failure: StreamFailure): FailureDecision {
    const again = this.retry.decide(failure);
    if (this.options.isPassing(failure.error)) return { ...again, isPassing: true };
    return failure.countedAttempt < this.attemptsMax ? again : { action: this.options.atLast };
  }
}
