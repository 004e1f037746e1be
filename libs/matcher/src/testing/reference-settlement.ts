import { EventKind, LapseReason } from '../event.js';
import { MarketStatus } from '../market/market-status.js';
import { RejectReason } from '../reject-reason.js';
import type { ResultDeclaration } from '../settlement/result.js';
import { Side } from '../side.js';
import { standingTrades, voidTrade } from './reference-book.js';
import { resultRefusal, winnersOf } from './reference-checks.js';
import { betsOf } from './reference-exposure.js';
import { lapseAll } from './reference-markets.js';
import type { ReferenceState, TwinMarket, TwinPayment } from './reference-state.js';

const { CLOSED, SETTLED, VOIDED } = MarketStatus;

type Declared = ResultDeclaration & { readonly marketId: number };

export function settleMarket(x: ReferenceState, command: Declared): RejectReason {
  const refusal = settlingRefusal(x.market(command.marketId), CLOSED, command);
  if (refusal === RejectReason.None) settle(x, x.market(command.marketId)!, command);
  return refusal;
}

export function resettleMarket(x: ReferenceState, command: Declared): RejectReason {
  const market = x.market(command.marketId);
  const refusal = settlingRefusal(market, SETTLED, command);
  if (!market || refusal !== RejectReason.None) return refusal;
  reverse(x, market);
  settle(x, market, command);
  return RejectReason.None;
}

export function voidMarket(x: ReferenceState, marketId: number): RejectReason {
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (market.status === VOIDED) return RejectReason.MARKET_STATUS_CONFLICT;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (market.status === SETTLED) reverse(x, market);
  x.emit({ kind: EventKind.MarketVoided, marketId });
  lapseAll(x, market, LapseReason.MarketVoided);
  for (const made of standingTrades(market)) voidTrade(x, made);
  market.status = VOIDED;
  return RejectReason.None;
}

function settlingRefusal(
  market: TwinMarket | undefined,
  from: MarketStatus,
  declaration: ResultDeclaration,
): RejectReason {
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (market.status !== from) return RejectReason.MARKET_STATUS_CONFLICT;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  return resultRefusal(market, declaration);
}

/** What part of a winning place each runner has: all, a tied one some of it, a loser none; as [part, of]. */
function placesOf(
  market: TwinMarket,
  declaration: ResultDeclaration,
): Map<number, [part: bigint, of: bigint]> {
  const winners = winnersOf(market, declaration);
  const count = market.rules!.winnerCount;
  const isDeadHeat = winners.length > count;
  const named = declaration.tied.length > 0 ? declaration.tied : winners;
  const tied = isDeadHeat ? named : [];
  const placesLeft = count - (winners.length - tied.length);
  return new Map(
    winners.map((runnerId) => [
      runnerId,
      tied.includes(runnerId) ? [BigInt(placesLeft), BigInt(tied.length)] : [1n, 1n],
    ]),
  );
}

/** Exactly, then down to whole minor units, once. */
function profitIn(market: TwinMarket, account: number, places: Map<number, [bigint, bigint]>): number {
  const denominator = [...places.values()].reduce((product, [, of]) => (of > product ? of : product), 1n);
  let sum = 0n;
  for (const bet of betsOf(market, account)) {
    const [part, of] = places.get(bet.runnerId) ?? [0n, 1n];
    const size = BigInt(bet.size);
    const ofBacker = (size * BigInt(bet.price) * part * denominator) / of - size * 100n * denominator;
    sum += bet.side === Side.BACK ? ofBacker : -ofBacker;
  }
  const divisor = 100n * denominator;
  const rest = ((sum % divisor) + divisor) % divisor;
  return Number((sum - rest) / divisor);
}

function commissionOf(x: ReferenceState, market: TwinMarket, account: number, profit: number): number {
  const { discount } = x.accounts.get(account)!.settings;
  const rate = BigInt(market.rules!.baseRate) * BigInt(10_000 - discount);
  return Number((BigInt(Math.max(0, profit)) * rate) / 100_000_000n);
}

function settle(x: ReferenceState, market: TwinMarket, declaration: ResultDeclaration): void {
  const places = placesOf(market, declaration);
  market.payments = market.accounts.map((account) => {
    const profit = profitIn(market, account, places);
    return { account, profit, commission: commissionOf(x, market, account, profit) };
  });
  for (const payment of market.payments) pay(x, market, payment, 1);
  payHouse(x, market, 1);
  market.status = SETTLED;
}

function reverse(x: ReferenceState, market: TwinMarket): void {
  for (const payment of market.payments) pay(x, market, payment, -1);
  payHouse(x, market, -1);
  market.payments = [];
}

function pay(x: ReferenceState, market: TwinMarket, payment: TwinPayment, sign: 1 | -1): void {
  const owner = x.accounts.get(payment.account)!;
  owner.balance += sign * (payment.profit - payment.commission);
  const kind = sign === 1 ? EventKind.AccountSettled : EventKind.SettlementReversed;
  x.emit({ kind, marketId: market.marketId, ...payment, balance: owner.balance });
}

function payHouse(x: ReferenceState, market: TwinMarket, sign: 1 | -1): void {
  const commission = market.payments.reduce((sum, payment) => sum + payment.commission, 0);
  const rounding = market.payments.reduce((sum, payment) => sum - payment.profit, 0);
  const house = x.house(market.rules!.currency);
  house.commission += sign * commission;
  house.rounding += sign * rounding;
  const kind = sign === 1 ? EventKind.MarketSettled : EventKind.MarketSettlementReversed;
  x.emit({ kind, marketId: market.marketId, commission, rounding });
}
