import {
  exact,
  fields,
  hundredths,
  list,
  money,
  nullable,
  oneOf,
  text,
  time,
  whole,
  type Read,
} from './reading.js';

const accountFields = {
  accountId: text,
  currency: text,
  balance: money,
  /** What the worst results of all markets together would cost. */
  reserved: money,
  /** balance - reserved. */
  available: money,
  stoppedBy: list(oneOf('OWNER', 'OPERATOR')),
  heartbeat: nullable(fields({ timeoutMs: whole, dueAt: time })),
  settings: fields({
    /** Hundredths of a percent off every commission. */
    discount: hundredths,
    selfMatch: oneOf('OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH'),
    sizeMax: nullable(hundredths),
    liabilityMax: nullable(hundredths),
    exposureMax: nullable(hundredths),
    orderCountMax: nullable(whole),
    ordersPerSecondMax: nullable(whole),
  }),
};

export const accountReader = fields({ ...accountFields, sequence: whole });
export const accountPageReader = fields({ accounts: list(fields(accountFields)), next: nullable(text) });

export const positionsReader = fields({
  positions: list(fields({ marketId: whole, reserved: money })),
});

export const positionReader = fields({
  accountId: text,
  marketId: whole,
  currency: text,
  /** Held back: the worst case, unmatched orders included. */
  reserved: money,
  runners: list(
    fields({
      runnerId: whole,
      /** What the trades on this runner alone bring: ten-thousandths. */
      ifWin: exact,
      ifLose: exact,
      /** What the whole market brings when this runner wins, in minor units; null with several winners. */
      profit: nullable(money),
      profitAfterCommission: nullable(money),
    }),
  ),
  sequence: whole,
});

export const cashOutQuoteReader = fields({
  marketId: whole,
  runnerId: whole,
  /** Hundredths of a percent. */
  percent: hundredths,
  side: oneOf('BACK', 'LAY'),
  size: hundredths,
  averagePrice: hundredths,
  /** To be given back as `price`. */
  limitPrice: hundredths,
  /** What the trades on this runner would bring then: ten-thousandths. */
  ifWin: exact,
  ifLose: exact,
  sequence: whole,
});

export const moneyReader = fields({
  money: list(fields({ currency: text, balances: money, commission: money, rounding: money, paidIn: money })),
});

/** An account with its money in minor units. */
export type Account = Read<typeof accountReader>;
export type AccountSettings = Account['settings'];
/** A market in which an account has money at stake. */
export type MarketStake = Read<typeof positionsReader>['positions'][number];
/** What an account has in a market, and what each result would bring. */
export type Position = Read<typeof positionReader>;
/** The order that would make the result on a runner the same whether it wins or loses. */
export type CashOutQuote = Read<typeof cashOutQuoteReader>;
/** All the money of one currency: balances + commission + rounding = paidIn. */
export type Money = Read<typeof moneyReader>['money'][number];
