import { CommandKind, RejectReason, type MarketView } from '@backlay/matcher';
import { problemOf } from '../http/problem.js';
import { rejectCode } from '../http/problem-catalog.js';
import { marketBody, type MarketStepBody } from '../market/market-answer.js';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Exchange, Outcome } from '../matching/exchange.js';
import { refusalDetail } from '../matching/refusal-detail.js';
import { cancelAllJson, cancelledJson, placedJson, replacedJson } from '../order/order-answer.js';
import type { Answer } from './answer.js';

/**
 * Makes the answer to a command that was just executed. It depends on nothing but the exchange's state after the command,
 * so that a replay makes the same answer again.
 */
export type ComposeAnswer = (exchange: Exchange, command: EngineCommand, outcome: Outcome) => Answer;

export const composeAnswer: ComposeAnswer = (exchange, command, outcome) => {
  const { sequence, reason } = outcome;
  if (reason !== RejectReason.None) {
    const detail = refusalDetail(exchange, command, reason);
    const problem = problemOf(rejectCode(reason), { detail, sequence });
    return { sequence, status: problem.status, body: JSON.stringify(problem) };
  }
  const isNew = command.kind === CommandKind.PlaceOrder || command.kind === CommandKind.CreateMarket;
  return { sequence, status: isNew ? 201 : 200, body: bodyOf(exchange, command, outcome) };
};

function bodyOf(exchange: Exchange, command: EngineCommand, outcome: Outcome): string {
  switch (command.kind) {
    case CommandKind.PlaceOrder:
      return placedJson(exchange, outcome);
    case CommandKind.CancelOrder:
      return cancelledJson(exchange, command.orderId);
    case CommandKind.ReplaceOrder:
      return replacedJson(exchange, outcome, command.orderId);
    case CommandKind.CancelAll:
      return cancelAllJson(outcome, command.accountId, command.marketId);
    case CommandKind.CreateMarket:
      return marketStepJson(exchange.matcher.market(createdMarketId(outcome)), outcome);
    default:
      return marketStepJson(exchange.matcher.market(command.marketId), outcome);
  }
}

function marketStepJson(market: MarketView | undefined, { sequence }: Outcome): string {
  if (market === undefined) throw new Error(`sequence ${sequence} changed a market that is not there`);
  const body: MarketStepBody = { ...marketBody(market), sequence };
  return JSON.stringify(body);
}

function createdMarketId({ events }: Outcome): number {
  return events.find((event) => event.type === 'market.created')?.marketId ?? 0;
}
