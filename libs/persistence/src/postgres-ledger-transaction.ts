import type { ClientBase } from 'pg';
import type { QueryRunner } from 'typeorm';
import { toSafeInteger } from './integer-columns.js';
import type {
  ConsumerIdentity,
  LedgerTransaction,
  LockedCheckpoint,
  Position,
  SequenceSpan,
} from './ledger-store.js';
import { WriteTransaction } from './write-transaction.js';

const LOCK_CHECKPOINT = `
  SELECT epoch, sequence, owner, fence FROM checkpoints WHERE consumer = $1 AND shard = $2 FOR UPDATE`;
const MOVE_CHECKPOINT = `
  UPDATE checkpoints
     SET epoch = $3, sequence = $4, updated_at = now(),
         leased_until = clock_timestamp() + $5::int4 * interval '1 millisecond'
   WHERE consumer = $1 AND shard = $2`;
const NOTE_SKIPPED = `
  INSERT INTO skipped_sequences (consumer, shard, first_sequence, last_sequence, skipped_at)
  VALUES ($1, $2, $3, $4, now())`;
const CLAIM_SKIPPED = `
  WITH claimed AS (
    UPDATE skipped_sequences SET redriven_at = now()
     WHERE consumer = $1 AND shard = $2 AND first_sequence >= $3 AND last_sequence <= $4 AND redriven_at IS NULL
    RETURNING first_sequence, last_sequence
  ) SELECT first_sequence, last_sequence FROM claimed ORDER BY first_sequence`;

/*
 * The write path looks rows up by key, a few hundred at a time. Without statistics (a table that was empty a minute ago) the
 * planner would read whole tables instead, and go on doing so while they grow.
 *
 * A process that stands still in the middle of a transaction must not keep the row of the checkpoint locked for longer
 * than its lease: whoever takes over would wait for it.
 */
const begin = (idleMsMax: number) =>
  `BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(idleMsMax)}`;

interface LockedRow {
  readonly epoch: string;
  readonly sequence: string;
  readonly owner: string | null;
  readonly fence: string;
}

interface SpanRow {
  readonly first_sequence: string;
  readonly last_sequence: string;
}

/** A transaction on a connection of its own, which goes back to the pool at its end. */
export class PostgresLedgerTransaction implements LedgerTransaction<WriteTransaction> {
  readonly writer: WriteTransaction;
  readonly #client: ClientBase;
  readonly #runner: QueryRunner;

  private constructor(runner: QueryRunner, client: ClientBase) {
    this.#runner = runner;
    this.#client = client;
    this.writer = new WriteTransaction(client);
  }

  /** Begins a transaction. @param runner a fresh one; it is released with the transaction, also when this fails */
  static async begin(runner: QueryRunner, idleMsMax: number): Promise<PostgresLedgerTransaction> {
    try {
      // TypeORM types the driver's connection as `any`; for PostgreSQL it is a client of `pg`.
      const client = (await runner.connect()) as ClientBase;
      await client.query(begin(idleMsMax));
      return new PostgresLedgerTransaction(runner, client);
    } catch (error) {
      await runner.release();
      throw error;
    }
  }

  async lock({ consumer, shard }: ConsumerIdentity): Promise<LockedCheckpoint | undefined> {
    const [row] = await this.writer.query<LockedRow>(LOCK_CHECKPOINT, [consumer, shard]);
    if (row === undefined) return undefined;
    const { epoch, sequence, owner, fence } = row;
    return {
      epoch: toSafeInteger(epoch),
      sequence: toSafeInteger(sequence),
      owner,
      fence: toSafeInteger(fence),
    };
  }

  async move({ consumer, shard }: ConsumerIdentity, position: Position, leaseMs: number): Promise<void> {
    const { epoch, sequence } = position;
    await this.writer.execute(MOVE_CHECKPOINT, [consumer, shard, epoch, sequence, leaseMs]);
  }

  async noteSkipped({ consumer, shard }: ConsumerIdentity, span: SequenceSpan): Promise<void> {
    await this.writer.execute(NOTE_SKIPPED, [consumer, shard, span.firstSequence, span.lastSequence]);
  }

  async claimSkipped(
    { consumer, shard }: ConsumerIdentity,
    span: SequenceSpan,
  ): Promise<readonly SequenceSpan[]> {
    const values = [consumer, shard, span.firstSequence, span.lastSequence];
    const rows = await this.writer.query<SpanRow>(CLAIM_SKIPPED, values);
    return rows.map((row) => ({
      firstSequence: toSafeInteger(row.first_sequence),
      lastSequence: toSafeInteger(row.last_sequence),
    }));
  }

  async commit(): Promise<void> {
    try {
      await this.writer.settled();
      await this.#client.query('COMMIT');
    } catch (error) {
      await this.rollback();
      throw error;
    }
    await this.#runner.release();
  }

  async rollback(): Promise<void> {
    await this.writer.settled().catch(() => undefined);
    try {
      await this.#client.query('ROLLBACK');
    } catch {
      // The error that led here is the one to report; the server rolls back by itself when the connection is gone.
    } finally {
      await this.#runner.release();
    }
  }
}
