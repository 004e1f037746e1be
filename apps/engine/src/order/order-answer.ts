import { tradeId } from '@backlay/contracts';
import { Persistence, Side, TimeInForce } from '@backlay/matcher';
import { ascii, AsciiWriter, type AsciiPiece } from '../answers/ascii-writer.js';
import type { CancelledFacts, OrderFacts, QueueFacts, TradeFacts } from '../answers/answer-facts.js';
import { CANCEL_REASONS, LAPSE_REASONS, persistenceName, timeInForceName } from '../matching/wire-names.js';
import { divideHalfUp, formatHundredths } from '../money/decimal.js';

/*
 * Orders as clients see them, as JSON text: the shapes are `Order`, `PlacedOrder`, `ReplacedOrder` and `CancelAll` of
 * http/components.ts. Written by hand, byte by byte, because every order of a batch passes here: see `AsciiWriter`. Nothing
 * needs escaping: texts are account ids and names of constants.
 *
 * A retry makes the text again from what the journal has kept, byte for byte: an answer that is to look different gets a new
 * form in answers/answer-codec.ts, and what is here goes on serving the old one.
 */

const ORDER_ID = ascii('{"orderId":');
const MARKET_ID = ascii(',"marketId":');
const RUNNER_ID = ascii(',"runnerId":');
const ACCOUNT_ID = ascii(',"accountId":"');
const SIDE_AND_PRICE: Readonly<Record<Side, AsciiPiece>> = {
  [Side.BACK]: ascii('","side":"BACK","price":"'),
  [Side.LAY]: ascii('","side":"LAY","price":"'),
};
const PRICE = ascii('","price":"');
const SIZE = ascii('","size":"');
const SIZE_MATCHED = ascii('","sizeMatched":"');
const SIZE_REMAINING = ascii('","sizeRemaining":"');
const SIZE_CANCELLED = ascii('","sizeCancelled":"');
const SIZE_LAPSED = ascii('","sizeLapsed":"');
const SIZE_VOIDED = ascii('","sizeVoided":"');
const NOTHING_LOST = ascii('","sizeCancelled":"0.00","sizeLapsed":"0.00","sizeVoided":"0.00');
const AVERAGE_PRICE = ascii('","averagePriceMatched":');
const COMPLETE = ascii(',"status":"COMPLETE');
const RESTING = ascii(',"status":"RESTING');
const WAITING = ascii(',"status":"WAITING');
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

/** An order as an answer, or a read, shows it. */
export interface AnsweredOrder {
  readonly order: OrderFacts;
  readonly queue: QueueFacts;
}

/** Answer to a place: the order as the command left it, with the trades it made. */
export interface PlacedOrder extends AnsweredOrder {
  readonly trades: readonly TradeFacts[];
}

/** What the answer to a replace says. */
export interface ReplacementFacts extends PlacedOrder {
  /** Null when the order kept its id. */
  readonly replacesOrderId: number | null;
}

const text = new AsciiWriter();

/** An order and its place in the queue, if it is in one. */
export function orderJson(accountId: string, answer: AnsweredOrder): string {
  text.begin();
  writeOrder(text, accountId, answer);
  return text.end();
}

/** Writes an order and its place in the queue, if it is in one: as a read shows it, and the answer to a cancel or reduce. */
export function writeOrder(json: AsciiWriter, accountId: string, answer: AnsweredOrder): void {
  beginOrder(json, accountId, answer);
  json.piece(BRACE);
}

/** Writes the answer to a place. */
export function writePlaced(json: AsciiWriter, accountId: string, answer: PlacedOrder): void {
  beginOrder(json, accountId, answer);
  writeTrades(json, answer.order.sequence, answer.trades);
  json.piece(BRACE);
}

/** Writes the answer to a replace: the new order, naming the one it replaces, or the reduced old one. */
export function writeReplaced(json: AsciiWriter, accountId: string, answer: ReplacementFacts): void {
  const { order, trades, replacesOrderId } = answer;
  beginOrder(json, accountId, answer);
  writeTrades(json, order.sequence, trades);
  json.piece(REPLACES);
  if (replacesOrderId === null) json.piece(NULL);
  else json.whole(replacesOrderId);
  json.piece(BRACE);
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

/** All of an order but the brace at its end. */
function beginOrder(json: AsciiWriter, accountId: string, { order, queue }: AnsweredOrder): void {
  json.piece(ORDER_ID);
  json.whole(order.orderId);
  json.piece(MARKET_ID);
  json.whole(order.marketId);
  json.piece(RUNNER_ID);
  json.whole(order.runnerId);
  json.piece(ACCOUNT_ID);
  json.text(accountId);
  json.piece(SIDE_AND_PRICE[order.side]);
  json.hundredths(order.price);
  writeSizes(json, order);
  json.piece(AVERAGE_PRICE);
  writeAveragePrice(json, order);
  json.piece(statusOf(order));
  if (isPlain(order)) json.piece(PLAIN);
  else writeReasonAndTerms(json, order);
  json.piece(QUEUE);
  writeQueue(json, queue);
  json.piece(SEQUENCE);
  json.whole(order.sequence);
  json.piece(PLACED_AT);
  json.piece(isoTime(order.placedAtMs));
  json.piece(QUOTE);
}

/** Nothing taken out of it, and no terms: as most orders are. */
function isPlain({ cancelReason, lapseReason, persistence, timeInForce, goodTillMs, releaseMs }: OrderFacts) {
  const isTimeless = goodTillMs === 0 && releaseMs === 0;
  const hasPlainTerms = persistence === Persistence.LAPSE && timeInForce === TimeInForce.REST;
  return isTimeless && hasPlainTerms && cancelReason === 0 && lapseReason === 0;
}

function writeReasonAndTerms(json: AsciiWriter, order: OrderFacts): void {
  json.piece(REASON);
  writeTextOrNull(json, reasonOf(order));
  json.piece(PERSISTENCE);
  json.text(persistenceName(order.persistence));
  json.piece(TIME_IN_FORCE);
  json.text(timeInForceName(order.timeInForce));
  json.piece(GOOD_TILL);
  writeTextOrNull(json, timeOrNothing(order.goodTillMs));
  json.piece(RELEASE_AT);
  writeTextOrNull(json, timeOrNothing(order.releaseMs));
}

function writeSizes(json: AsciiWriter, order: OrderFacts): void {
  const { sizeCancelled, sizeLapsed, sizeVoided } = order;
  json.piece(SIZE);
  json.hundredths(order.size);
  json.piece(SIZE_MATCHED);
  json.hundredths(order.sizeMatched);
  json.piece(SIZE_REMAINING);
  json.hundredths(order.sizeRemaining);
  if (sizeCancelled + sizeLapsed + sizeVoided === 0) {
    json.piece(NOTHING_LOST);
    return;
  }
  json.piece(SIZE_CANCELLED);
  json.hundredths(sizeCancelled);
  json.piece(SIZE_LAPSED);
  json.hundredths(sizeLapsed);
  json.piece(SIZE_VOIDED);
  json.hundredths(sizeVoided);
}

/** Rounded half up to two digits; null as long as nothing is matched. */
function writeAveragePrice(json: AsciiWriter, { sizeMatched, matchedPriceSum }: OrderFacts): void {
  if (sizeMatched === 0) {
    json.piece(NULL);
    return;
  }
  json.piece(QUOTE);
  json.hundredths(divideHalfUp(matchedPriceSum, sizeMatched));
  json.piece(QUOTE);
}

function writeQueue(json: AsciiWriter, queue: QueueFacts): void {
  if (queue === null) {
    json.piece(NULL);
    return;
  }
  json.piece(PLACE);
  json.whole(queue.place);
  json.piece(SIZE_AHEAD);
  json.hundredths(queue.sizeAhead);
  json.piece(QUOTE_BRACE);
}

function writeTrades(json: AsciiWriter, sequence: number, trades: readonly TradeFacts[]): void {
  json.piece(TRADES);
  let isFirst = true;
  for (const { index, price, size } of trades) {
    if (!isFirst) json.piece(COMMA);
    isFirst = false;
    json.piece(TRADE_ID);
    json.text(tradeId(sequence, index));
    json.piece(PRICE);
    json.hundredths(price);
    json.piece(SIZE);
    json.hundredths(size);
    json.piece(QUOTE_BRACE);
  }
  json.piece(BRACKET);
}

function writeTextOrNull(json: AsciiWriter, text: string | undefined): void {
  if (text === undefined) {
    json.piece(NULL);
    return;
  }
  json.piece(QUOTE);
  json.text(text);
  json.piece(QUOTE);
}

function statusOf({ sizeRemaining, releaseMs }: OrderFacts): AsciiPiece {
  if (sizeRemaining === 0) return COMPLETE;
  return releaseMs === 0 ? RESTING : WAITING;
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
const latestTime = { ms: Number.NaN, iso: ascii('') };

function isoTime(ms: number): AsciiPiece {
  if (ms !== latestTime.ms) {
    latestTime.ms = ms;
    latestTime.iso = ascii(new Date(ms).toISOString());
  }
  return latestTime.iso;
}
