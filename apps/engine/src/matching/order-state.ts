import type { CancelReason, LapseReason, Persistence, Side, TimeInForce } from '@backlay/matcher';

/** An order as its events have made it; sizes in minor units, prices in hundredths. */
export interface OrderState {
  readonly orderId: number;
  readonly account: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly sizeMatched: number;
  readonly sizeRemaining: number;
  readonly sizeCancelled: number;
  readonly sizeLapsed: number;
  readonly sizeVoided: number;
  readonly persistence: Persistence;
  readonly timeInForce: TimeInForce;
  /** When it lapses, in ms since 1970; 0 for never. */
  readonly goodTillMs: number;
  /** When its wait for the bet delay ends, in ms since 1970; 0 when it does not wait. */
  readonly releaseMs: number;
  /** Why the latest part of it was cancelled or lapsed; of both at most one, otherwise 0. */
  readonly cancelReason: CancelReason | 0;
  readonly lapseReason: LapseReason | 0;
  /** Sum of size x price over the order's trades. */
  readonly matchedPriceSum: number;
  readonly placedAtMs: number;
  /** Sequence of the command that changed the order last. */
  readonly sequence: number;
}
