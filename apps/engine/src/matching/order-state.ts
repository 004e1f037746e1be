import type { Side } from '@backlay/matcher';

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
  /** Sum of size x price over the order's trades. */
  readonly matchedPriceSum: number;
  readonly placedAtMs: number;
  /** Sequence of the command that changed the order last. */
  readonly sequence: number;
}
