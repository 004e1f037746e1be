export { Checkpoint } from './checkpoint.entity.js';
export { ColumnSet, insertInto, type Columns, type ColumnType, type RowOf } from './column-set.js';
export {
  ConsumerLedger,
  type ApplyOutcome,
  type ConsumerIdentity,
  type Position,
  type RangeWriter,
  type SequenceRange,
} from './consumer-ledger.js';
export { CreateCheckpoints1790000000000 } from './create-checkpoints.migration.js';
export { databaseOptions, type DatabaseSettings } from './database-options.js';
export { safeInteger, toSafeInteger, wholeNumber } from './integer-columns.js';
export { DatabaseUnavailableError, SequenceGapError } from './ledger-errors.js';
export { isDatabaseUnavailable, openDatabase, type OpenOptions } from './open-database.js';
export { WriteTransaction, type SqlValue } from './write-transaction.js';
