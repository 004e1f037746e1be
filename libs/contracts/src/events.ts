import type { Side } from './side.js';

/*
 * The facts an engine tells the rest of the world. Units, everywhere on the wire:
 *   price  decimal odds as a whole number of hundredths (2.50 is 250)
 *   size   backer's stake in minor units of the market's currency (10.00 is 1000), for both sides
 * Events are immutable and versioned by the codec; a new meaning gets a new type name, never a new reading of an old one.
 */

/** A price ladder by name, or the bands of a custom one (hundredths, `from` and `to` inclusive). */
export type PriceLadder =
  | { readonly kind: 'CLASSIC' }
  | { readonly kind: 'FINEST' }
  | { readonly kind: 'CUSTOM'; readonly bands: readonly LadderBand[] };

/** Prices `from`, `from + step` ... `to`, in hundredths. */
export interface LadderBand {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** One possible answer of a market. */
export interface Runner {
  readonly runnerId: number;
  readonly name: string;
}

/** A market came to be, INACTIVE: its rules travel with it, so that replay never depends on today's configuration. */
export interface MarketCreated {
  readonly type: 'market.created';
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: PriceLadder;
  /** Left out: a market without money. */
  readonly rules?: BettingRules | undefined;
}

/** The rules of a market with money. Rates in hundredths of a percent, money in minor units, times in ms since 1970. */
export interface BettingRules {
  /** ISO 4217. */
  readonly currency: string;
  readonly kind: 'WIN' | 'PLACE';
  readonly winnerCount: number;
  /** The sporting occasion; may be empty. */
  readonly fixture: string;
  /** 0 when not known. */
  readonly startTimeMs: number;
  readonly baseRate: number;
  readonly betDelayMs: number;
  /** Who waits in-play: every order, or only those that would match at once. */
  readonly betDelayModel: 'ALL' | 'PASSIVE';
  /** What any account may do in the market; 0 is no limit. */
  readonly limits: {
    readonly sizeMax: number;
    readonly liabilityMax: number;
    readonly exposureMax: number;
    readonly orderCountMax: number;
  };
}

/** The market accepts orders for the first time. */
export interface MarketOpened {
  readonly type: 'market.opened';
  readonly marketId: number;
}

/** No order is placed until the market resumes; cancels are still taken. */
export interface MarketSuspended {
  readonly type: 'market.suspended';
  readonly marketId: number;
}

/** The market accepts orders again. */
export interface MarketResumed {
  readonly type: 'market.resumed';
  readonly marketId: number;
}

/** The market ended; an `order.lapsed` for everything left follows under the same sequence. */
export interface MarketClosed {
  readonly type: 'market.closed';
  readonly marketId: number;
}

/** The event has begun: LAPSE orders have lapsed (their events follow), orders wait for the bet delay from now on. */
export interface MarketTurnedInPlay {
  readonly type: 'market.turned-in-play';
  readonly marketId: number;
}

export interface MarketStartChanged {
  readonly type: 'market.start-changed';
  readonly marketId: number;
  /** 0 when not known. */
  readonly startTimeMs: number;
}

/** The market changed; orders made for a version before `materialVersion` are refused. */
export interface MarketVersionChanged {
  readonly type: 'market.version-changed';
  readonly marketId: number;
  readonly version: number;
  readonly materialVersion: number;
}

/** A runner left: its trades are void and the prices of the others are reduced, as the events after this one say. */
export interface RunnerRemoved {
  readonly type: 'runner.removed';
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent; 0 when the runner was voided alone. */
  readonly reductionFactor: number;
}

export type RunnerResult = 'WINNER' | 'PLACED' | 'LOSER';

/**
 * Every account of the market was paid: one `account.settled` each under the same sequence, before this. The sum of their
 * profits and of `rounding` is 0.
 */
export interface MarketSettled {
  readonly type: 'market.settled';
  readonly marketId: number;
  readonly currency: string;
  readonly results: readonly { readonly runnerId: number; readonly result: RunnerResult }[];
  /** Winning runners that share the last winning places. */
  readonly tied: readonly number[];
  /** Of all accounts together, minor units. */
  readonly commission: number;
  /** What rounding every account down to a minor unit left over. */
  readonly rounding: number;
}

/** What the market was settled with before is taken back: one `account.settlement-reversed` each stands before this. */
export interface MarketSettlementReversed {
  readonly type: 'market.settlement-reversed';
  readonly marketId: number;
  readonly currency: string;
  /** What is taken back. */
  readonly commission: number;
  readonly rounding: number;
}

/** Nothing of the market counts any more; a `trade.voided` for every trade and an `order.lapsed` for everything left follow. */
export interface MarketVoided {
  readonly type: 'market.voided';
  readonly marketId: number;
}

/** What every event of one order names. */
interface OrderFact {
  readonly orderId: number;
  readonly accountId: string;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  /** The order's own limit, hundredths. */
  readonly price: number;
}

/** An order was accepted; always its first event, also when it matches at once. */
export interface OrderPlaced extends OrderFact {
  readonly type: 'order.placed';
  /** Minor units. */
  readonly size: number;
  /** The order whose place this one took in a replace, or 0. */
  readonly replacesOrderId: number;
}

/** A trade: one pairing of a maker and a taker at the maker's price. Its id is `tradeId(sequence, index)`. */
export interface OrderMatched {
  readonly type: 'order.matched';
  readonly marketId: number;
  readonly runnerId: number;
  /** The maker's price, hundredths. */
  readonly price: number;
  /** Minor units. */
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccountId: string;
  readonly makerSizeRemaining: number;
  readonly takerOrderId: number;
  readonly takerAccountId: string;
  readonly takerSide: Side;
  readonly takerSizeRemaining: number;
}

/** Why an owner's order lost (part of) its remainder. */
export type CancelReason =
  | 'REQUESTED'
  | 'CANCEL_ALL'
  | 'REPLACED'
  | 'NOT_FILLED'
  | 'SELF_MATCH'
  | 'ACCOUNT_STOPPED'
  | 'HEARTBEAT_MISSED';

/** An account removed a remainder, or a part of it (the rest keeps its place in the queue). */
export interface OrderCancelled extends OrderFact {
  readonly type: 'order.cancelled';
  readonly sizeCancelled: number;
  readonly sizeRemaining: number;
  readonly reason: CancelReason;
}

/** Why the exchange removed a remainder. */
export type LapseReason =
  | 'MARKET_CLOSED'
  | 'TURNED_IN_PLAY'
  | 'MARKET_SUSPENDED'
  | 'RUNNER_REMOVED'
  | 'EXPIRED'
  | 'MARKET_VOIDED'
  | 'MARKET_VERSION'
  | 'FUNDS_SHORT';

/** The exchange removed what was left of an order. */
export interface OrderLapsed extends OrderFact {
  readonly type: 'order.lapsed';
  readonly sizeLapsed: number;
  readonly reason: LapseReason;
}

export type Persistence = 'LAPSE' | 'PERSIST';
export type TimeInForce = 'REST' | 'FILL_OR_KILL' | 'FILL_AND_KILL';

/** Follows the `order.placed` of an order with terms of its own. */
export interface OrderTermsSet extends OrderFact {
  readonly type: 'order.terms-set';
  readonly persistence: Persistence;
  readonly timeInForce: TimeInForce;
  /** 0 when it has none. */
  readonly minFillSize: number;
  /** 0 when it has none. */
  readonly goodTillMs: number;
}

/** Follows the `order.placed` of an order that waits for the bet delay: it is in no book until `order.released`. */
export interface OrderDelayed extends OrderFact {
  readonly type: 'order.delayed';
  readonly releaseMs: number;
}

/** The wait is over: what is left of the order is in the book now; its trades follow. */
export interface OrderReleased extends OrderFact {
  readonly type: 'order.released';
  readonly sizeRemaining: number;
}

/** A removal reduced the price at which an order rests: `price` is the new one. */
export interface OrderRepriced extends OrderFact {
  readonly type: 'order.repriced';
  readonly priceBefore: number;
  readonly sizeRemaining: number;
}

interface TradeChange {
  readonly marketId: number;
  readonly runnerId: number;
  /** `tradeId(tradeSequence, tradeIndex)` is the id of the trade. */
  readonly tradeSequence: number;
  readonly tradeIndex: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccountId: string;
  readonly takerOrderId: number;
  readonly takerAccountId: string;
  readonly takerSide: Side;
}

/** A trade was annulled: both orders have `size` less matched, at `price`, and more voided. */
export interface TradeVoided extends TradeChange {
  readonly type: 'trade.voided';
  /** What it was matched at, or reduced to since. */
  readonly price: number;
}

/** A removal reduced the price of a trade, for both its orders. */
export interface TradeReduced extends TradeChange {
  readonly type: 'trade.reduced';
  readonly priceBefore: number;
  readonly price: number;
}

export interface AccountOpened {
  readonly type: 'account.opened';
  readonly accountId: string;
  readonly currency: string;
}

export type SelfMatch = 'OFF' | 'CANCEL_RESTING' | 'CANCEL_INCOMING' | 'CANCEL_BOTH';

/** All settings of an account as they are from now on; a limit of 0 is none. */
export interface AccountConfigured {
  readonly type: 'account.configured';
  readonly accountId: string;
  /** Hundredths of a percent. */
  readonly discount: number;
  readonly selfMatch: SelfMatch;
  readonly sizeMax: number;
  readonly liabilityMax: number;
  readonly exposureMax: number;
  readonly orderCountMax: number;
  readonly ordersPerSecondMax: number;
}

/** Money came in or went out, in minor units. */
export interface AccountFunded {
  readonly type: 'account.deposited' | 'account.withdrawn';
  readonly accountId: string;
  readonly currency: string;
  /** Always above 0. */
  readonly amount: number;
  /** After it. */
  readonly balance: number;
}

export type StopOrigin = 'OWNER' | 'OPERATOR';

/** The kill switch was used, or lifted; its cancels follow. */
export interface AccountStopChanged {
  readonly type: 'account.stopped' | 'account.resumed';
  readonly accountId: string;
  readonly origin: StopOrigin;
}

/** A sign of life is awaited within this time from now on; 0 ends the watch. */
export interface HeartbeatSet {
  readonly type: 'account.heartbeat-set';
  readonly accountId: string;
  readonly timeoutMs: number;
}

/** No sign of life came in time: the cancels of all orders follow, and the watch has ended. */
export interface HeartbeatMissed {
  readonly type: 'account.heartbeat-missed';
  readonly accountId: string;
}

/** What an account won or lost in a market, and what it paid for it; or that this is taken back. Minor units. */
export interface AccountSettled {
  readonly type: 'account.settled' | 'account.settlement-reversed';
  readonly accountId: string;
  readonly marketId: number;
  readonly currency: string;
  /** Before commission, rounded down; below 0 for a loss. Of a reversal: what is taken back. */
  readonly profit: number;
  readonly commission: number;
  /** After it. */
  readonly balance: number;
}

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

export type MarketEvent =
  | MarketCreated
  | MarketOpened
  | MarketSuspended
  | MarketResumed
  | MarketClosed
  | MarketTurnedInPlay
  | MarketStartChanged
  | MarketVersionChanged
  | RunnerRemoved
  | MarketSettled
  | MarketSettlementReversed
  | MarketVoided;
export type OrderEvent =
  | OrderPlaced
  | OrderMatched
  | OrderCancelled
  | OrderLapsed
  | OrderTermsSet
  | OrderDelayed
  | OrderReleased
  | OrderRepriced;
export type TradeEvent = TradeVoided | TradeReduced;
export type AccountEvent =
  | AccountOpened
  | AccountConfigured
  | AccountFunded
  | AccountStopChanged
  | HeartbeatSet
  | HeartbeatMissed
  | AccountSettled;
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
