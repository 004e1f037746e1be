import type { PlacedOrder } from '@backlay/client';
import { formatMoney, formatPrice } from '../model/decimal.js';

type Facts = Pick<
  PlacedOrder,
  'side' | 'price' | 'size' | 'sizeMatched' | 'sizeRemaining' | 'averagePriceMatched' | 'status' | 'releaseAt'
>;

/** What became of an order at once, in a sentence. */
export function describePlaced(order: Facts, runnerName: string): string {
  const { side, price, size, sizeMatched, sizeRemaining, averagePriceMatched, status } = order;
  const what = `${side === 'BACK' ? 'Back' : 'Lay'} of ${runnerName}`;
  const at = formatPrice(averagePriceMatched ?? price);
  if (status === 'WAITING')
    return `${what}: ${formatMoney(size)} at ${formatPrice(price)} waits for the bet delay.`;
  if (sizeMatched === size) return `${what}: matched, ${formatMoney(size)} at ${at}.`;
  const rest =
    sizeRemaining > 0
      ? `${formatMoney(sizeRemaining)} rests at ${formatPrice(price)}`
      : `${formatMoney(size - sizeMatched)} was not matched and is cancelled`;
  if (sizeMatched === 0) return `${what}: ${rest}.`;
  return `${what}: ${formatMoney(sizeMatched)} matched at ${at}, ${rest}.`;
}
