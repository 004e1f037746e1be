import type {
  OrderChange,
  OrderEvent,
  OrderMatched,
  SequencedExchangeEvent,
  TradeEvent,
} from '@backlay/contracts';

/** A change of an order of an account. */
export interface AccountChange extends OrderChange {
  readonly accountId: string;
}

type TwoSided = OrderMatched | TradeEvent;
type Side = 'maker' | 'taker';

/**
 * What an event is to accounts whose orders it changes: nothing, or one change for each order.
 * @param isWanted says whose changes are made; most events concern nobody who is told of them, and then cost nothing
 */
export function orderChangesOf(
  { data, sequence, index, timeMs }: SequencedExchangeEvent,
  isWanted: (accountId: string) => boolean,
): AccountChange[] {
  switch (data.type) {
    case 'order.matched':
    case 'trade.voided':
    case 'trade.reduced': {
      const changes: AccountChange[] = [];
      if (isWanted(data.makerAccountId)) changes.push({ sequence, index, timeMs, ...sideOf(data, 'maker') });
      if (isWanted(data.takerAccountId)) changes.push({ sequence, index, timeMs, ...sideOf(data, 'taker') });
      return changes;
    }
    case 'order.placed':
    case 'order.cancelled':
    case 'order.lapsed':
    case 'order.terms-set':
    case 'order.delayed':
    case 'order.released':
    case 'order.repriced': {
      const { accountId, orderId } = data;
      return isWanted(accountId) ? [{ sequence, index, timeMs, accountId, orderId, event: data }] : [];
    }
    default:
      return [];
  }
}

/** A trade as one of its sides may see it: who the other one is, is nobody's business. */
function sideOf(
  event: TwoSided,
  side: Side,
): { readonly accountId: string; readonly orderId: number; readonly event: OrderEvent | TradeEvent } {
  const isMaker = side === 'maker';
  const hidden = isMaker ? { takerOrderId: 0, takerAccountId: '' } : { makerOrderId: 0, makerAccountId: '' };
  const remaining = isMaker ? { takerSizeRemaining: 0 } : { makerSizeRemaining: 0 };
  return {
    accountId: isMaker ? event.makerAccountId : event.takerAccountId,
    orderId: isMaker ? event.makerOrderId : event.takerOrderId,
    event: event.type === 'order.matched' ? { ...event, ...hidden, ...remaining } : { ...event, ...hidden },
  };
}
