import type { StreamDelivery } from './stream-contexts.js';

/** A delivery that a handler, or the codec, failed on. */
export interface StreamFailure {
  readonly error: unknown;
  readonly delivery: StreamDelivery;
  /** Failed attempts in a row in this process, from 1. */
  readonly attempt: number;
}

/** What the consumer does next. Whichever: the range is not acknowledged and nothing behind it is handed over. */
export type FailureDecision =
  /** Hand the same range over again after the delay. */
  | { readonly action: 'retry'; readonly delayMs: number }
  /** Stop this consumer until the next start; the status becomes 'halted'. */
  | { readonly action: 'halt' };

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

/** The default policy: repeat for ever, with exponentially growing, bounded delays. */
export class RetryForever implements FailurePolicy {
  private readonly initialDelayMs: number;
  private readonly delayMsMax: number;

  constructor(options: RetryForeverOptions = {}) {
    this.initialDelayMs = options.initialDelayMs ?? RETRY_INITIAL_DELAY_MS;
    this.delayMsMax = options.delayMsMax ?? RETRY_DELAY_MS_MAX;
  }

  decide({ attempt }: StreamFailure): FailureDecision {
    return { action: 'retry', delayMs: Math.min(this.initialDelayMs * 2 ** (attempt - 1), this.delayMsMax) };
  }
}
