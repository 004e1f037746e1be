/** For (`BACK`) or against (`LAY`) a runner. */
export type Side = 'BACK' | 'LAY';

export const SIDES: readonly Side[] = ['BACK', 'LAY'];

/** Price in hundredths to size in minor units; no empty levels. */
export type Levels = ReadonlyMap<number, number>;

/**
 * What rests on one runner, by the side of the RESTING orders: what is available to back are resting LAY orders, what is
 * available to lay are resting BACK orders.
 */
export type Ladder = Readonly<Record<Side, Levels>>;

export const EMPTY_LADDER: Ladder = { BACK: new Map(), LAY: new Map() };

export function opposite(side: Side): Side {
  return side === 'BACK' ? 'LAY' : 'BACK';
}

/**
 * Whether an incoming order reaches resting orders at `price` before those at `other`: the highest LAY and the lowest
 * BACK come first.
 */
export function isBetter(restingSide: Side, price: number, other: number): boolean {
  return restingSide === 'LAY' ? price > other : price < other;
}

/** Sorts prices of one resting side, the best first. */
export function bestFirst(restingSide: Side, prices: Iterable<number>): number[] {
  return [...prices].sort((a, b) => (restingSide === 'LAY' ? b - a : a - b));
}
