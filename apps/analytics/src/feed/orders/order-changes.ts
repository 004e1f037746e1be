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

/** What an event is to the accounts whose orders it changes: nothing, or one change for each order. */
export function orderChangesOf({ data, sequence, index, timeMs }: SequencedExchangeEvent): AccountChange[] {
  const place = { sequence, index, timeMs };
  switch (data.type) {
    case 'order.matched':
    case 'trade.voided':
    case 'trade.reduced':
      return [
        { ...place, ...sideOf(data, 'maker') },
        { ...place, ...sideOf(data, 'taker') },
      ];
    case 'order.placed':
    case 'order.cancelled':
    case 'order.lapsed':
    case 'order.terms-set':
    case 'order.delayed':
    case 'order.released':
    case 'order.repriced':
      return [{ ...place, accountId: data.accountId, orderId: data.orderId, event: data }];
    default:
      return [];
  }
}

/** A trade as one of its sides may see it: who the other one is, is nobody's business. */
function sideOf(
  event: TwoSided,
  side: 'maker' | 'taker',
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
