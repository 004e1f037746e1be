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

/** The market is expected to begin at another time. */
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

/** What happens to a market as a whole, or to one of its runners. */
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
