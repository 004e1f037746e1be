import type { PriceSize, Side } from '@backlay/contracts';

/** What an account's trades on a runner bring, in minor units and fractions of them, when it wins and when it loses. */
export interface Holding {
  readonly ifWin: number;
  readonly ifLose: number;
}

/** An order that makes the result on a runner the same whether it wins or loses. */
export interface ClosingOrder {
  readonly side: Side;
  readonly size: number;
  /** What is then won, or lost, in any case. */
  readonly profit: number;
}

/**
 * What would close a holding at a price (hundredths), if all of it were matched there; undefined when nothing is open. Backing
 * and laying the same runner, what is won when it wins less what is won when it loses is payout; payout / price is
 * the size that takes it away.
 */
export function closeAt({ ifWin, ifLose }: Holding, price: number): ClosingOrder | undefined {
  const payout = ifWin - ifLose;
  if (payout === 0) return undefined;
  const size = Math.round((Math.abs(payout) * 100) / price);
  if (size === 0) return undefined;
  const side = payout > 0 ? 'LAY' : 'BACK';
  return { side, size, profit: Math.round(ifLose + (payout * 100) / price) };
}

/** The holding with one more order matched whole at its price. */
export function withOrder(
  { ifWin, ifLose }: Holding,
  { side, price, size }: { readonly side: Side; readonly price: number; readonly size: number },
): Holding {
  const sign = side === 'BACK' ? 1 : -1;
  return { ifWin: ifWin + (sign * size * (price - 100)) / 100, ifLose: ifLose - sign * size };
}

/**
 * Whether what is offered is enough to close a holding.
 * @param offers to whoever backs, or lays
 */
export function canClose({ ifWin, ifLose }: Holding, offers: (side: Side) => readonly PriceSize[]): boolean {
  const payout = ifWin - ifLose;
  const there = offers(payout > 0 ? 'LAY' : 'BACK').reduce((sum, [price, size]) => sum + price * size, 0);
  return there >= Math.abs(payout) * 100;
}
