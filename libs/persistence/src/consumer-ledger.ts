import { LeaseLostError, SequenceGapError } from './ledger-errors.js';
import type {
  ConsumerIdentity,
  Lease,
  LeaseAttempt,
  LeaseHolder,
  LedgerStore,
  LedgerTransaction,
  LockedCheckpoint,
  Position,
  SequenceSpan,
} from './ledger-store.js';
import type { WriteTransaction } from './write-transaction.js';

/** A contiguous range of sequences as it was delivered. */
export interface SequenceRange extends SequenceSpan {
  readonly epoch: number;
}

/**
 * Writes the rows of a range. Must write nothing for sequences up to `afterSequence`: they were applied before.
 * Must not keep `transaction`, and must not touch anything outside the database that a rollback would leave changed.
 */
export type RangeWriter<Transaction = WriteTransaction> = (
  transaction: Transaction,
  afterSequence: number,
) => Promise<void>;

/** Writes the rows of these spans only. The rules are those of {@link RangeWriter}. */
export type SpanWriter<Transaction = WriteTransaction> = (
  transaction: Transaction,
  spans: readonly SequenceSpan[],
) => Promise<void>;

/** `applied`: rows and checkpoint are committed. `already-applied`: the whole range was, nothing was written. */
export type ApplyOutcome = 'applied' | 'already-applied';

/** As {@link ApplyOutcome}; `not-reached`: the checkpoint is not past the range, so it comes by the stream. */
export type RedriveOutcome = ApplyOutcome | 'not-reached';

/** How long a member of a group may be silent before another one may take over. */
export const LEASE_MS_DEFAULT = 6_000;

/** The name of a process within its group, and how long its lease holds. */
export interface LeaseTerms {
  readonly owner: string;
  /** Default {@link LEASE_MS_DEFAULT}. */
  readonly leaseMs?: number;
}

/**
 * Turns at-least-once delivery into an exactly-once effect: rows and checkpoint move in one transaction, ranges that were
 * applied are skipped, ranges that leave a gap are refused.
 *
 * One process of a group may write at a time: the one whose lease is in the row of the checkpoint. Each transaction
 * checks that under the row lock which it takes anyway, so a process that was away for longer than its lease writes
 * nothing when it comes back, whatever it still had in hand.
 *
 * Not promised: that the epoch of the checkpoint only grows. It is the epoch of the last delivery, whichever backbone
 * made it; the sequence alone decides what is applied.
 */
export class ConsumerLedger<Transaction = WriteTransaction> {
  readonly identity: ConsumerIdentity;
  readonly owner: string;
  readonly leaseMs: number;
  readonly #store: LedgerStore<Transaction>;
  #lease: Lease | undefined;
  #transactions = 0;
  /** Up to here the row is known to have been committed: below it only a database that was put back can be. */
  #committedSequence = 0;

  constructor(store: LedgerStore<Transaction>, identity: ConsumerIdentity, terms: LeaseTerms) {
    this.#store = store;
    this.identity = identity;
    this.owner = terms.owner;
    this.leaseMs = terms.leaseMs ?? LEASE_MS_DEFAULT;
  }

  /** The lease as this process believes to hold it; only a transaction knows. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** The committed position, or undefined when nothing was ever applied. */
  async position(): Promise<Position | undefined> {
    const position = await this.#store.position(this.identity);
    return position === undefined || position.sequence === 0 ? undefined : position;
  }

  /** Who may write now, or could until a moment ago; undefined when nobody does. */
  holder(): Promise<LeaseHolder | undefined> {
    return this.#store.holder(this.identity);
  }

  /** Names of other consumers that have filled the same tables from this shard. */
  otherConsumers(): Promise<readonly string[]> {
    return this.#store.otherConsumers(this.identity);
  }

  /** Tries once to get the lease. With it comes the position to go on behind. */
  async acquire(): Promise<LeaseAttempt> {
    this.#lease = undefined;
    const attempt = await this.#store.acquire(this.identity, this.owner, this.leaseMs);
    if (attempt.taken) {
      this.#lease = attempt.lease;
      this.#committedSequence = attempt.position.sequence;
    }
    return attempt;
  }

  /**
   * Keeps the lease. To be called well within its time, also when there is nothing to apply; while a transaction is
   * under way it does nothing, because that one locks the row and renews the lease itself.
   * @returns false when the lease is somebody else's now, or was never had; or the database has gone back behind what this
   *   process has committed, to a backup: then what it lacks has to be read again, behind the position of the next lease
   */
  async renew(): Promise<boolean> {
    const lease = this.#lease;
    if (lease === undefined) return false;
    if (this.#transactions > 0) return true;
    const committedSequence = this.#committedSequence;
    const isKept = await this.#store.renew(this.identity, lease, {
      leaseMs: this.leaseMs,
      committedSequence,
    });
    if (!isKept && this.#lease === lease) this.#lease = undefined;
    return isKept;
  }

  /** Gives the lease up, so that the next process need not wait until it runs out. */
  async release(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease !== undefined) await this.#store.release(this.identity, lease);
  }

  /**
   * Applies a range: checks it against the checkpoint, runs `write`, moves the checkpoint, commits.
   * When anything fails nothing is written; calling again with the same range is always safe.
   * @throws SequenceGapError when the range starts after the next sequence
   * @throws LeaseLostError when this process may not write (any more)
   */
  apply(range: SequenceRange, write: RangeWriter<Transaction>): Promise<ApplyOutcome> {
    return this.#advance(range, (transaction, afterSequence) => write(transaction.writer, afterSequence));
  }

  /**
   * Moves the checkpoint past a range without its rows, and notes the sequences that are missing because of it.
   * @throws SequenceGapError, LeaseLostError as {@link apply} does
   */
  skip(range: SequenceRange): Promise<ApplyOutcome> {
    return this.#advance(range, (transaction, afterSequence) =>
      transaction.noteSkipped(this.identity, {
        firstSequence: Math.max(range.firstSequence, afterSequence + 1),
        lastSequence: range.lastSequence,
      }),
    );
  }

  /**
   * Applies, out of order, what was skipped in a span: the rows and the note that they are there now are one
   * transaction, so it has an effect once, however often it is tried. Needs no lease; the row lock on the checkpoint
   * keeps it apart from whoever applies.
   * @param write is given those spans that were skipped and not made good yet
   */
  async redrive(span: SequenceSpan, write: SpanWriter<Transaction>): Promise<RedriveOutcome> {
    return this.#transact(async (transaction) => {
      const checkpoint = await transaction.lock(this.identity);
      if (checkpoint === undefined || checkpoint.sequence < span.lastSequence) return 'not-reached';
      const missing = await transaction.claimSkipped(this.identity, span);
      if (missing.length === 0) return 'already-applied';
      await write(transaction.writer, missing);
      return 'applied';
    });
  }

  async #advance(
    range: SequenceRange,
    write: (transaction: LedgerTransaction<Transaction>, afterSequence: number) => Promise<void>,
  ): Promise<ApplyOutcome> {
    const outcome = await this.#transact<ApplyOutcome>(async (transaction) => {
      const { sequence } = this.#assertMine(await transaction.lock(this.identity));
      if (range.lastSequence <= sequence) return 'already-applied';
      if (range.firstSequence > sequence + 1) {
        throw new SequenceGapError(this.identity.consumer, sequence + 1, range.firstSequence);
      }
      await write(transaction, sequence);
      const position = { epoch: range.epoch, sequence: range.lastSequence };
      await transaction.move(this.identity, position, this.leaseMs);
      return 'applied';
    });
    if (outcome === 'applied') this.#committedSequence = range.lastSequence;
    return outcome;
  }

  #assertMine(checkpoint: LockedCheckpoint | undefined): LockedCheckpoint {
    const lease = this.#lease;
    const isMine =
      checkpoint !== undefined && checkpoint.owner === lease?.owner && checkpoint.fence === lease.fence;
    if (isMine) return checkpoint;
    this.#lease = undefined;
    throw new LeaseLostError(
      this.identity.consumer,
      lease ?? { owner: this.owner, fence: undefined },
      checkpoint?.owner ?? undefined,
    );
  }

  async #transact<Outcome>(
    run: (transaction: LedgerTransaction<Transaction>) => Promise<Outcome>,
  ): Promise<Outcome> {
    this.#transactions += 1;
    try {
      const transaction = await this.#store.begin(this.leaseMs);
      let outcome: Outcome;
      try {
        outcome = await run(transaction);
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
      await transaction.commit();
      return outcome;
    } finally {
      this.#transactions -= 1;
    }
  }
}
