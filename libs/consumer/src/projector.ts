import type { SequencedExchangeEvent } from '@backlay/contracts';
import type { WriteTransaction } from '@backlay/persistence';

/** Events that were not applied yet, in order, and the transaction in which their rows are written. */
export interface ProjectionBatch {
  readonly shard: number;
  readonly events: readonly SequencedExchangeEvent[];
  readonly transaction: WriteTransaction;
}

/**
 * Derives the rows of one context from events. Keeps nothing between batches: a batch may be rolled back and come again.
 * Writes few statements per batch, whatever the number of events.
 */
export interface Projector {
  project(batch: ProjectionBatch): Promise<void>;
}

/** Injection token of all projectors, in the order in which they run. */
export const PROJECTORS = Symbol('PROJECTORS');

/** Runs projectors one after the other, in their order, on the same batch. */
export async function projectAll(projectors: readonly Projector[], batch: ProjectionBatch): Promise<void> {
  for (const projector of projectors) await projector.project(batch);
}
