import { tradeId } from '@backlay/contracts';
import type { CancelledFacts, OrderFacts, QueueFacts, TradeFacts } from '../answers/answer-facts.js';
import {
  CANCEL_REASONS,
  LAPSE_REASONS,
  persistenceName,
  timeInForceName,
  wireSide,
} from '../matching/wire-names.js';
import { divideHalfUp, formatHundredths } from '../money/decimal.js';

/*
 * Orders as clients see them, as JSON text: the shapes are `Order`, `PlacedOrder`, `ReplacedOrder` and `CancelAll` of
 * http/components.ts. Written by hand because every order of a batch passes here, where building an object for
 * JSON.stringify took a fifth of all time. Nothing needs escaping: texts are account ids and names of constants.
 *
 * A retry makes the text again from what the journal has kept, byte for byte: an answer that is to look different gets a new
 * form in answers/answer-codec.ts, and what is here goes on serving the old one.
 */

/** An order and its place in the queue, if it is in one; `more` are further fields, each with a comma before it. */
export function orderJson(accountId: string, { order, queue }: AnsweredOrder, more = ''): string {
  return (
    `{"orderId":${order.orderId},"marketId":${order.marketId},"runnerId":${order.runnerId},` +
    `"accountId":"${accountId}","side":"${wireSide(order.side)}",` +
    `"price":"${formatHundredths(order.price)}","size":"${formatHundredths(order.size)}",` +
    `"sizeMatched":"${formatHundredths(order.sizeMatched)}",` +
    `"sizeRemaining":"${formatHundredths(order.sizeRemaining)}",` +
    `"sizeCancelled":"${formatHundredths(order.sizeCancelled)}",` +
    `"sizeLapsed":"${formatHundredths(order.sizeLapsed)}",` +
    `"sizeVoided":"${formatHundredths(order.sizeVoided)}",` +
    `"averagePriceMatched":${averagePrice(order)},` +
    `"status":"${statusOf(order)}","reason":${reasonOf(order)},` +
    `"persistence":"${persistenceName(order.persistence)}","timeInForce":"${timeInForceName(order.timeInForce)}",` +
    `"goodTill":${timeOrNull(order.goodTillMs)},"releaseAt":${timeOrNull(order.releaseMs)},` +
    `"queue":${queueJson(queue)},` +
    `"sequence":${order.sequence},"placedAt":"${isoTime(order.placedAtMs)}"${more}}`
  );
}

/** An order as an answer, or a read, shows it. */
export interface AnsweredOrder {
  readonly order: OrderFacts;
  readonly queue: QueueFacts;
}

/** Answer to a place: the order as the command left it, with the trades it made. */
export function placedJson(
  accountId: string,
  answer: AnsweredOrder & { readonly trades: readonly TradeFacts[] },
): string {
  return orderJson(accountId, answer, `,"trades":${tradesJson(answer.order.sequence, answer.trades)}`);
}

/** Answer to a cancel or reduce: the order as the command left it. */
export function cancelledJson(accountId: string, answer: AnsweredOrder): string {
  return orderJson(accountId, answer);
}

/** What the answer to a replace says. */
export interface ReplacementFacts extends AnsweredOrder {
  readonly trades: readonly TradeFacts[];
  /** Null when the order kept its id. */
  readonly replacesOrderId: number | null;
}

/** Answer to a replace: the new order, naming the one it replaces, or the reduced old one. */
export function replacedJson(accountId: string, answer: ReplacementFacts): string {
  const trades = tradesJson(answer.order.sequence, answer.trades);
  return orderJson(accountId, answer, `,"trades":${trades},"replacesOrderId":${answer.replacesOrderId}`);
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

function statusOf({ sizeRemaining, releaseMs }: OrderFacts): string {
  if (sizeRemaining === 0) return 'COMPLETE';
  return releaseMs === 0 ? 'RESTING' : 'WAITING';
}

/** Why the latest part of it was taken out; null when it has lost nothing so. */
function reasonOf({ cancelReason, lapseReason }: OrderFacts): string {
  if (cancelReason !== 0) return `"${CANCEL_REASONS[cancelReason]}"`;
  return lapseReason === 0 ? 'null' : `"${LAPSE_REASONS[lapseReason]}"`;
}

function queueJson(queue: QueueFacts): string {
  if (queue === null) return 'null';
  return `{"place":${queue.place},"sizeAhead":"${formatHundredths(queue.sizeAhead)}"}`;
}

function timeOrNull(ms: number): string {
  return ms === 0 ? 'null' : `"${new Date(ms).toISOString()}"`;
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
