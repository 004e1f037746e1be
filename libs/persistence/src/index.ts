export { Checkpoint } from './checkpoint.entity.js';
export { ColumnSet, insertInto, type Columns, type ColumnType, type RowOf } from './column-set.js';
export { AddConsumerLease1790000003000 } from './add-consumer-lease.migration.js';
export {
  ConsumerLedger,
  LEASE_MS_DEFAULT,
  type ApplyOutcome,
  type LeaseTerms,
  type RangeWriter,
  type RedriveOutcome,
  type SequenceRange,
  type SpanWriter,
} from './consumer-ledger.js';
export { CopyTable, type CopyColumns } from './copy-table.js';
export { CreateCheckpoints1790000000000 } from './create-checkpoints.migration.js';
export { databaseOptions, type DatabaseSettings } from './database-options.js';
export { safeInteger, toSafeInteger, wholeNumber } from './integer-columns.js';
export { DatabaseUnavailableError, LeaseLostError, SequenceGapError } from './ledger-errors.js';
export type {
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
export { isDatabaseUnavailable, openDatabase, type OpenOptions } from './open-database.js';
export { isPassingFault } from './passing-fault.js';
export { PostgresLedgerStore } from './postgres-ledger-store.js';
export type { SqlValue } from './sql-value.js';
export { WriteTransaction } from './write-transaction.js';
