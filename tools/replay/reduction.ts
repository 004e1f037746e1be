import type { NewMarket } from '@backlay/client';
import type { Removal } from './life-steps.js';

const WHOLE = 10_000;
const WIN_REDUCES_FROM = 250;
const PRICE_MIN = 101;

/**
 * What a trade at a price is worth after a removal, written down here once more so that the engine's own arithmetic is
 * checked by another one: a WIN market takes the factor off the return, from 2.50 % on, a PLACE market off the winnings.
 */
export function reducedPrice(
  kind: NewMarket['kind'],
  { factor }: Pick<Removal, 'factor'>,
  price: number,
): number {
  if (kind === 'WIN' && factor < WIN_REDUCES_FROM) return price;
  const fixed = kind === 'WIN' ? 0 : 100;
  const exact = fixed * WHOLE + (price - fixed) * (WHOLE - factor);
  return Math.max(PRICE_MIN, Math.round(exact / WHOLE));
}
