import type { ExchangeEvent } from '@backlay/contracts';
import { CommandKind, RejectReason, type MarketView } from '@backlay/matcher';
import { accountBody } from '../account/account-answer.js';
import { problemOf } from '../http/problem.js';
import { rejectCode } from '../http/problem-catalog.js';
import { marketBody, type MarketStepBody } from '../market/market-answer.js';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Exchange, Outcome } from '../matching/exchange.js';
import { refusalDetail } from '../matching/refusal-detail.js';
import { cancelAllJson, cancelledJson, placedJson, replacedJson } from '../order/order-answer.js';
import type { Answer } from '../sequencer/answer.js';
import type {
  AnswerFacts,
  AnsweredCommand,
  CancelledFacts,
  OrderFacts,
  QueueFacts,
  TradeFacts,
} from './answer-facts.js';

/** Looks up, right after a command was executed, what its answer is made from. */
export function answerFacts(exchange: Exchange, command: EngineCommand, outcome: Outcome): AnswerFacts {
  const { sequence, reason, events } = outcome;
  if (reason !== RejectReason.None) {
    const detail = refusalDetail(exchange, command, reason);
    const problem = problemOf(rejectCode(reason), { detail, sequence });
    return { form: 'TEXT', status: problem.status, body: JSON.stringify(problem) };
  }
  switch (command.kind) {
    case CommandKind.PlaceOrder:
    case CommandKind.CashOut: {
      const order = knownOrder(exchange, placedOrderId(events));
      const isPlain =
        command.kind === CommandKind.PlaceOrder && command.terms === undefined && isUntouched(order);
      return { form: 'PLACED', isPlain, order, queue: queueOf(exchange, order), trades: tradesOf(events) };
    }
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

/** Makes the answer: the same one from the same facts, whenever it is asked for. */
export function composeAnswer(facts: AnswerFacts, { command, sequence }: AnsweredCommand): Answer {
  const { accountId } = command;
  switch (facts.form) {
    case 'TEXT':
      return { sequence, status: facts.status, body: facts.body };
    case 'PLACED':
      return { sequence, status: 201, body: placedJson(accountId, facts) };
    case 'CANCELLED':
      return { sequence, status: 200, body: cancelledJson(accountId, facts) };
    case 'REPLACED': {
      const body = replacedJson(accountId, facts);
      return { sequence, status: 200, body };
    }
    case 'CANCELLED_ALL': {
      const marketId = 'marketId' in command ? command.marketId : 0;
      return {
        sequence,
        status: 200,
        body: cancelAllJson({ accountId, marketId, sequence }, facts.cancelled),
      };
    }
  }
}

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

function placedOrderId(events: readonly ExchangeEvent[]): number | undefined {
  for (const event of events) if (event.type === 'order.placed') return event.orderId;
  return undefined;
}

/** The trades of the taker, at the makers' prices. */
function tradesOf(events: readonly ExchangeEvent[]): TradeFacts[] {
  const trades: TradeFacts[] = [];
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event?.type === 'order.matched') trades.push({ index, price: event.price, size: event.size });
  }
  return trades;
}

function cancelledOf(events: readonly ExchangeEvent[]): CancelledFacts[] {
  return events.flatMap((event) =>
    event.type === 'order.cancelled' ? [{ orderId: event.orderId, sizeCancelled: event.sizeCancelled }] : [],
  );
}

function marketStepJson({ matcher }: Exchange, marketId: number, sequence: number): string {
  const market: MarketView | undefined = matcher.market(marketId);
  if (market === undefined) throw new Error(`sequence ${sequence} changed a market that is not there`);
  const body: MarketStepBody = { ...marketBody(market), sequence };
  return JSON.stringify(body);
}

function createdMarketId(events: readonly ExchangeEvent[]): number {
  return events.find((event) => event.type === 'market.created')?.marketId ?? 0;
}
