import type { AccountEvent } from './account-events.js';
import type { MarketEvent } from './market-events.js';
import type { OrderEvent, TradeEvent } from './order-events.js';

/*
 * The facts an engine tells the rest of the world. Units, everywhere on the wire:
 *   price  decimal odds as a whole number of hundredths (2.50 is 250)
 *   size   backer's stake in minor units of the market's currency (10.00 is 1000), for both sides
 * Events are immutable and versioned by the codec; a new meaning gets a new type name, never a new reading of an old one.
 */

export * from './account-events.js';
export * from './market-events.js';
export * from './order-events.js';

/** A command took its sequence and changed nothing. */
export interface CommandRejected {
  readonly type: 'command.rejected';
  /** The command's name, such as `PlaceOrder`. */
  readonly command: string;
  /** The reason's stable name, such as `PRICE_OFF_LADDER`. */
  readonly reason: string;
  /** 0 when the command named no market, or none that exists. */
  readonly marketId: number;
  /** Empty when the command was not an account's. */
  readonly accountId: string;
}

export type ExchangeEvent = MarketEvent | OrderEvent | TradeEvent | AccountEvent | CommandRejected;

/** The name under which an event travels and is subscribed to. */
export type ExchangeEventType = ExchangeEvent['type'];

/** All event names; the position of a name is its code on the wire and never changes. Code 0 is no event. */
export const EXCHANGE_EVENT_TYPES = [
  'market.created',
  'market.opened',
  'market.suspended',
  'market.resumed',
  'market.closed',
  'order.placed',
  'order.matched',
  'order.cancelled',
  'order.lapsed',
  'command.rejected',
  'market.turned-in-play',
  'market.start-changed',
  'market.version-changed',
  'runner.removed',
  'market.settled',
  'market.settlement-reversed',
  'market.voided',
  'order.terms-set',
  'order.delayed',
  'order.released',
  'order.repriced',
  'trade.voided',
  'trade.reduced',
  'account.opened',
  'account.configured',
  'account.deposited',
  'account.withdrawn',
  'account.stopped',
  'account.resumed',
  'account.heartbeat-set',
  'account.heartbeat-missed',
  'account.settled',
  'account.settlement-reversed',
] as const satisfies readonly ExchangeEventType[];

/** The public id of a trade: the place of its event in the shard's total order. */
export function tradeId(sequence: number, index: number): string {
  return `${sequence}-${index}`;
}
