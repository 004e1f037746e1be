/** What happens when an order would meet an order of its own account. The numbers are stable. */
export enum SelfMatch {
  /** They match like any others. */
  OFF = 1,
  /** The resting order is cancelled, and the incoming one goes on. */
  CANCEL_RESTING = 2,
  /** What remains of the incoming order is cancelled. */
  CANCEL_INCOMING = 3,
  CANCEL_BOTH = 4,
}

/** What an account may do, and on which terms. A limit of 0 is none. */
export interface AccountSettings {
  /** Hundredths of a percent taken off every commission: 40 % is 4000. */
  readonly discount: number;
  readonly selfMatch: SelfMatch;
  /** Largest size of an order, in minor units. */
  readonly sizeMax: number;
  /** Largest liability of an order, in minor units. */
  readonly liabilityMax: number;
  /** Largest exposure over all markets together, in minor units. */
  readonly exposureMax: number;
  /** Most orders that rest, or wait, in all markets together. */
  readonly orderCountMax: number;
  /** Most orders placed within one second of the exchange's time. */
  readonly ordersPerSecondMax: number;
}

/** The settings of an account that nobody has configured. */
export const ACCOUNT_SETTINGS_DEFAULT: AccountSettings = {
  discount: 0,
  selfMatch: SelfMatch.CANCEL_RESTING,
  sizeMax: 0,
  liabilityMax: 0,
  exposureMax: 0,
  orderCountMax: 0,
  ordersPerSecondMax: 0,
};
