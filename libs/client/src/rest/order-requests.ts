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

/** The terms go as they are, but for decimals and times; what is undefined is left out by JSON. */
export function orderBody(order: NewOrder): CommandBody {
  const { price, size, target, minFillSize, goodTillMs, latestAtMs, ...same } = order;
  return {
    ...same,
    price: formatHundredths(price),
    size: decimal(size),
    target: target && { kind: target.kind, amount: formatHundredths(target.amount) },
    minFillSize: decimal(minFillSize),
    goodTill: isoTime(goodTillMs),
    latestAt: isoTime(latestAtMs),
  };
}

export function decimal(hundredths: number | undefined): string | undefined {
  return hundredths === undefined ? undefined : formatHundredths(hundredths);
}

export function isoTime(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}
