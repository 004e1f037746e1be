import { tradeId } from '@backlay/contracts';
import { Persistence, TimeInForce } from '@backlay/matcher';
import { ascii, AsciiWriter } from '../answers/ascii-writer.js';
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
 * http/components.ts. Written by hand, byte by byte, because every order of a batch passes here: see `AsciiWriter`. Nothing
 * needs escaping: texts are account ids and names of constants.
 *
 * A retry makes the text again from what the journal has kept, byte for byte: an answer that is to look different gets a new
 * form in answers/answer-codec.ts, and what is here goes on serving the old one.
 */

const json = new AsciiWriter();

const ORDER_ID = ascii('{"orderId":');
const MARKET_ID = ascii(',"marketId":');
const RUNNER_ID = ascii(',"runnerId":');
const ACCOUNT_ID = ascii(',"accountId":"');
const SIDE = ascii('","side":"');
const PRICE = ascii('","price":"');
const SIZE = ascii('","size":"');
const SIZE_MATCHED = ascii('","sizeMatched":"');
const SIZE_REMAINING = ascii('","sizeRemaining":"');
const SIZE_CANCELLED = ascii('","sizeCancelled":"');
const SIZE_LAPSED = ascii('","sizeLapsed":"');
const SIZE_VOIDED = ascii('","sizeVoided":"');
const NOTHING_LOST = ascii('","sizeCancelled":"0.00","sizeLapsed":"0.00","sizeVoided":"0.00');
const AVERAGE_PRICE = ascii('","averagePriceMatched":');
const STATUS = ascii(',"status":"');
const REASON = ascii('","reason":');
const PERSISTENCE = ascii(',"persistence":"');
const TIME_IN_FORCE = ascii('","timeInForce":"');
const GOOD_TILL = ascii('","goodTill":');
const RELEASE_AT = ascii(',"releaseAt":');
const PLAIN = ascii(
  '","reason":null,"persistence":"LAPSE","timeInForce":"REST","goodTill":null,"releaseAt":null',
);
const QUEUE = ascii(',"queue":');
const PLACE = ascii('{"place":');
const SIZE_AHEAD = ascii(',"sizeAhead":"');
const SEQUENCE = ascii(',"sequence":');
const PLACED_AT = ascii(',"placedAt":"');
const TRADES = ascii(',"trades":[');
const TRADE_ID = ascii('{"tradeId":"');
const COMMA = ascii(',');
const REPLACES = ascii(',"replacesOrderId":');
const NULL = ascii('null');
const QUOTE = ascii('"');
const BRACKET = ascii(']');
const BRACE = ascii('}');
const QUOTE_BRACE = ascii('"}');

/** An order and its place in the queue, if it is in one. */
export function orderJson(accountId: string, answer: AnsweredOrder): string {
  writeOrder(accountId, answer);
  json.bytes(BRACE);
  return json.end();
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
  writeOrder(accountId, answer);
  writeTrades(answer.order.sequence, answer.trades);
  json.bytes(BRACE);
  return json.end();
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
  const { order, trades, replacesOrderId } = answer;
  writeOrder(accountId, answer);
  writeTrades(order.sequence, trades);
  json.bytes(REPLACES);
  if (replacesOrderId === null) json.bytes(NULL);
  else json.whole(replacesOrderId);
  json.bytes(BRACE);
  return json.end();
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

/** Begins with an order: all of it but the brace at its end. */
function writeOrder(accountId: string, { order, queue }: AnsweredOrder): void {
  json.begin();
  json.bytes(ORDER_ID);
  json.whole(order.orderId);
  json.bytes(MARKET_ID);
  json.whole(order.marketId);
  json.bytes(RUNNER_ID);
  json.whole(order.runnerId);
  json.bytes(ACCOUNT_ID);
  json.text(accountId);
  json.bytes(SIDE);
  json.text(wireSide(order.side));
  json.bytes(PRICE);
  json.hundredths(order.price);
  writeSizes(order);
  json.bytes(AVERAGE_PRICE);
  writeAveragePrice(order);
  json.bytes(STATUS);
  json.text(statusOf(order));
  if (isPlain(order)) json.bytes(PLAIN);
  else writeReasonAndTerms(order);
  json.bytes(QUEUE);
  writeQueue(queue);
  json.bytes(SEQUENCE);
  json.whole(order.sequence);
  json.bytes(PLACED_AT);
  json.text(isoTime(order.placedAtMs));
  json.bytes(QUOTE);
}

/** Nothing taken out of it, and no terms: as most orders are. */
function isPlain({ cancelReason, lapseReason, persistence, timeInForce, goodTillMs, releaseMs }: OrderFacts) {
  const isTimeless = goodTillMs === 0 && releaseMs === 0;
  const hasPlainTerms = persistence === Persistence.LAPSE && timeInForce === TimeInForce.REST;
  return isTimeless && hasPlainTerms && cancelReason === 0 && lapseReason === 0;
}

function writeReasonAndTerms(order: OrderFacts): void {
  json.bytes(REASON);
  writeTextOrNull(reasonOf(order));
  json.bytes(PERSISTENCE);
  json.text(persistenceName(order.persistence));
  json.bytes(TIME_IN_FORCE);
  json.text(timeInForceName(order.timeInForce));
  json.bytes(GOOD_TILL);
  writeTextOrNull(timeOrNothing(order.goodTillMs));
  json.bytes(RELEASE_AT);
  writeTextOrNull(timeOrNothing(order.releaseMs));
}

function writeSizes(order: OrderFacts): void {
  const { sizeCancelled, sizeLapsed, sizeVoided } = order;
  json.bytes(SIZE);
  json.hundredths(order.size);
  json.bytes(SIZE_MATCHED);
  json.hundredths(order.sizeMatched);
  json.bytes(SIZE_REMAINING);
  json.hundredths(order.sizeRemaining);
  if (sizeCancelled + sizeLapsed + sizeVoided === 0) {
    json.bytes(NOTHING_LOST);
    return;
  }
  json.bytes(SIZE_CANCELLED);
  json.hundredths(sizeCancelled);
  json.bytes(SIZE_LAPSED);
  json.hundredths(sizeLapsed);
  json.bytes(SIZE_VOIDED);
  json.hundredths(sizeVoided);
}

/** Rounded half up to two digits; null as long as nothing is matched. */
function writeAveragePrice({ sizeMatched, matchedPriceSum }: OrderFacts): void {
  if (sizeMatched === 0) {
    json.bytes(NULL);
    return;
  }
  json.bytes(QUOTE);
  json.hundredths(divideHalfUp(matchedPriceSum, sizeMatched));
  json.bytes(QUOTE);
}

function writeQueue(queue: QueueFacts): void {
  if (queue === null) {
    json.bytes(NULL);
    return;
  }
  json.bytes(PLACE);
  json.whole(queue.place);
  json.bytes(SIZE_AHEAD);
  json.hundredths(queue.sizeAhead);
  json.bytes(QUOTE_BRACE);
}

function writeTrades(sequence: number, trades: readonly TradeFacts[]): void {
  json.bytes(TRADES);
  let isFirst = true;
  for (const { index, price, size } of trades) {
    if (!isFirst) json.bytes(COMMA);
    isFirst = false;
    json.bytes(TRADE_ID);
    json.text(tradeId(sequence, index));
    json.bytes(PRICE);
    json.hundredths(price);
    json.bytes(SIZE);
    json.hundredths(size);
    json.bytes(QUOTE_BRACE);
  }
  json.bytes(BRACKET);
}

function writeTextOrNull(text: string | undefined): void {
  if (text === undefined) {
    json.bytes(NULL);
    return;
  }
  json.bytes(QUOTE);
  json.text(text);
  json.bytes(QUOTE);
}

function statusOf({ sizeRemaining, releaseMs }: OrderFacts): string {
  if (sizeRemaining === 0) return 'COMPLETE';
  return releaseMs === 0 ? 'RESTING' : 'WAITING';
}

/** Why the latest part of it was taken out; undefined when it has lost nothing so. */
function reasonOf({ cancelReason, lapseReason }: OrderFacts): string | undefined {
  if (cancelReason !== 0) return CANCEL_REASONS[cancelReason];
  return lapseReason === 0 ? undefined : LAPSE_REASONS[lapseReason];
}

function timeOrNothing(ms: number): string | undefined {
  return ms === 0 ? undefined : new Date(ms).toISOString();
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
