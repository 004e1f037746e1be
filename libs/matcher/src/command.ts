import type { AccountSettings } from './account/account-settings.js';
import type { BettingRules } from './market/betting-rules.js';
import type { Runner } from './market/market-view.js';
import type { OrderTerms } from './order/order-terms.js';
import type { LadderDefinition } from './price-ladder/ladder-definition.js';
import type { ResultDeclaration } from './settlement/result.js';
import type { Side } from './side.js';

/** The numbers are stable: commands are kept for ever and replayed. */
export enum CommandKind {
  CreateMarket = 1,
  OpenMarket = 2,
  SuspendMarket = 3,
  ResumeMarket = 4,
  CloseMarket = 5,
  PlaceOrder = 6,
  CancelOrder = 7,
  ReplaceOrder = 8,
  CancelAll = 9,
  OpenAccount = 10,
  ConfigureAccount = 11,
  Deposit = 12,
  Withdraw = 13,
  StopAccount = 14,
  ResumeAccount = 15,
  Heartbeat = 16,
  PassTime = 17,
  TurnInPlay = 18,
  ChangeStartTime = 19,
  RemoveRunner = 20,
  VoidTrades = 21,
  VoidMarket = 22,
  SettleMarket = 23,
  ResettleMarket = 24,
  CashOut = 25,
}

/** Makes the next market, with the next marketId (1, 2, 3 ...); it starts INACTIVE. */
export interface CreateMarket {
  readonly kind: CommandKind.CreateMarket;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  /** Left out: a market without money, as all were in the first logs. */
  readonly rules?: BettingRules | undefined;
}

/** INACTIVE -> OPEN. */
export interface OpenMarket {
  readonly kind: CommandKind.OpenMarket;
  readonly marketId: number;
}

/**
 * OPEN -> SUSPENDED: orders stay in the book, nothing may be placed, cancelling is allowed; orders that wait for the bet
 * delay lapse. A material one, after a goal or the like, also lapses every order of persistence LAPSE.
 */
export interface SuspendMarket {
  readonly kind: CommandKind.SuspendMarket;
  readonly marketId: number;
  readonly material?: boolean | undefined;
}

/** SUSPENDED -> OPEN. */
export interface ResumeMarket {
  readonly kind: CommandKind.ResumeMarket;
  readonly marketId: number;
}

/**
 * Any status but CLOSED -> CLOSED. Everything left lapses, one event an order: runner by runner as the market
 * lists them, BACK before LAY, best price first, oldest first.
 */
export interface CloseMarket {
  readonly kind: CommandKind.CloseMarket;
  readonly marketId: number;
}

/** Matches what it can at `price` or better, at the makers' prices; what remains rests in the book. */
export interface PlaceOrder {
  readonly kind: CommandKind.PlaceOrder;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  /** Hundredths: 2.50 is 250. */
  readonly price: number;
  /** Minor units: 10.00 is 1000. With a target among the terms this is the target instead. */
  readonly size: number;
  /** A small non-negative integer that the caller has made for the account. */
  readonly account: number;
  /** Left out: rests until matched, cancelled, or lapsed at the turn in-play. */
  readonly terms?: OrderTerms | undefined;
}

/** Takes `size` out of what remains, keeping the place in the queue; 0, or more than remains, takes all. */
export interface CancelOrder {
  readonly kind: CommandKind.CancelOrder;
  readonly account: number;
  readonly orderId: number;
  readonly size: number;
}

/**
 * Changes the price, the remaining size, or both; 0 leaves one as it is. A smaller size at the same price only
 * reduces the order, which keeps its id and its place. Anything else cancels the order and places a new one with
 * the wanted remaining size, or changes nothing at all when the new one would be refused.
 */
export interface ReplaceOrder {
  readonly kind: CommandKind.ReplaceOrder;
  readonly account: number;
  readonly orderId: number;
  /** New price in hundredths, or 0. */
  readonly price: number;
  /** New sizeRemaining in minor units, or 0. */
  readonly size: number;
}

/** Cancels every order of the account in the market, in the order they were placed. None at all is no error. */
export interface CancelAll {
  readonly kind: CommandKind.CancelAll;
  readonly account: number;
  readonly marketId: number;
}

/** Makes the account behind a number. Orders with money need one. */
export interface OpenAccount {
  readonly kind: CommandKind.OpenAccount;
  readonly account: number;
  /** Three capital letters (ISO 4217). */
  readonly currency: string;
}

/** Sets all settings of an account: what is left out gets its default again. */
export interface ConfigureAccount {
  readonly kind: CommandKind.ConfigureAccount;
  readonly account: number;
  readonly settings: AccountSettings;
}

/** Money in. `amount` in minor units. */
export interface Deposit {
  readonly kind: CommandKind.Deposit;
  readonly account: number;
  readonly amount: number;
}

/** Money out, at most what is not reserved. */
export interface Withdraw {
  readonly kind: CommandKind.Withdraw;
  readonly account: number;
  readonly amount: number;
}

/** Who stops an account, and so who may lift the stop. */
export enum StopOrigin {
  Owner = 1,
  Operator = 2,
}

/** The kill switch: cancels everything of the account in all markets and refuses more until the same origin lifts it. */
export interface StopAccount {
  readonly kind: CommandKind.StopAccount;
  readonly account: number;
  readonly origin: StopOrigin;
}

export interface ResumeAccount {
  readonly kind: CommandKind.ResumeAccount;
  readonly account: number;
  readonly origin: StopOrigin;
}

/**
 * A sign of life. When no other comes within `timeoutMs`, all orders of the account are cancelled, once; 0 ends the watch.
 */
export interface Heartbeat {
  readonly kind: CommandKind.Heartbeat;
  readonly account: number;
  readonly timeoutMs: number;
}

/**
 * Time has come to the command's time: what was to happen until then happens, in the order of its due times. Whoever
 * gives the commands sends one before any command whose time is at or behind `Matcher.nextDueMs`.
 */
export interface PassTime {
  readonly kind: CommandKind.PassTime;
}

/** OPEN or SUSPENDED, once: LAPSE orders lapse, PERSIST ones keep their place, the bet delay begins. Material. */
export interface TurnInPlay {
  readonly kind: CommandKind.TurnInPlay;
  readonly marketId: number;
}

/** Not material: orders made for an earlier version are still taken. */
export interface ChangeStartTime {
  readonly kind: CommandKind.ChangeStartTime;
  readonly marketId: number;
  /** Milliseconds since 1970; 0 for not known. */
  readonly startTimeMs: number;
}

/**
 * Takes a runner out of a market that is not settled: what was matched on it is void, what rests on it lapses, and the
 * others' prices are reduced by the factor. With factor 0 that runner alone is voided. Material.
 */
export interface RemoveRunner {
  readonly kind: CommandKind.RemoveRunner;
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent: 16.2 % is 1620. */
  readonly reductionFactor: number;
}

/** Voids every trade of the market made at or after a moment, as if it had never been. Material. */
export interface VoidTrades {
  readonly kind: CommandKind.VoidTrades;
  readonly marketId: number;
  /** Milliseconds since 1970. */
  readonly fromMs: number;
}

/** Voids the whole market, also one that was settled: every account gets back what it had put in. */
export interface VoidMarket {
  readonly kind: CommandKind.VoidMarket;
  readonly marketId: number;
}

/** CLOSED -> SETTLED: pays every account by the results. */
export interface SettleMarket extends ResultDeclaration {
  readonly kind: CommandKind.SettleMarket;
  readonly marketId: number;
}

/** SETTLED -> SETTLED: takes back what was paid by the results before, and pays by these. */
export interface ResettleMarket extends ResultDeclaration {
  readonly kind: CommandKind.ResettleMarket;
  readonly marketId: number;
}

/**
 * Closes a share of the account's matched position on a runner with an order that is matched whole and at once, or refused:
 * a LAY (or BACK) whose payout is that share of the net payout, at `price` or better on average.
 */
export interface CashOut {
  readonly kind: CommandKind.CashOut;
  readonly account: number;
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent of the position: 100 % is 10000. */
  readonly share: number;
  /** The worst volume-weighted average price that is accepted, in hundredths. */
  readonly price: number;
}

/** A wish. The matcher copies what it needs and never keeps a reference to one. */
export type Command =
  | CreateMarket
  | OpenMarket
  | SuspendMarket
  | ResumeMarket
  | CloseMarket
  | PlaceOrder
  | CancelOrder
  | ReplaceOrder
  | CancelAll
  | OpenAccount
  | ConfigureAccount
  | Deposit
  | Withdraw
  | StopAccount
  | ResumeAccount
  | Heartbeat
  | PassTime
  | TurnInPlay
  | ChangeStartTime
  | RemoveRunner
  | VoidTrades
  | VoidMarket
  | SettleMarket
  | ResettleMarket
  | CashOut;
