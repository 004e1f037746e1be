import type { TickLadder } from '@backlay/client';
import type { Side, TimeInForce } from '@backlay/contracts';
import { formatPrice, typedHundredths } from './decimal.js';

/** The exchange takes no larger size: 10^9 minor units. */
export const SIZE_MAX = 1_000_000_000;

/** What becomes of what is not matched at once: it rests, it is cancelled, or nothing is matched at all. */
export const TIMES_IN_FORCE = [
  'REST',
  'FILL_AND_KILL',
  'FILL_OR_KILL',
] as const satisfies readonly TimeInForce[];

/** An order as it is being written: price and size as they are typed. */
export interface SlipDraft {
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  /** Whether it stays when the market turns in-play. */
  readonly persists: boolean;
  readonly timeInForce: TimeInForce;
}

/** A draft that can be placed, in hundredths and minor units, with what it may win and cost. */
export interface CheckedSlip {
  readonly price: number;
  readonly size: number;
  /** Won by it when it is matched at its price and the runner does what was bet on. */
  readonly profit: number;
  /** Lost by it otherwise: a BACK its size, a LAY size x (price - 1). */
  readonly liability: number;
}

/** Why a draft cannot be placed as it is; the text is for its writer. */
export interface SlipProblem {
  readonly field: 'price' | 'size';
  readonly text: string;
}

/** What a draft comes to, or what has to be changed first. The exchange checks again, and more. */
export function checkSlip(
  { side, price: priceText, size: sizeText }: Pick<SlipDraft, 'side' | 'price' | 'size'>,
  ladder: TickLadder,
): CheckedSlip | SlipProblem {
  const price = typedHundredths(priceText);
  if (price === undefined) return { field: 'price', text: 'A price is a decimal such as 2.50.' };
  if (ladder.tickOf(price) === undefined) return { field: 'price', text: offLadder(price, ladder) };
  const size = typedHundredths(sizeText);
  if (size === undefined || size === 0) return { field: 'size', text: 'A size is an amount such as 10.00.' };
  if (size > SIZE_MAX) return { field: 'size', text: 'The size is more than the exchange takes.' };
  const won = Math.floor((size * (price - 100)) / 100);
  return side === 'BACK'
    ? { price, size, profit: won, liability: size }
    : { price, size, profit: size, liability: Math.ceil((size * (price - 100)) / 100) };
}

export function isProblem(checked: CheckedSlip | SlipProblem): checked is SlipProblem {
  return 'field' in checked;
}

function offLadder(price: number, ladder: TickLadder): string {
  const [lowest, highest] = [ladder.priceAt(0), ladder.priceAt(ladder.count - 1)];
  if (price < lowest || price > highest)
    return `Prices go from ${formatPrice(lowest)} to ${formatPrice(highest)}.`;
  const nearest = ladder.nearest(price);
  const other = ladder.stepped(nearest, nearest < price ? 1 : -1);
  const [below, above] = nearest < price ? [nearest, other] : [other, nearest];
  return `The nearest prices are ${formatPrice(below)} and ${formatPrice(above)}.`;
}
