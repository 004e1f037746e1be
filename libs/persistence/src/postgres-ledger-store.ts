import type { DataSource } from 'typeorm';
import { toSafeInteger } from './integer-columns.js';
import type {
  ConsumerIdentity,
  Lease,
  LeaseAttempt,
  LeaseHolder,
  LedgerStore,
  LedgerTransaction,
  Position,
} from './ledger-store.js';
import { PostgresLedgerTransaction } from './postgres-ledger-transaction.js';
import type { WriteTransaction } from './write-transaction.js';

const READ_CHECKPOINT = 'SELECT epoch, sequence FROM checkpoints WHERE consumer = $1 AND shard = $2';
const REMAINING_MS = '(extract(epoch FROM leased_until - clock_timestamp()) * 1000)::float8 AS remaining_ms';
const READ_HOLDER = `
  SELECT owner, fence, leased_until, ${REMAINING_MS} FROM checkpoints
   WHERE consumer = $1 AND shard = $2 AND owner IS NOT NULL`;
const CREATE_CHECKPOINT = `
  INSERT INTO checkpoints (consumer, shard, epoch, sequence, updated_at) VALUES ($1, $2, 0, 0, now())
  ON CONFLICT (consumer, shard) DO NOTHING`;

/*
 * The clock is the server's, and clock_timestamp() because now() stands still while a statement waits for a row lock. An
 * UPDATE that waited looks at the row again as the other transaction has left it. A lease that holds is no row to be
 * updated, so asking for one disturbs nobody.
 */
const END_OF_LEASE = (parameter: string) =>
  `clock_timestamp() + ${parameter}::int4 * interval '1 millisecond'`;
const ACQUIRE = `
  WITH taken AS (
    UPDATE checkpoints SET owner = $3, fence = fence + 1, leased_until = ${END_OF_LEASE('$4')}
     WHERE consumer = $1 AND shard = $2
       AND (owner IS NULL OR owner = $3 OR leased_until <= clock_timestamp())
    RETURNING epoch, sequence, owner, fence, leased_until, ${REMAINING_MS}
  )
  SELECT true AS taken, * FROM taken
  UNION ALL
  SELECT false, epoch, sequence, owner, fence, leased_until, ${REMAINING_MS} FROM checkpoints
   WHERE consumer = $1 AND shard = $2 AND NOT EXISTS (SELECT FROM taken)`;
const RENEW = `
  WITH renewed AS (
    UPDATE checkpoints SET leased_until = ${END_OF_LEASE('$5')}
     WHERE consumer = $1 AND shard = $2 AND owner = $3 AND fence = $4 AND sequence >= $6 RETURNING fence
  ) SELECT fence FROM renewed`;
const RELEASE = `
  UPDATE checkpoints SET owner = NULL, leased_until = NULL
   WHERE consumer = $1 AND shard = $2 AND owner = $3 AND fence = $4`;
const OTHER_CONSUMERS = `
  SELECT consumer FROM checkpoints WHERE consumer <> $1 AND shard = $2 AND sequence > 0 ORDER BY consumer`;

interface CheckpointRow {
  readonly epoch: string;
  readonly sequence: string;
}

interface LeaseRow {
  /** Null: it was freed between being asked for and being looked at. */
  readonly owner: string | null;
  readonly fence: string;
  readonly leased_until: Date | null;
  readonly remaining_ms: number | null;
}

/** Checkpoints and leases in the table `checkpoints` of the application's own schema. */
export class PostgresLedgerStore implements LedgerStore<WriteTransaction> {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  async position(identity: ConsumerIdentity): Promise<Position | undefined> {
    const [row] = await this.#dataSource.query<CheckpointRow[]>(READ_CHECKPOINT, key(identity));
    return row === undefined ? undefined : toPosition(row);
  }

  async holder(identity: ConsumerIdentity): Promise<LeaseHolder | undefined> {
    const [row] = await this.#dataSource.query<LeaseRow[]>(READ_HOLDER, key(identity));
    return row === undefined ? undefined : toHolder(row);
  }

  async acquire(identity: ConsumerIdentity, owner: string, leaseMs: number): Promise<LeaseAttempt> {
    const values = [...key(identity), owner, leaseMs];
    for (;;) {
      const [row] = await this.#dataSource.query<(CheckpointRow & LeaseRow & { taken: boolean })[]>(
        ACQUIRE,
        values,
      );
      if (row === undefined) {
        await this.#dataSource.query(CREATE_CHECKPOINT, key(identity));
        continue;
      }
      const holder = toHolder(row);
      if (holder === undefined) continue;
      if (!row.taken) return { taken: false, holder };
      const { fence } = holder;
      return { taken: true, lease: { owner, fence }, position: toPosition(row) };
    }
  }

  async renew(
    identity: ConsumerIdentity,
    { owner, fence }: Lease,
    { leaseMs, committedSequence }: { readonly leaseMs: number; readonly committedSequence: number },
  ): Promise<boolean> {
    const values = [...key(identity), owner, fence, leaseMs, committedSequence];
    const rows = await this.#dataSource.query<object[]>(RENEW, values);
    return rows.length > 0;
  }

  async release(identity: ConsumerIdentity, { owner, fence }: Lease): Promise<void> {
    await this.#dataSource.query(RELEASE, [...key(identity), owner, fence]);
  }

  async otherConsumers(identity: ConsumerIdentity): Promise<readonly string[]> {
    const rows = await this.#dataSource.query<{ consumer: string }[]>(OTHER_CONSUMERS, key(identity));
    return rows.map(({ consumer }) => consumer);
  }

  begin(idleMsMax: number): Promise<LedgerTransaction<WriteTransaction>> {
    return PostgresLedgerTransaction.begin(this.#dataSource.createQueryRunner(), idleMsMax);
  }
}

function key({ consumer, shard }: ConsumerIdentity): [string, number] {
  return [consumer, shard];
}

function toPosition({ epoch, sequence }: CheckpointRow): Position {
  return { epoch: toSafeInteger(epoch), sequence: toSafeInteger(sequence) };
}

function toHolder(row: LeaseRow): LeaseHolder | undefined {
  const { owner, fence, leased_until: leasedUntil, remaining_ms: remainingMs } = row;
  if (owner === null || leasedUntil === null || remainingMs === null) return undefined;
  return { owner, fence: toSafeInteger(fence), leasedUntil, remainingMs };
}
