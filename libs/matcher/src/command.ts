import type { Runner } from './market/market-view.js';
import type { LadderDefinition } from './price-ladder/ladder-definition.js';
import type { Side } from './side.js';

/** The numbers are stable: commands are kept for ever and replayed. */
export enum CommandKind {
  CreateMarket = 1,
  OpenMarket = 2,
  SuspendMarket = 3,
  ResumeMarket = 4,
  CloseMarket = 5,
  PlaceOrder = 6,
  CancelOrder = 7,
  ReplaceOrder = 8,
  CancelAll = 9,
}

/** Makes the next market, with the next marketId (1, 2, 3 ...); it starts INACTIVE. */
export interface CreateMarket {
  readonly kind: CommandKind.CreateMarket;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
}

/** INACTIVE -> OPEN. */
export interface OpenMarket {
  readonly kind: CommandKind.OpenMarket;
  readonly marketId: number;
}

/** OPEN -> SUSPENDED: orders stay in the book, nothing may be placed, cancelling is allowed. */
export interface SuspendMarket {
  readonly kind: CommandKind.SuspendMarket;
  readonly marketId: number;
}

/** SUSPENDED -> OPEN. */
export interface ResumeMarket {
  readonly kind: CommandKind.ResumeMarket;
  readonly marketId: number;
}

/**
 * Any status but CLOSED -> CLOSED. Everything left lapses, one event an order: runner by runner as the market
 * lists them, BACK before LAY, best price first, oldest first.
 */
export interface CloseMarket {
  readonly kind: CommandKind.CloseMarket;
  readonly marketId: number;
}

/** Matches what it can at `price` or better, at the makers' prices; what remains rests in the book. */
export interface PlaceOrder {
  readonly kind: CommandKind.PlaceOrder;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  /** Hundredths: 2.50 is 250. */
  readonly price: number;
  /** Minor units: 10.00 is 1000. */
  readonly size: number;
  /** A small non-negative integer that the caller has made for the account. */
  readonly account: number;
}

/** Takes `size` out of what remains, keeping the place in the queue; 0, or more than remains, takes all. */
export interface CancelOrder {
  readonly kind: CommandKind.CancelOrder;
  readonly account: number;
  readonly orderId: number;
  readonly size: number;
}

/**
 * Changes the price, the remaining size, or both; 0 leaves one as it is. A smaller size at the same price only
 * reduces the order, which keeps its id and its place. Anything else cancels the order and places a new one with
 * the wanted remaining size, or changes nothing at all when the new one would be refused.
 */
export interface ReplaceOrder {
  readonly kind: CommandKind.ReplaceOrder;
  readonly account: number;
  readonly orderId: number;
  /** New price in hundredths, or 0. */
  readonly price: number;
  /** New sizeRemaining in minor units, or 0. */
  readonly size: number;
}

/** Cancels every order of the account in the market, in the order they were placed. None at all is no error. */
export interface CancelAll {
  readonly kind: CommandKind.CancelAll;
  readonly account: number;
  readonly marketId: number;
}

/** A wish. The matcher copies what it needs and never keeps a reference to one. */
export type Command =
  | CreateMarket
  | OpenMarket
  | SuspendMarket
  | ResumeMarket
  | CloseMarket
  | PlaceOrder
  | CancelOrder
  | ReplaceOrder
  | CancelAll;
