import type { AnsweredOrder } from '../load/answer.js';

/*
 * What each part of a quiet system says of itself; prices in hundredths, sizes in minor units.
 */

/** Size by `market/runner/side of the resting orders/price`. */
export type Depth = ReadonlyMap<string, number>;

export interface EngineFacts {
  /** The last sequence that is on disk. */
  readonly sequence: number;
  /** All resting orders, by the lists of each account. */
  readonly resting: readonly AnsweredOrder[];
  /** Some orders, completed ones too, read one by one. */
  readonly sample: readonly AnsweredOrder[];
  readonly depth: Depth;
}

/** The archived events of one sequence. */
export interface ArchivedSequence {
  readonly sequence: number;
  readonly events: number;
  /** Index of the last event, from 0. */
  readonly lastIndex: number;
  /** They say that the command was refused. */
  readonly isRefusal: boolean;
}

export interface StoredOrder extends Omit<AnsweredOrder, 'sequence' | 'trades'> {
  readonly placedSequence: number;
  readonly updatedSequence: number;
}

export interface StoredTrade {
  /** `<sequence>-<index>` */
  readonly tradeId: string;
  readonly takerOrderId: number;
  readonly makerOrderId: number;
  readonly price: number;
  readonly size: number;
}

export interface StorageFacts {
  readonly checkpoint: number;
  readonly archive: readonly ArchivedSequence[];
  readonly orders: readonly StoredOrder[];
  readonly trades: readonly StoredTrade[];
  /** Events that are earlier than the one before them. */
  readonly stepsBackInTime: number;
}

export interface AnalyticsFacts {
  readonly checkpoint: number;
  /** Traded size by `market/runner/price`. */
  readonly volumes: ReadonlyMap<string, number>;
  /** Trades on the tape. */
  readonly tape: number;
  readonly depth: Depth;
}

/** Everything that is compared with what the clients were told. */
export interface Facts {
  readonly engine: EngineFacts;
  readonly storage: StorageFacts;
  readonly analytics: AnalyticsFacts;
}
