import {
  CommandKind,
  MarketStatus,
  NAME_LENGTH_MAX,
  PRICE_MAX,
  PRICE_MIN,
  PriceLadder,
  REJECT_REASONS,
  RejectReason,
  SIZE_MAX,
  type MarketView,
} from '@backlay/matcher';
import { formatHundredths } from '../money/decimal.js';
import type { EngineCommand } from './engine-command.js';
import type { Exchange } from './exchange.js';
import { moneyRefusalDetail } from './money-refusal-detail.js';

/**
 * What was wrong with a refused command and what is allowed, in one sentence for people. Only facts that the command did
 * not change go in, so that a replay makes the same text.
 */
export function refusalDetail(exchange: Exchange, command: EngineCommand, reason: RejectReason): string {
  switch (reason) {
    case RejectReason.MARKET_UNKNOWN:
      return `There is no market ${marketIdOf(exchange, command)}.`;
    case RejectReason.MARKET_STATUS_CONFLICT:
      return statusConflict(marketOf(exchange, command), command);
    case RejectReason.MARKET_INACTIVE:
    case RejectReason.MARKET_SUSPENDED:
    case RejectReason.MARKET_CLOSED:
      return notOpen(marketOf(exchange, command));
    case RejectReason.ORDER_UNKNOWN:
      return orderUnknown(command);
    case RejectReason.RUNNER_UNKNOWN:
      return runnerUnknown(marketOf(exchange, command), command);
    case RejectReason.PRICE_INVALID:
      return `The price ${priceOf(command)} is not between ${formatHundredths(PRICE_MIN)} and ${formatHundredths(PRICE_MAX)}.`;
    case RejectReason.PRICE_OFF_LADDER:
      return offLadder(marketOf(exchange, command), command);
    case RejectReason.SIZE_INVALID:
      return `The size ${sizeOf(command)} is not between 0.01 and ${formatHundredths(SIZE_MAX)}.`;
    case RejectReason.NOTHING_TO_CHANGE:
      return 'The order already has this price and this remaining size; give another price or another size.';
    case RejectReason.MARKET_NAME_INVALID:
      return `The name must have 1 to ${NAME_LENGTH_MAX} characters, not all of them blank, none of them a control character.`;
    default:
      return moneyRefusalDetail(exchange, command, reason) ?? descriptionOf(reason);
  }
}

/** What a reason says in general. */
export function descriptionOf(reason: RejectReason): string {
  return REJECT_REASONS.find(({ code }) => code === reason)?.description ?? RejectReason[reason];
}

const ALLOWED_FROM: Readonly<Partial<Record<CommandKind, string>>> = {
  [CommandKind.OpenMarket]: 'opened only while it is INACTIVE',
  [CommandKind.SuspendMarket]: 'suspended only while it is OPEN',
  [CommandKind.ResumeMarket]: 'resumed only while it is SUSPENDED',
  [CommandKind.CloseMarket]: 'closed only while it is INACTIVE, OPEN or SUSPENDED',
  [CommandKind.TurnInPlay]: 'turned in-play only while it is OPEN or SUSPENDED',
  [CommandKind.ChangeStartTime]: 'given another start time only before it is CLOSED',
  [CommandKind.RemoveRunner]: 'without one of its runners only before it is SETTLED or VOIDED',
  [CommandKind.VoidTrades]: 'rid of trades only before it is SETTLED or VOIDED',
  [CommandKind.SettleMarket]: 'settled only while it is CLOSED',
  [CommandKind.ResettleMarket]: 'settled again only while it is SETTLED',
  [CommandKind.VoidMarket]: 'voided only once',
};

function statusConflict(market: MarketView | undefined, command: EngineCommand): string {
  return `Market ${market?.marketId} is ${statusName(market)}; it can be ${ALLOWED_FROM[command.kind]}.`;
}

function notOpen(market: MarketView | undefined): string {
  const cancelling = market?.status === MarketStatus.SUSPENDED ? ', but cancelled and reduced' : '';
  return `Market ${market?.marketId} is ${statusName(market)}; orders are placed only while it is OPEN${cancelling}.`;
}

/** Says nothing that depends on how many completed orders are kept: a replay must make the same answer again. */
function orderUnknown(command: EngineCommand): string {
  const orderId = 'orderId' in command ? command.orderId : 0;
  return `The account ${command.accountId} has no order ${orderId} in any book; of an order that is complete, nothing remains to be changed.`;
}

function runnerUnknown(market: MarketView | undefined, command: EngineCommand): string {
  const runnerId = 'runnerId' in command ? command.runnerId : 0;
  const known = market?.runners.map((runner) => runner.runnerId) ?? [];
  const some = known.slice(0, 10).join(', ') + (known.length > 10 ? ', ...' : '');
  return `Market ${market?.marketId} has no runner ${runnerId}; its runners are ${some}.`;
}

/** A ladder of a million prices takes a while to lay out: once per market that was asked for a wrong price. */
const ladders = new WeakMap<MarketView, PriceLadder>();

function ladderOf(market: MarketView): PriceLadder | undefined {
  const ladder = ladders.get(market) ?? PriceLadder.of(market.ladder);
  if (ladder !== undefined) ladders.set(market, ladder);
  return ladder;
}

function offLadder(market: MarketView | undefined, command: EngineCommand): string {
  const ladder = market && ladderOf(market);
  if (market === undefined || ladder === undefined || !('price' in command))
    return 'The price is not on the ladder.';
  const nearest = ladder.nearest(command.price);
  const other = ladder.stepped(nearest, nearest < command.price ? 1 : -1);
  const prices = [...new Set([nearest, other])].sort((a, b) => a - b).map(formatHundredths);
  const allowed =
    prices.length === 1 ? `the nearest price is ${prices[0]}` : `nearest prices are ${prices.join(' and ')}`;
  return `${formatHundredths(command.price)} is not on the ${market.ladder.kind} ladder; ${allowed}.`;
}

function marketOf(exchange: Exchange, command: EngineCommand): MarketView | undefined {
  return exchange.matcher.market(marketIdOf(exchange, command));
}

function marketIdOf(exchange: Exchange, command: EngineCommand): number {
  if ('marketId' in command) return command.marketId;
  if ('orderId' in command) return exchange.orders.find(command.orderId)?.marketId ?? 0;
  return 0;
}

function statusName(market: MarketView | undefined): string {
  return market === undefined ? 'unknown' : MarketStatus[market.status];
}

function priceOf(command: EngineCommand): string {
  return 'price' in command ? formatHundredths(command.price) : '';
}

function sizeOf(command: EngineCommand): string {
  return 'size' in command ? formatHundredths(command.size) : '';
}
