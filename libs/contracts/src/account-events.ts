/** An account was opened, with nothing in it; its currency never changes. */
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

/** What happens to an account and its money. */
export type AccountEvent =
  | AccountOpened
  | AccountConfigured
  | AccountFunded
  | AccountStopChanged
  | HeartbeatSet
  | HeartbeatMissed
  | AccountSettled;
