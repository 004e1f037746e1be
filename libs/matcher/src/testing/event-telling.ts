import { CancelReason, EventKind, LapseReason, type MatcherEvent } from '../event.js';
import { Side } from '../side.js';

const money = (hundredths: number): string => `${hundredths / 100}`;

/** Runners of the tests are A, B, C ... with the ids 11, 12, 13 ... */
export function runnerId(letter: string): number {
  return 11 + letter.charCodeAt(0) - 'A'.charCodeAt(0);
}

function letterOf(id: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + id - 11);
}

/**
 * An event in one short line, as people would say it: `matched 2 @ 5 on A, #1 of 1 with #2 of 2` (the maker first).
 * Orders are `#id`, accounts plain numbers, sizes and money whole units, prices decimal odds.
 */
export function tell(event: MatcherEvent): string {
  switch (event.kind) {
    case EventKind.OrderPlaced: {
      const instead = event.replacesOrderId === 0 ? '' : ` instead of #${event.replacesOrderId}`;
      return `placed ${orderText(event)}: ${money(event.size)} @ ${money(event.price)}${instead}`;
    }
    case EventKind.OrderMatched: {
      const { makerOrderId, makerAccount, takerOrderId, takerAccount } = event;
      const pair = `#${makerOrderId} of ${makerAccount} with #${takerOrderId} of ${takerAccount}`;
      return `matched ${money(event.size)} @ ${money(event.price)} on ${letterOf(event.runnerId)}, ${pair}`;
    }
    case EventKind.OrderCancelled:
      return `cancelled #${event.orderId}: ${money(event.sizeCancelled)} ${CancelReason[event.reason]}`;
    case EventKind.OrderLapsed:
      return `lapsed #${event.orderId}: ${money(event.sizeLapsed)} ${LapseReason[event.reason]}`;
    case EventKind.OrderTermsSet:
      return `terms of #${event.orderId}`;
    case EventKind.OrderDelayed:
      return `delayed #${event.orderId}`;
    case EventKind.OrderReleased:
      return `released #${event.orderId}: ${money(event.sizeRemaining)}`;
    case EventKind.OrderRepriced:
      return `repriced #${event.orderId}: ${money(event.priceBefore)} to ${money(event.price)}`;
    case EventKind.TradeVoided:
      return `void ${money(event.size)} @ ${money(event.price)} on ${letterOf(event.runnerId)}`;
    case EventKind.TradeReduced: {
      const prices = `${money(event.priceBefore)} to ${money(event.price)}`;
      return `reduced ${money(event.size)} on ${letterOf(event.runnerId)}: ${prices}`;
    }
    case EventKind.MarketSettled:
    case EventKind.MarketSettlementReversed:
      return `${EventKind[event.kind]}: commission ${money(event.commission)}, rounding ${money(event.rounding)}`;
    case EventKind.MarketVersionChanged:
      return `version ${event.version}, material ${event.materialVersion}`;
    case EventKind.RunnerRemoved:
      return `removed ${letterOf(event.runnerId)} at ${money(event.reductionFactor)} %`;
    case EventKind.FundsDeposited:
    case EventKind.FundsWithdrawn:
      return `${EventKind[event.kind]} ${event.account}: ${money(event.amount)}, has ${money(event.balance)}`;
    case EventKind.AccountSettled:
    case EventKind.SettlementReversed: {
      const paid = `${money(event.profit)} less ${money(event.commission)}`;
      return `${EventKind[event.kind]} ${event.account}: ${paid}, has ${money(event.balance)}`;
    }
    case EventKind.AccountOpened:
    case EventKind.AccountConfigured:
    case EventKind.AccountStopped:
    case EventKind.AccountResumed:
    case EventKind.HeartbeatSet:
    case EventKind.HeartbeatMissed:
      return `${EventKind[event.kind]} ${event.account}${event.detail === 0 ? '' : `: ${event.detail}`}`;
    default:
      return EventKind[event.kind];
  }
}

function orderText(order: { orderId: number; side: Side; runnerId: number; account: number }): string {
  return `#${order.orderId} ${Side[order.side]} on ${letterOf(order.runnerId)} by ${order.account}`;
}
