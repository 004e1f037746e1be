import type { Persistence, Side, TimeInForce } from '@backlay/contracts';
import { formatHundredths } from '../units/decimal.js';

/** The name of a command, when the caller wants to give it: to send it again after a restart, for example. */
export interface Named {
  /** Default: a new one. A retry must have the name of its first sending. */
  readonly commandId?: string | undefined;
}

/** The body of a command, with decimals. */
export type CommandBody = Named & Readonly<Record<string, unknown>>;

/** An order to be placed. Prices in hundredths, sizes in minor units, times in ms since 1970. */
export interface NewOrder extends Named {
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  /** Left out when there is a target. */
  readonly size?: number | undefined;
  /** In place of a size: the smallest one that brings so much. */
  readonly target?: { readonly kind: 'PAYOUT' | 'BACKERS_PROFIT'; readonly amount: number } | undefined;
  readonly persistence?: Persistence | undefined;
  readonly timeInForce?: TimeInForce | undefined;
  readonly minFillSize?: number | undefined;
  readonly postOnly?: boolean | undefined;
  readonly goodTillMs?: number | undefined;
  readonly latestAtMs?: number | undefined;
  readonly marketVersion?: number | undefined;
  readonly selfMatch?: SelfMatchRule | undefined;
}

/** What happens when an order meets one of its own account. */
export type SelfMatchRule = 'OFF' | 'CANCEL_RESTING' | 'CANCEL_INCOMING' | 'CANCEL_BOTH';

/** Without a size (minor units) all that remains is cancelled. */
export interface OrderCancel extends Named {
  readonly orderId: number;
  readonly size?: number | undefined;
}

/** Another price, which loses the place in the queue, or another remaining size, or both. */
export interface OrderReplacement extends Named {
  readonly orderId: number;
  readonly price?: number | undefined;
  readonly size?: number | undefined;
}

/** The order with decimals and times as texts; what is undefined is left out by JSON. */
export function orderBody(order: NewOrder): CommandBody {
  const { target } = order;
  return {
    commandId: order.commandId,
    marketId: order.marketId,
    runnerId: order.runnerId,
    side: order.side,
    price: formatHundredths(order.price),
    size: decimal(order.size),
    target: target && { kind: target.kind, amount: formatHundredths(target.amount) },
    persistence: order.persistence,
    timeInForce: order.timeInForce,
    minFillSize: decimal(order.minFillSize),
    postOnly: order.postOnly,
    goodTill: isoTime(order.goodTillMs),
    latestAt: isoTime(order.latestAtMs),
    marketVersion: order.marketVersion,
    selfMatch: order.selfMatch,
  };
}

export function decimal(hundredths: number | undefined): string | undefined {
  return hundredths === undefined ? undefined : formatHundredths(hundredths);
}

export function isoTime(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}
