import { tradeId } from '@backlay/contracts';
import type { CancelledFacts, OrderFacts, TradeFacts } from '../answers/answer-facts.js';
import { wireSide } from '../matching/wire-events.js';
import { divideHalfUp, formatHundredths } from '../money/decimal.js';

/*
 * Orders as clients see them, as JSON text: the shapes are `Order`, `PlacedOrder`, `ReplacedOrder` and `CancelAll` of
 * http/components.ts. Written by hand because every order of a batch passes here, where building an object for
 * JSON.stringify took a fifth of all time. Nothing needs escaping: texts are account ids and names of constants.
 *
 * A retry makes the text again from what the journal has kept, byte for byte: an answer that is to look different gets a new
 * form in answers/answer-codec.ts, and what is here goes on serving the old one.
 */

/** An order; `more` are further fields, each with a comma before it. */
export function orderJson(accountId: string, order: OrderFacts, more = ''): string {
  return (
    `{"orderId":${order.orderId},"marketId":${order.marketId},"runnerId":${order.runnerId},` +
    `"accountId":"${accountId}","side":"${wireSide(order.side)}",` +
    `"price":"${formatHundredths(order.price)}","size":"${formatHundredths(order.size)}",` +
    `"sizeMatched":"${formatHundredths(order.sizeMatched)}",` +
    `"sizeRemaining":"${formatHundredths(order.sizeRemaining)}",` +
    `"sizeCancelled":"${formatHundredths(order.sizeCancelled)}",` +
    `"sizeLapsed":"${formatHundredths(order.sizeLapsed)}",` +
    `"averagePriceMatched":${averagePrice(order)},` +
    `"status":"${order.sizeRemaining === 0 ? 'COMPLETE' : 'RESTING'}",` +
    `"sequence":${order.sequence},"placedAt":"${isoTime(order.placedAtMs)}"${more}}`
  );
}

/** Answer to a place: the order as the command left it, with the trades it made. */
export function placedJson(accountId: string, order: OrderFacts, trades: readonly TradeFacts[]): string {
  return orderJson(accountId, order, `,"trades":${tradesJson(order.sequence, trades)}`);
}

/** Answer to a cancel or reduce: the order as the command left it. */
export function cancelledJson(accountId: string, order: OrderFacts): string {
  return orderJson(accountId, order);
}

/** What the answer to a replace says besides the order. */
export interface ReplacementFacts {
  readonly trades: readonly TradeFacts[];
  /** Null when the order kept its id. */
  readonly replacesOrderId: number | null;
}

/** Answer to a replace: the new order, naming the one it replaces, or the reduced old one. */
export function replacedJson(accountId: string, order: OrderFacts, replacement: ReplacementFacts): string {
  const trades = tradesJson(order.sequence, replacement.trades);
  return orderJson(accountId, order, `,"trades":${trades},"replacesOrderId":${replacement.replacesOrderId}`);
}

/** Whose orders a cancel-all took out, and where. */
export interface CancelAllScope {
  readonly accountId: string;
  readonly marketId: number;
  readonly sequence: number;
}

/** Answer to a cancel-all: what was taken out, order by order. */
export function cancelAllJson(scope: CancelAllScope, cancelled: readonly CancelledFacts[]): string {
  const { accountId, marketId, sequence } = scope;
  const orders = cancelled.map(({ orderId, sizeCancelled }) => ({
    orderId,
    sizeCancelled: formatHundredths(sizeCancelled),
  }));
  return JSON.stringify({ accountId, marketId, sequence, cancelled: orders });
}

function tradesJson(sequence: number, trades: readonly TradeFacts[]): string {
  let json = '';
  for (const { index, price, size } of trades) {
    const comma = json === '' ? '' : ',';
    json += `${comma}{"tradeId":"${tradeId(sequence, index)}","price":"${formatHundredths(price)}","size":"${formatHundredths(size)}"}`;
  }
  return `[${json}]`;
}

/** Rounded half up to two digits; null as long as nothing is matched. */
function averagePrice({ sizeMatched, matchedPriceSum }: OrderFacts): string {
  return sizeMatched === 0 ? 'null' : `"${formatHundredths(divideHalfUp(matchedPriceSum, sizeMatched))}"`;
}

/** Orders of one millisecond share the work of writing it. */
const latestTime = { ms: Number.NaN, iso: '' };

function isoTime(ms: number): string {
  if (ms !== latestTime.ms) {
    latestTime.ms = ms;
    latestTime.iso = new Date(ms).toISOString();
  }
  return latestTime.iso;
}
