import { tradeId, type ExchangeEvent } from '@backlay/contracts';
import type { Exchange, Outcome } from '../matching/exchange.js';
import type { OrderState } from '../matching/order-ledger.js';
import { wireSide } from '../matching/wire-events.js';
import { divideHalfUp, formatHundredths } from '../money/decimal.js';

/*
 * Orders as clients see them, as JSON text: the shapes are `Order`, `PlacedOrder`, `ReplacedOrder` and `CancelAll` of
 * http/components.ts. Written by hand because every order of a batch passes here, where building an object for
 * JSON.stringify took a fifth of all time. Nothing needs escaping: texts are account ids and names of constants.
 */

/** An order; `more` are further fields, each with a comma before it. */
export function orderJson(exchange: Exchange, order: OrderState, more = ''): string {
  return (
    `{"orderId":${order.orderId},"marketId":${order.marketId},"runnerId":${order.runnerId},` +
    `"accountId":"${exchange.accounts.accountIdOf(order.account)}","side":"${wireSide(order.side)}",` +
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
export function placedJson(exchange: Exchange, outcome: Outcome): string {
  const orderId = placedOrderId(outcome.events);
  if (orderId === undefined) throw new Error(`sequence ${outcome.sequence} placed no order`);
  return orderJson(exchange, knownOrder(exchange, orderId), `,"trades":${tradesJson(outcome)}`);
}

/** Answer to a cancel or reduce: the order as the command left it. */
export function cancelledJson(exchange: Exchange, orderId: number): string {
  return orderJson(exchange, knownOrder(exchange, orderId));
}

/** Answer to a replace: the new order, naming the one it replaces, or the reduced old one. */
export function replacedJson(exchange: Exchange, outcome: Outcome, orderId: number): string {
  const newOrderId = placedOrderId(outcome.events);
  const order = knownOrder(exchange, newOrderId ?? orderId);
  const replacesOrderId = newOrderId === undefined ? 'null' : orderId;
  return orderJson(exchange, order, `,"trades":${tradesJson(outcome)},"replacesOrderId":${replacesOrderId}`);
}

/** Answer to a cancel-all: what was taken out, order by order. */
export function cancelAllJson({ sequence, events }: Outcome, accountId: string, marketId: number): string {
  const cancelled = events.flatMap((event) =>
    event.type === 'order.cancelled'
      ? [{ orderId: event.orderId, sizeCancelled: formatHundredths(event.sizeCancelled) }]
      : [],
  );
  return JSON.stringify({ accountId, marketId, sequence, cancelled });
}

/** The trades of the taker, at the makers' prices. */
function tradesJson({ sequence, events }: Outcome): string {
  let trades = '';
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event?.type !== 'order.matched') continue;
    const price = formatHundredths(event.price);
    const size = formatHundredths(event.size);
    trades += `${trades === '' ? '' : ','}{"tradeId":"${tradeId(sequence, index)}","price":"${price}","size":"${size}"}`;
  }
  return `[${trades}]`;
}

/** Rounded half up to two digits; null as long as nothing is matched. */
function averagePrice({ sizeMatched, matchedPriceSum }: OrderState): string {
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

function placedOrderId(events: readonly ExchangeEvent[]): number | undefined {
  for (const event of events) if (event.type === 'order.placed') return event.orderId;
  return undefined;
}

function knownOrder(exchange: Exchange, orderId: number): OrderState {
  const order = exchange.orders.find(orderId);
  if (order === undefined) throw new Error(`order ${orderId} was just changed and cannot be read`);
  return order;
}
