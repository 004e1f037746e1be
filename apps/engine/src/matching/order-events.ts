import type {
  ExchangeEvent,
  OrderCancelled,
  OrderLapsed,
  OrderMatched,
  OrderPlaced,
} from '@backlay/contracts';
import { EventKind, type CancelReason, type EventBuffer, type LapseReason } from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';
import { CANCEL_REASONS, LAPSE_REASONS, wireSide } from './wire-names.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OrderFact = Pick<OrderPlaced, 'orderId' | 'accountId' | 'marketId' | 'runnerId' | 'side' | 'price'>;

const NO_ORDER = { orderId: 0, accountId: '', marketId: 0, runnerId: 0, side: 'BACK', price: 0 } as const;

/**
 * The events that make the volume as the rest of the world gets them. One object of each kind serves all of them, as each is
 * encoded before the next is asked for.
 */
export class OrderEvents {
  readonly #accounts: AccountDirectory;
  readonly #placed: Mutable<OrderPlaced> = { type: 'order.placed', ...NO_ORDER, size: 0, replacesOrderId: 0 };
  readonly #matched: Mutable<OrderMatched> = {
    type: 'order.matched',
    marketId: 0,
    runnerId: 0,
    price: 0,
    size: 0,
    makerOrderId: 0,
    makerAccountId: '',
    makerSizeRemaining: 0,
    takerOrderId: 0,
    takerAccountId: '',
    takerSide: 'BACK',
    takerSizeRemaining: 0,
  };
  readonly #cancelled: Mutable<OrderCancelled> = {
    type: 'order.cancelled',
    ...NO_ORDER,
    sizeCancelled: 0,
    sizeRemaining: 0,
    reason: 'REQUESTED',
  };
  readonly #lapsed: Mutable<OrderLapsed> = {
    type: 'order.lapsed',
    ...NO_ORDER,
    sizeLapsed: 0,
    reason: 'MARKET_CLOSED',
  };

  constructor(accounts: AccountDirectory) {
    this.#accounts = accounts;
  }

  /** The event at `index`, valid until the next call; undefined when it is none of the frequent kinds. */
  at(events: EventBuffer, index: number): ExchangeEvent | undefined {
    switch (events.kind(index)) {
      case EventKind.OrderPlaced:
        return this.#placedAt(events, index);
      case EventKind.OrderMatched:
        return this.#matchedAt(events, index);
      case EventKind.OrderCancelled:
        return this.#cancelledAt(events, index);
      case EventKind.OrderLapsed:
        return this.#lapsedAt(events, index);
      default:
        return undefined;
    }
  }

  #placedAt(events: EventBuffer, index: number): OrderPlaced {
    const placed = this.#placed;
    this.#fill(placed, events, index);
    placed.size = events.size(index);
    placed.replacesOrderId = events.replacesOrderId(index);
    return placed;
  }

  #matchedAt(events: EventBuffer, index: number): OrderMatched {
    const matched = this.#matched;
    matched.marketId = events.marketId(index);
    matched.runnerId = events.runnerId(index);
    matched.price = events.price(index);
    matched.size = events.size(index);
    matched.makerOrderId = events.makerOrderId(index);
    matched.makerAccountId = this.#accounts.accountIdOf(events.makerAccount(index));
    matched.makerSizeRemaining = events.makerSizeRemaining(index);
    matched.takerOrderId = events.orderId(index);
    matched.takerAccountId = this.#accounts.accountIdOf(events.account(index));
    matched.takerSide = wireSide(events.side(index));
    matched.takerSizeRemaining = events.sizeRemaining(index);
    return matched;
  }

  #cancelledAt(events: EventBuffer, index: number): OrderCancelled {
    const cancelled = this.#cancelled;
    this.#fill(cancelled, events, index);
    cancelled.sizeCancelled = events.size(index);
    cancelled.sizeRemaining = events.sizeRemaining(index);
    cancelled.reason = CANCEL_REASONS[events.reason(index) as CancelReason];
    return cancelled;
  }

  #lapsedAt(events: EventBuffer, index: number): OrderLapsed {
    const lapsed = this.#lapsed;
    this.#fill(lapsed, events, index);
    lapsed.sizeLapsed = events.size(index);
    lapsed.reason = LAPSE_REASONS[events.reason(index) as LapseReason];
    return lapsed;
  }

  #fill(fact: Mutable<OrderFact>, events: EventBuffer, index: number): void {
    fact.orderId = events.orderId(index);
    fact.accountId = this.#accounts.accountIdOf(events.account(index));
    fact.marketId = events.marketId(index);
    fact.runnerId = events.runnerId(index);
    fact.side = wireSide(events.side(index));
    fact.price = events.price(index);
  }
}
