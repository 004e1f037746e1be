import {
  CommandKind,
  EventKind,
  RejectReason,
  Side,
  type EventBuffer,
  type MarketView,
} from '@backlay/matcher';
import { accountBody } from '../account/account-answer.js';
import { problemOf } from '../http/problem.js';
import { rejectCode } from '../http/problem-catalog.js';
import { marketBody, type MarketStepBody } from '../market/market-answer.js';
import type { EngineCommand, PlaceOrderCommand } from '../matching/engine-command.js';
import type { Exchange } from '../matching/exchange.js';
import { refusalDetail } from '../matching/refusal-detail.js';
import {
  PLAIN_ORDER,
  type AnswerFacts,
  type CancelledFacts,
  type OrderFacts,
  type QueueFacts,
  type TradeFacts,
} from './answer-facts.js';

/** Looks up, right after a command was executed, what its answer is made from: valid until the next call. */
export function answerFacts(exchange: Exchange, command: EngineCommand, reason: RejectReason): AnswerFacts {
  const { sequence } = exchange;
  const { events } = exchange.matcher;
  if (reason !== RejectReason.None) {
    const detail = refusalDetail(exchange, command, reason);
    const problem = problemOf(rejectCode(reason), { detail, sequence });
    return { form: 'TEXT', status: problem.status, body: JSON.stringify(problem) };
  }
  switch (command.kind) {
    case CommandKind.PlaceOrder:
      return plainlyPlaced(exchange, command) ?? placed(exchange, command);
    case CommandKind.CashOut:
      return placed(exchange, command);
    case CommandKind.CancelOrder: {
      const order = knownOrder(exchange, command.orderId);
      return { form: 'CANCELLED', order, queue: queueOf(exchange, order) };
    }
    case CommandKind.ReplaceOrder: {
      const newOrderId = placedOrderId(events);
      const order = knownOrder(exchange, newOrderId ?? command.orderId);
      const replacesOrderId = newOrderId === undefined ? null : command.orderId;
      const queue = queueOf(exchange, order);
      return { form: 'REPLACED', order, queue, trades: tradesOf(events), replacesOrderId };
    }
    case CommandKind.CancelAll:
      return { form: 'CANCELLED_ALL', cancelled: cancelledOf(events) };
    case CommandKind.CreateMarket:
      return { form: 'TEXT', status: 201, body: marketStepJson(exchange, createdMarketId(events), sequence) };
    case CommandKind.PassTime:
      return { form: 'TEXT', status: 200, body: '' };
    default: {
      if (!('subjectId' in command)) {
        return { form: 'TEXT', status: 200, body: marketStepJson(exchange, command.marketId, sequence) };
      }
      const status = command.kind === CommandKind.OpenAccount ? 201 : 200;
      return { form: 'TEXT', status, body: accountJson(exchange, command.subjectId, sequence) };
    }
  }
}

/** An order as the ledger has it. */
function placed(exchange: Exchange, command: EngineCommand): AnswerFacts {
  const { events } = exchange.matcher;
  const order = knownOrder(exchange, placedOrderId(events));
  const isPlain =
    command.kind === CommandKind.PlaceOrder && command.terms === undefined && isUntouched(order);
  return { form: 'PLACED', isPlain, order, queue: queueOf(exchange, order), trades: tradesOf(events) };
}

/**
 * An order without terms that did nothing but match and rest, which is what nearly all do: it is what its command and its trades
 * say, and need not be read from the ledger. Undefined when there was more.
 */
function plainlyPlaced(exchange: Exchange, command: PlaceOrderCommand): AnswerFacts | undefined {
  const { events } = exchange.matcher;
  const { count } = events;
  if (command.terms !== undefined || events.kind(0) !== EventKind.OrderPlaced) return undefined;
  let sizeMatched = 0;
  let matchedPriceSum = 0;
  for (let index = 1; index < count; index++) {
    if (events.kind(index) !== EventKind.OrderMatched) return undefined;
    const size = events.size(index);
    sizeMatched += size;
    matchedPriceSum += size * events.price(index);
  }
  const order = plainOrder;
  order.orderId = events.orderId(0);
  order.marketId = command.marketId;
  order.runnerId = command.runnerId;
  order.side = command.side;
  order.price = command.price;
  order.size = command.size;
  order.sizeMatched = sizeMatched;
  order.sizeRemaining = command.size - sizeMatched;
  order.matchedPriceSum = matchedPriceSum;
  order.placedAtMs = exchange.timeMs;
  order.sequence = exchange.sequence;
  return { form: 'PLACED', isPlain: true, order, queue: queueOf(exchange, order), trades: tradesOf(events) };
}

/** Serves all plain orders, one after the other: the facts of an answer are used at once. */
const plainOrder: { -readonly [Fact in keyof OrderFacts]: OrderFacts[Fact] } = {
  orderId: 0,
  marketId: 0,
  runnerId: 0,
  side: Side.BACK,
  price: 0,
  size: 0,
  sizeMatched: 0,
  sizeRemaining: 0,
  sizeCancelled: 0,
  sizeLapsed: 0,
  ...PLAIN_ORDER,
  matchedPriceSum: 0,
  placedAtMs: 0,
  sequence: 0,
};

function knownOrder(exchange: Exchange, orderId: number | undefined): OrderFacts {
  const order = orderId === undefined ? undefined : exchange.orders.find(orderId);
  if (order === undefined) throw new Error(`order ${orderId} was just changed and cannot be read`);
  return order;
}

/** True when the order neither waits nor has lost anything but by trades. */
function isUntouched({ sizeCancelled, releaseMs }: OrderFacts): boolean {
  return sizeCancelled === 0 && releaseMs === 0;
}

/** Where the order stands in its queue; null when it does not rest. */
function queueOf({ matcher }: Exchange, { orderId, sizeRemaining }: OrderFacts): QueueFacts {
  return sizeRemaining === 0 ? null : (matcher.queuePlace(orderId) ?? null);
}

function accountJson(exchange: Exchange, accountId: string, sequence: number): string {
  const account = exchange.matcher.account(exchange.accounts.numberOf(accountId));
  if (account === undefined) throw new Error(`sequence ${sequence} changed an account that is not there`);
  return JSON.stringify({ ...accountBody(accountId, account), sequence });
}

function placedOrderId(events: EventBuffer): number | undefined {
  const at = firstOf(events, EventKind.OrderPlaced);
  return at === undefined ? undefined : events.orderId(at);
}

const NO_TRADES: readonly TradeFacts[] = [];

/** The trades of the taker, at the makers' prices. */
function tradesOf(events: EventBuffer): readonly TradeFacts[] {
  const { count } = events;
  if (count <= 1) return NO_TRADES;
  const trades: TradeFacts[] = [];
  for (let index = 0; index < count; index++) {
    if (events.kind(index) !== EventKind.OrderMatched) continue;
    trades.push({ index, price: events.price(index), size: events.size(index) });
  }
  return trades;
}

function cancelledOf(events: EventBuffer): CancelledFacts[] {
  const cancelled: CancelledFacts[] = [];
  for (let index = 0; index < events.count; index++) {
    if (events.kind(index) !== EventKind.OrderCancelled) continue;
    cancelled.push({ orderId: events.orderId(index), sizeCancelled: events.size(index) });
  }
  return cancelled;
}

function firstOf(events: EventBuffer, kind: EventKind): number | undefined {
  for (let index = 0; index < events.count; index++) if (events.kind(index) === kind) return index;
  return undefined;
}

function marketStepJson({ matcher }: Exchange, marketId: number, sequence: number): string {
  const market: MarketView | undefined = matcher.market(marketId);
  if (market === undefined) throw new Error(`sequence ${sequence} changed a market that is not there`);
  const body: MarketStepBody = { ...marketBody(market), sequence };
  return JSON.stringify(body);
}

function createdMarketId(events: EventBuffer): number {
  const at = firstOf(events, EventKind.MarketCreated);
  return at === undefined ? 0 : events.marketId(at);
}
