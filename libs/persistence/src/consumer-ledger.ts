import type { ClientBase } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { toSafeInteger } from './integer-columns.js';
import { SequenceGapError } from './ledger-errors.js';
import { WriteTransaction } from './write-transaction.js';

/** Whose position a ledger keeps. */
export interface ConsumerIdentity {
  /** Name of the consumer group. */
  readonly consumer: string;
  readonly shard: number;
}

/** A contiguous range of sequences as it was delivered, both ends included. */
export interface SequenceRange {
  readonly epoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** A consumer's place in the total order of its shard. */
export interface Position {
  readonly epoch: number;
  /** Last applied sequence. */
  readonly sequence: number;
}

/**
 * Writes the rows of a range. Must write nothing for sequences up to `afterSequence`: they were applied before.
 * Must not keep `transaction`, and must not touch anything outside the database that a rollback would leave changed.
 */
export type RangeWriter = (transaction: WriteTransaction, afterSequence: number) => Promise<void>;

/** `applied`: rows and checkpoint are committed. `already-applied`: the whole range was, nothing was written. */
export type ApplyOutcome = 'applied' | 'already-applied';

const LOCK_CHECKPOINT =
  'SELECT epoch, sequence FROM checkpoints WHERE consumer = $1 AND shard = $2 FOR UPDATE';
const CREATE_CHECKPOINT = `
  INSERT INTO checkpoints (consumer, shard, epoch, sequence, updated_at) VALUES ($1, $2, 0, 0, now())
  ON CONFLICT (consumer, shard) DO NOTHING`;
const MOVE_CHECKPOINT = `
  UPDATE checkpoints SET epoch = $3, sequence = $4, updated_at = now() WHERE consumer = $1 AND shard = $2`;
const READ_CHECKPOINT = 'SELECT epoch, sequence FROM checkpoints WHERE consumer = $1 AND shard = $2';

/*
 * The write path looks rows up by key, a few hundred at a time. Without statistics (a table that was empty a minute ago) the
 * planner would read whole tables instead, and go on doing so while they grow.
 */
const BEGIN = 'BEGIN; SET LOCAL enable_seqscan = off';

interface CheckpointRow {
  readonly epoch: string;
  readonly sequence: string;
}

/**
 * Turns at-least-once delivery into an exactly-once effect: rows and checkpoint move in one transaction, ranges that were
 * applied are skipped, ranges that leave a gap are refused. The row lock on the checkpoint makes a second consumer of the
 * same name harmless: it waits, then finds the range applied.
 *
 * Not promised: that the epoch of the checkpoint only grows. It is the epoch of the last delivery, whichever backbone
 * made it; the sequence alone decides what is applied.
 */
export class ConsumerLedger {
  readonly #dataSource: DataSource;
  readonly identity: ConsumerIdentity;

  constructor(dataSource: DataSource, identity: ConsumerIdentity) {
    this.#dataSource = dataSource;
    this.identity = identity;
  }

  /** The committed position, or undefined when nothing was ever applied. */
  async position(): Promise<Position | undefined> {
    const rows = await this.#dataSource.query<CheckpointRow[]>(READ_CHECKPOINT, this.#key());
    const position = toPosition(rows[0]);
    return position === undefined || position.sequence === 0 ? undefined : position;
  }

  /**
   * Applies a range: checks it against the checkpoint, runs `write`, moves the checkpoint, commits.
   * When anything fails nothing is written; calling again with the same range is always safe.
   * @throws SequenceGapError when the range starts after the next sequence
   */
  async apply(range: SequenceRange, write: RangeWriter): Promise<ApplyOutcome> {
    const runner = this.#dataSource.createQueryRunner();
    try {
      // TypeORM types the driver's connection as `any`; for PostgreSQL it is a client of `pg`.
      const client = (await runner.connect()) as ClientBase;
      await client.query(BEGIN);
      const outcome = await this.#applyInTransaction(new WriteTransaction(client), range, write);
      await client.query('COMMIT');
      return outcome;
    } catch (error) {
      await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }

  async #applyInTransaction(
    transaction: WriteTransaction,
    range: SequenceRange,
    write: RangeWriter,
  ): Promise<ApplyOutcome> {
    const { sequence } = await this.#lockCheckpoint(transaction);
    if (range.lastSequence <= sequence) return 'already-applied';
    if (range.firstSequence > sequence + 1) {
      throw new SequenceGapError(this.identity.consumer, sequence + 1, range.firstSequence);
    }
    await write(transaction, sequence);
    await transaction.query(MOVE_CHECKPOINT, [...this.#key(), range.epoch, range.lastSequence]);
    return 'applied';
  }

  async #lockCheckpoint(transaction: WriteTransaction): Promise<Position> {
    const existing = toPosition((await transaction.query<CheckpointRow>(LOCK_CHECKPOINT, this.#key()))[0]);
    if (existing !== undefined) return existing;
    await transaction.query(CREATE_CHECKPOINT, this.#key());
    const created = toPosition((await transaction.query<CheckpointRow>(LOCK_CHECKPOINT, this.#key()))[0]);
    if (created === undefined) throw new Error('the checkpoint that was just created is not there');
    return created;
  }

  #key(): [string, number] {
    return [this.identity.consumer, this.identity.shard];
  }
}

function toPosition(row: CheckpointRow | undefined): Position | undefined {
  if (row === undefined) return undefined;
  return { epoch: toSafeInteger(row.epoch), sequence: toSafeInteger(row.sequence) };
}

/** A connection that broke has no transaction any more: that it cannot be rolled back is no second failure. */
async function rollBack(runner: QueryRunner): Promise<void> {
  try {
    const client = (await runner.connect()) as ClientBase;
    await client.query('ROLLBACK');
  } catch {
    // The first error is the one to report; the server rolls back by itself when the connection is gone.
  }
}
