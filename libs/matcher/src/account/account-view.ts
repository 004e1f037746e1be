import type { AccountSettings } from './account-settings.js';

/** An account as it stands; money in minor units. */
export interface AccountView {
  readonly account: number;
  readonly currency: string;
  readonly balance: number;
  /** What the worst results of all its markets together would cost; `balance - reserved` is free. */
  readonly reserved: number;
  readonly stoppedByOwner: boolean;
  readonly stoppedByOperator: boolean;
  /** 0 when no sign of life is awaited. */
  readonly heartbeatMs: number;
  /** When the next sign of life is due, in ms since 1970; 0 when none is. */
  readonly deadlineMs: number;
  readonly settings: AccountSettings;
}

/** What an account has in one market. */
export interface MarketPosition {
  readonly marketId: number;
  /** Minor units. */
  readonly reserved: number;
  /** One entry for each runner on which the account has something matched, or an unmatched order that was weighed. */
  readonly holdings: readonly HoldingView[];
}

/** What an account has on a runner, and what its unmatched orders may add. */
export interface HoldingView {
  readonly runnerId: number;
  /** Sizes of the matched BACKs less those of the matched LAYs, in minor units. */
  readonly stake: number;
  /** size x price of the matched BACKs less that of the matched LAYs, in hundredths of a minor unit. */
  readonly payout: number;
}

/** The exchange's own money of one currency, in minor units. */
export interface HouseView {
  readonly currency: string;
  readonly commission: number;
  /** What rounding accounts down has left over. */
  readonly rounding: number;
  /** Deposits less withdrawals: balances + commission + rounding, at any time. */
  readonly paidIn: number;
}
