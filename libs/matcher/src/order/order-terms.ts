import type { SelfMatch } from '../account/account-settings.js';

/** What happens to an order that rests at the turn in-play. The numbers are stable. */
export enum Persistence {
  LAPSE = 0,
  /** It keeps its place in the queue. */
  PERSIST = 1,
}

/** How long an order may wait for its match. The numbers are stable. */
export enum TimeInForce {
  /** Until it is matched, cancelled or lapsed. */
  REST = 0,
  /** At once, at least `minFillSize` of it, by its volume-weighted average price; or nothing of it. */
  FILL_OR_KILL = 1,
  /** At once what can be matched at its limit; the rest is cancelled. */
  FILL_AND_KILL = 2,
}

/** What the size of an order is worked out from. The numbers are stable. */
export enum TargetKind {
  /** It is given. */
  SIZE = 0,
  /** size x price reaches the target. */
  PAYOUT = 1,
  /** size x (price - 1) reaches the target: of a BACK the profit, of a LAY the liability. */
  BACKERS_PROFIT = 2,
}

/** All that may be said of an order besides its price and size; 0 stands for "not said". */
export interface OrderTerms {
  readonly persistence: Persistence;
  readonly timeInForce: TimeInForce;
  /** Of FILL_OR_KILL: the least that must be matched, in minor units; 0 is the whole size. */
  readonly minFillSize: number;
  /** Refused when any of it would match at once. */
  readonly postOnly: boolean;
  /** Lapses at this time, in ms since 1970. */
  readonly goodTillMs: number;
  /** Refused when it is taken in later than at this time, in ms since 1970. */
  readonly latestMs: number;
  /** Refused when the market has changed materially since this version of it. */
  readonly marketVersion: number;
  readonly target: TargetKind;
  /** 0 for the account's own setting. */
  readonly selfMatch: SelfMatch | 0;
}

/** What an order without terms is held to. */
export const PLAIN_TERMS: OrderTerms = {
  persistence: Persistence.LAPSE,
  timeInForce: TimeInForce.REST,
  minFillSize: 0,
  postOnly: false,
  goodTillMs: 0,
  latestMs: 0,
  marketVersion: 0,
  target: TargetKind.SIZE,
  selfMatch: 0,
};
