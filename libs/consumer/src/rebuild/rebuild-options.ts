import type { ConsumerDatabase } from '../database.module.js';
import type { Projector } from '../projector.js';

/** Events that are read from the log and written in one transaction: few and large, nobody waits for a single one. */
export const REBUILD_EVENTS_PER_BATCH = 20_000;

/** What to do with the rows that were made from the log. */
export type RebuildMode =
  /** Put them in the place of the live ones if they are equal, otherwise say what differs. */
  | 'swap-if-equal'
  /** Put them there in any case: for a database that is known to be wrong. */
  | 'replace'
  /** Compare and change nothing. */
  | 'check';

/** What is rebuilt from what. */
export interface RebuildOptions {
  readonly databaseUrl: string;
  /** The live schema and how it is made. */
  readonly database: ConsumerDatabase;
  /** The same that the running app uses, in the same order. */
  readonly projectors: readonly Projector[];
  /** Folder of the engine's event log. */
  readonly logDirectory: string;
  readonly shard: number;
  /** Name of the consumer group: whose checkpoint says how far the live rows go. */
  readonly consumer: string;
  readonly mode: RebuildMode;
  readonly eventsPerBatch?: number;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

/** Where a rebuild is. */
export interface RebuildProgress {
  readonly step: 'filling' | 'indexing' | 'comparing' | 'swapping';
  /** Last sequence whose rows are in the new tables. */
  readonly sequence: number;
  /** Where the filling ends, for now. */
  readonly targetSequence: number;
  /** Events applied so far. */
  readonly events: number;
}

/** One table of both schemas at the same sequence. */
export interface TableComparison {
  readonly table: string;
  /** Undefined when the live schema has no such table. */
  readonly liveRows: number | undefined;
  readonly rebuiltRows: number | undefined;
  /** Same rows, all columns. */
  readonly isEqual: boolean;
}

/** What a rebuild did. */
export interface RebuildReport {
  /** `not-compared`: there were no live rows, or fewer than the log's, as after a database was lost. */
  readonly outcome: 'equal' | 'different' | 'not-compared';
  /** Whether the new tables serve now. */
  readonly isSwapped: boolean;
  /** Sequence at which both were compared; 0 when they were not. */
  readonly comparedSequence: number;
  readonly tables: readonly TableComparison[];
  /** Last sequence of the new tables. */
  readonly sequence: number;
  readonly events: number;
  /** Time spent on filling the tables, ms. */
  readonly fillMs: number;
  /** How long the consumer was kept from writing, ms. */
  readonly lockedMs: number;
  /** A schema that is left behind for inspection, or because something outside depends on it. */
  readonly keptSchema: string | undefined;
  /** What the operator should know besides. */
  readonly notes: readonly string[];
}
