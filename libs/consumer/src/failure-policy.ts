import { isPassingFault, LeaseLostError, SequenceGapError } from '@backlay/persistence';
import {
  RetryThen,
  StreamUnavailableError,
  type FailureDecision,
  type FailurePolicy,
  type StreamFailure,
} from '@backlay/transport';
import type { ConsumerSettings } from './consumer-settings.js';

/**
 * What a consumer does with a batch that fails: waits for what will pass, gives the lease back that it has lost, and after
 * some attempts halts or skips, as the settings say.
 */
export class ConsumerFailurePolicy implements FailurePolicy {
  readonly #policy: RetryThen;

  constructor({ onPoison, poisonAttempts }: Pick<ConsumerSettings, 'onPoison' | 'poisonAttempts'>) {
    this.#policy = new RetryThen({ isPassing, attemptsMax: poisonAttempts, atLast: onPoison });
  }

  decide(failure: StreamFailure): FailureDecision {
    const { error } = failure;
    if (error instanceof LeaseLostError) return { action: 'reopen' };
    // The database went back to an older state, of a backup: what it lacks is read again.
    if (error instanceof SequenceGapError) return { action: 'reopen' };
    const decision = this.#policy.decide(failure);
    // An operator wants to know which one it is, and everything in front of it is wanted, too.
    return decision.action === 'halt' ? { ...decision, isNarrowed: true } : decision;
  }
}

/** Whether the trouble is elsewhere: with the database, with Redis or with the disk of the dead letters. */
function isPassing(error: unknown): boolean {
  return isPassingFault(error) || error instanceof StreamUnavailableError || isRedisTrouble(error);
}

const REDIS_TROUBLE =
  /^(LOADING|READONLY|OOM|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|MISCONF|BUSY) |^Connection is closed|^Stream isn't writeable|^Command timed out|max retries per request/i;

/** Redis and its client say by message what it is. */
function isRedisTrouble(error: unknown): boolean {
  return error instanceof Error && REDIS_TROUBLE.test(error.message);
}
