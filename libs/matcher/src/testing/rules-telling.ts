import { CancelReason, EventKind, LapseReason, type MatcherEvent, type TradeChanged } from '../event.js';
import { Side } from '../side.js';
import { clockOf, decimal, type RulesWorld } from './rules-world.js';

const { OrderPlaced, OrderReleased } = EventKind;

interface OfOrder {
  readonly marketId: number;
  readonly runnerId: number;
  readonly account: number;
  readonly side: Side;
  readonly price: number;
}

/** What came of a command, a line for each event that is about an order, a trade or money; and what rests behind it. */
export function tellAll(world: RulesWorld, events: readonly MatcherEvent[]): string[] {
  const lines = events.flatMap((event) => tell(world, event) ?? []);
  for (const event of events) {
    if (event.kind !== OrderPlaced && event.kind !== OrderReleased) continue;
    const order = world.matcher.order(event.orderId);
    if (order !== undefined && order.releaseMs === 0) lines.push(`rests ${decimal(order.sizeRemaining)}`);
  }
  return lines;
}

function tell(world: RulesWorld, event: MatcherEvent): string | undefined {
  switch (event.kind) {
    case EventKind.OrderMatched: {
      const { makerAccount: account, takerAccount: other, takerSide } = event;
      return `matched ${tradeText(world, event, { account, other, takerSide })}`;
    }
    case EventKind.OrderCancelled:
      return `cancelled ${decimal(event.sizeCancelled)} of ${orderText(world, event)}: ${CancelReason[event.reason]}`;
    case EventKind.OrderLapsed:
      return `lapsed ${decimal(event.sizeLapsed)} of ${orderText(world, event)}: ${LapseReason[event.reason]}`;
    case EventKind.OrderDelayed:
      return `waits until ${clockOf(event.releaseMs)}`;
    case EventKind.OrderReleased:
      return `released ${decimal(event.sizeRemaining)} of ${orderText(world, event)}`;
    case EventKind.OrderRepriced: {
      const whose = orderText(world, { ...event, price: event.priceBefore });
      return `repriced ${decimal(event.sizeRemaining)} of ${whose}: to ${decimal(event.price)}`;
    }
    case EventKind.TradeVoided:
      return `voided ${changedText(world, event)}`;
    case EventKind.TradeReduced:
      return `reduced ${changedText(world, event)}: to ${decimal(event.price)}`;
    case EventKind.HeartbeatMissed:
      return `no sign of life of ${world.nameOf(event.account)}`;
    case EventKind.AccountSettled:
    case EventKind.SettlementReversed: {
      const word = event.kind === EventKind.AccountSettled ? 'paid' : 'taken back from';
      const money = `${decimal(event.profit)}, commission ${decimal(event.commission)}`;
      return `${word} ${world.nameOf(event.account)}: ${money}`;
    }
    case EventKind.MarketSettled:
    case EventKind.MarketSettlementReversed: {
      const word = event.kind === EventKind.MarketSettled ? 'paid' : 'taken back from';
      return `${word} house: commission ${decimal(event.commission)}, rounding ${decimal(event.rounding)}`;
    }
    default:
      return undefined;
  }
}

function orderText(world: RulesWorld, { marketId, runnerId, account, side, price }: OfOrder): string {
  const runner = world.runnerOf(marketId, runnerId);
  return `${world.nameOf(account)}'s ${Side[side]} @ ${decimal(price)} on ${runner}`;
}

/** A trade with its backer first, whoever came to whom. */
function tradeText(
  world: RulesWorld,
  trade: { marketId: number; runnerId: number; size: number; price: number },
  { account, other, takerSide }: { account: number; other: number; takerSide: Side },
): string {
  const [backer, layer] = takerSide === Side.BACK ? [other, account] : [account, other];
  const runner = world.runnerOf(trade.marketId, trade.runnerId);
  const pair = `${world.nameOf(backer)} backs, ${world.nameOf(layer)} lays`;
  return `${decimal(trade.size)} @ ${decimal(trade.price)} on ${runner} (${pair})`;
}

function changedText(world: RulesWorld, event: TradeChanged): string {
  const { makerAccount: account, takerAccount: other, takerSide } = event;
  return tradeText(world, { ...event, price: event.priceBefore }, { account, other, takerSide });
}
