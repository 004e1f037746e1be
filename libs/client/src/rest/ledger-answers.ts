import {
  exact,
  fields,
  hundredths,
  money,
  name,
  nullable,
  oneOf,
  text,
  time,
  whole,
  type Read,
} from './reading.js';

const side = oneOf('BACK', 'LAY');

export const tradeReader = fields({
  tradeId: text,
  marketId: whole,
  runnerId: whole,
  /** As it was traded. */
  price: hundredths,
  size: hundredths,
  status: oneOf('STANDING', 'REDUCED', 'VOIDED'),
  /** After reductions; null when the trade is void. */
  currentPrice: nullable(hundredths),
  makerOrderId: whole,
  /** Null for a trader when it is the other side. */
  makerAccountId: nullable(text),
  takerOrderId: whole,
  takerAccountId: nullable(text),
  takerSide: side,
  sequence: whole,
  index: whole,
  time,
});

export const settledOrderReader = fields({
  orderId: whole,
  marketId: whole,
  runnerId: whole,
  side,
  sizeMatched: hundredths,
  /** After reductions, rounded half up. */
  averagePriceMatched: hundredths,
  runnerResult: oneOf('WINNER', 'PLACED', 'LOSER'),
  /** Of a winning place, such as `1/2` in a dead heat. */
  share: text,
  result: oneOf('WON', 'LOST'),
  /** Before commission: ten-thousandths. */
  profit: exact,
  settledSequence: whole,
  settledAt: time,
});

export const statementLineReader = fields({
  line: whole,
  time,
  /** `DEPOSIT`, `PROFIT`, `COMMISSION_REVERSED` ... */
  kind: name<string>(),
  marketId: nullable(whole),
  /** Below 0 when it goes out. */
  amount: money,
  /** After it. */
  balance: money,
  currency: text,
  sequence: whole,
  index: whole,
});

export const settlementReader = fields({
  settlement: fields({ commission: money, rounding: money }),
});

export const storedBalanceReader = fields({ balance: money });

/** A trade as storage has it. */
export type Trade = Read<typeof tradeReader>;
/** What an order came to in a market that is settled. */
export type SettledOrder = Read<typeof settledOrderReader>;
/** A movement of the money of an account, with the balance after it. */
export type StatementLine = Read<typeof statementLineReader>;
/** What the exchange itself got by a settlement. */
export type SettlementSums = Read<typeof settlementReader>['settlement'];
