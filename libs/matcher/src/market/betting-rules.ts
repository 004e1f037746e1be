/** How many runners win, and so how a removal reduces. The numbers are stable. */
export enum MarketKind {
  /** One winner; a removal reduces the return. */
  WIN = 1,
  /** Any number of winners; a removal reduces the winnings. */
  PLACE = 2,
}

/** Which orders wait for the bet delay while a market is in-play. The numbers are stable. */
export enum BetDelayModel {
  /** All of them. */
  ALL = 0,
  /** Those that would match at once; the others go to the book. */
  PASSIVE = 1,
}

/** The rules of a market with money. They never change, but for the start time. */
export interface BettingRules {
  /** Three capital letters (ISO 4217): only accounts of this currency may bet. */
  readonly currency: string;
  readonly kind: MarketKind;
  /** How many runners win: 1 in a market of kind WIN. */
  readonly winnerCount: number;
  /** The sporting occasion; may be empty. */
  readonly fixture: string;
  /** Milliseconds since 1970; 0 when not known. */
  readonly startTimeMs: number;
  /** Commission on the net winnings of an account in the market, in hundredths of a percent: 5 % is 500. */
  readonly baseRate: number;
  /** How long an order waits in-play before it reaches the book, in ms. */
  readonly betDelayMs: number;
  readonly betDelayModel: BetDelayModel;
  readonly limits: MarketLimits;
}

/** What any account may do in the market; 0 is no limit. Sizes and money in minor units. */
export interface MarketLimits {
  readonly sizeMax: number;
  /** Of one order. */
  readonly liabilityMax: number;
  readonly exposureMax: number;
  /** Orders that rest or wait. */
  readonly orderCountMax: number;
}

export const NO_LIMITS: MarketLimits = { sizeMax: 0, liabilityMax: 0, exposureMax: 0, orderCountMax: 0 };
