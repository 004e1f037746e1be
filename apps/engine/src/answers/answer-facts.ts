import { Persistence, TimeInForce, type QueuePlace } from '@backlay/matcher';
import type { EngineCommand } from '../matching/engine-command.js';
import type { OrderState } from '../matching/order-ledger.js';

/** An order as an answer shows it, without its owner, who is the one who is answered. */
export type OrderFacts = Omit<OrderState, 'account'>;

/** What an order has that was placed without terms and has lost nothing. */
export const PLAIN_ORDER = {
  sizeVoided: 0,
  persistence: Persistence.LAPSE,
  timeInForce: TimeInForce.REST,
  goodTillMs: 0,
  releaseMs: 0,
  cancelReason: 0,
  lapseReason: 0,
} as const;

/** Where an order stands in the queue of its price; null when it is in none. */
export type QueueFacts = QueuePlace | null;

/** A trade of the answered order; `index` is that of its event. */
export interface TradeFacts {
  readonly index: number;
  /** Hundredths. */
  readonly price: number;
  /** Minor units. */
  readonly size: number;
}

/** An order taken out of the book by a cancel-all. */
export interface CancelledFacts {
  readonly orderId: number;
  /** Minor units. */
  readonly sizeCancelled: number;
}

/**
 * Everything an answer is made from, besides the command, its sequence and its time. The journal keeps it, so that the same
 * text is made again for a retry, however the state has changed.
 */
export type AnswerFacts =
  /** What is rare, and what a later version may put into other words: kept as it was. */
  | { readonly form: 'TEXT'; readonly status: number; readonly body: string }
  | {
      readonly form: 'PLACED';
      /** True when the order has nothing that a PlaceOrder without terms, and the trades, do not say. */
      readonly isPlain: boolean;
      readonly order: OrderFacts;
      readonly queue: QueueFacts;
      readonly trades: readonly TradeFacts[];
    }
  | { readonly form: 'CANCELLED'; readonly order: OrderFacts; readonly queue: QueueFacts }
  | {
      readonly form: 'REPLACED';
      readonly order: OrderFacts;
      readonly queue: QueueFacts;
      readonly trades: readonly TradeFacts[];
      /** Null when the order kept its id. */
      readonly replacesOrderId: number | null;
    }
  | { readonly form: 'CANCELLED_ALL'; readonly cancelled: readonly CancelledFacts[] };

/** A command that was executed: what an answer speaks of. */
export interface AnsweredCommand {
  readonly command: EngineCommand;
  readonly sequence: number;
  readonly timeMs: number;
}
