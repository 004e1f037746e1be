import { SelfMatch, type AccountSettings } from '../account/account-settings.js';
import type { CreateMarket } from '../command.js';
import { BetDelayModel, MarketKind } from '../market/betting-rules.js';
import { MarketStatus } from '../market/market-status.js';
import { Persistence, TargetKind, TimeInForce, type OrderTerms } from '../order/order-terms.js';
import { RejectReason } from '../reject-reason.js';
import { RunnerResult, type ResultDeclaration } from '../settlement/result.js';
import { isWhole } from './reference-rules.js';
import { exposureOf, exposureWith, reservedOf } from './reference-exposure.js';
import type { ReferenceState, TwinMarket, TwinOrder } from './reference-state.js';
import { Side } from '../side.js';

const ANY = Number.MAX_SAFE_INTEGER;

const oneOf = (value: unknown, kinds: readonly number[]): boolean => kinds.includes(value as number);

/** A place or replace whose plain numbers are already known to be right. */
export interface Wish {
  readonly market: TwinMarket;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly account: number;
  readonly terms: OrderTerms;
}

export function placingRefusal(market: TwinMarket | undefined): RejectReason {
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (market.status === MarketStatus.INACTIVE) return RejectReason.MARKET_INACTIVE;
  if (market.status === MarketStatus.SUSPENDED) return RejectReason.MARKET_SUSPENDED;
  if (market.status === MarketStatus.OPEN) return RejectReason.None;
  return RejectReason.MARKET_CLOSED;
}

export function isCurrency(currency: unknown): boolean {
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && currency !== 'XXX';
}

export function areRules({ rules, runners }: CreateMarket): boolean {
  if (rules === undefined) return true;
  const { kind, limits } = rules;
  return (
    isCurrency(rules.currency) &&
    oneOf(kind, [MarketKind.WIN, MarketKind.PLACE]) &&
    isWhole(rules.winnerCount, 1, kind === MarketKind.WIN ? 1 : runners.length) &&
    typeof rules.fixture === 'string' &&
    isWhole(rules.startTimeMs, 0, ANY) &&
    isWhole(rules.baseRate, 0, 10_000) &&
    isWhole(rules.betDelayMs, 0, 60_000) &&
    oneOf(rules.betDelayModel, [BetDelayModel.ALL, BetDelayModel.PASSIVE]) &&
    [limits.sizeMax, limits.liabilityMax, limits.exposureMax, limits.orderCountMax].every((limit) =>
      isWhole(limit, 0, ANY),
    )
  );
}

export function areSettings(settings: AccountSettings): boolean {
  const { sizeMax, liabilityMax, exposureMax, orderCountMax, ordersPerSecondMax } = settings;
  return (
    isWhole(settings.discount, 0, 10_000) &&
    isWhole(settings.selfMatch, SelfMatch.OFF, SelfMatch.CANCEL_BOTH) &&
    [sizeMax, liabilityMax, exposureMax, orderCountMax, ordersPerSecondMax].every((limit) =>
      isWhole(limit, 0, ANY),
    )
  );
}

export function doTermsFit(terms: OrderTerms): boolean {
  const rests = terms.timeInForce === TimeInForce.REST;
  if (!oneOf(terms.persistence, [Persistence.LAPSE, Persistence.PERSIST])) return false;
  if (!isWhole(terms.timeInForce, TimeInForce.REST, TimeInForce.FILL_AND_KILL)) return false;
  if (!isWhole(terms.target, TargetKind.SIZE, TargetKind.BACKERS_PROFIT)) return false;
  if (!isWhole(terms.selfMatch, 0, SelfMatch.CANCEL_BOTH)) return false;
  if (typeof terms.postOnly !== 'boolean') return false;
  for (const value of [terms.minFillSize, terms.goodTillMs, terms.latestMs, terms.marketVersion]) {
    if (!isWhole(value, 0, ANY)) return false;
  }
  if (!rests && (terms.persistence === Persistence.PERSIST || terms.goodTillMs !== 0 || terms.postOnly))
    return false;
  if (terms.minFillSize !== 0 && terms.timeInForce !== TimeInForce.FILL_OR_KILL) return false;
  return terms.minFillSize === 0 || terms.target === TargetKind.SIZE;
}

/** What is wrong with the terms of a new order, from TERMS_CONFLICT to MARKET_VERSION_CHANGED. */
export function termsRefusal(x: ReferenceState, { terms, size, market }: Wish): RejectReason {
  if (!doTermsFit(terms)) return RejectReason.TERMS_CONFLICT;
  if (terms.minFillSize > size) return RejectReason.MIN_FILL_SIZE_INVALID;
  if (terms.goodTillMs !== 0 && terms.goodTillMs <= x.timeMs) return RejectReason.GOOD_TILL_INVALID;
  if (terms.latestMs !== 0 && x.timeMs > terms.latestMs) return RejectReason.ORDER_LATE;
  if (terms.marketVersion !== 0 && terms.marketVersion < market.materialVersion)
    return RejectReason.MARKET_VERSION_CHANGED;
  return RejectReason.None;
}

/** ACCOUNT_UNKNOWN to ORDER_COUNT_EXCEEDED: what needs no size. Markets without money ask none of it. */
export function accountRefusal(
  x: ReferenceState,
  market: TwinMarket,
  account: number,
  replaced?: TwinOrder,
): RejectReason {
  if (market.rules === undefined) return RejectReason.None;
  const owner = x.accounts.get(account);
  if (!owner) return RejectReason.ACCOUNT_UNKNOWN;
  if (owner.currency !== market.rules.currency) return RejectReason.CURRENCY_MISMATCH;
  if (owner.stops.size > 0) return RejectReason.ACCOUNT_STOPPED;
  const { settings } = owner;
  const inSecond = owner.second === Math.floor(x.timeMs / 1_000) ? owner.ordersInSecond : 0;
  if (isBeyond(inSecond + 1, settings.ordersPerSecondMax)) return RejectReason.ORDER_RATE_EXCEEDED;
  const own = [...x.orders.values()].filter((order) => order.account === account && order !== replaced);
  const here = own.filter((order) => order.marketId === market.marketId);
  if (isBeyond(own.length + 1, settings.orderCountMax)) return RejectReason.ORDER_COUNT_EXCEEDED;
  if (isBeyond(here.length + 1, market.rules.limits.orderCountMax)) return RejectReason.ORDER_COUNT_EXCEEDED;
  return RejectReason.None;
}

/** SIZE_LIMIT_EXCEEDED to INSUFFICIENT_FUNDS. */
export function moneyRefusal(x: ReferenceState, wish: Wish, replaced?: TwinOrder): RejectReason {
  const { market, account, side, price, size } = wish;
  if (market.rules === undefined) return RejectReason.None;
  const { settings, balance } = x.accounts.get(account)!;
  const { limits } = market.rules;
  if (isBeyond(size, settings.sizeMax) || isBeyond(size, limits.sizeMax))
    return RejectReason.SIZE_LIMIT_EXCEEDED;
  const liability = side === Side.BACK ? size * 100 : size * (price - 100);
  if (isBeyond(liability, settings.liabilityMax * 100) || isBeyond(liability, limits.liabilityMax * 100))
    return RejectReason.LIABILITY_LIMIT_EXCEEDED;
  const others = x
    .ordersOf(market.marketId)
    .filter((order) => order.account === account && order !== replaced);
  const before = exposureOf(x, account, market);
  const after = exposureWith(market, account, [...others, { ...wish, sizeRemaining: size }]);
  if (after <= before) return RejectReason.None;
  const reserved = reservedOf(x, account) - before + after;
  if (isBeyond(reserved, settings.exposureMax) || isBeyond(after, limits.exposureMax))
    return RejectReason.EXPOSURE_LIMIT_EXCEEDED;
  return balance < reserved ? RejectReason.INSUFFICIENT_FUNDS : RejectReason.None;
}

/** A limit of 0 is none. */
function isBeyond(value: number, limit: number): boolean {
  return limit !== 0 && value > limit;
}

export function winnersOf(market: TwinMarket, { results }: ResultDeclaration): number[] {
  const winning =
    market.rules!.kind === MarketKind.WIN
      ? [RunnerResult.WINNER]
      : [RunnerResult.WINNER, RunnerResult.PLACED];
  return results.filter(({ result }) => winning.includes(result)).map(({ runnerId }) => runnerId);
}

export function resultRefusal(market: TwinMarket, declaration: ResultDeclaration): RejectReason {
  const { results, tied } = declaration;
  const active = market.runnerIds.filter((runnerId) => !market.removed.has(runnerId));
  const named = results.map(({ runnerId }) => runnerId).sort((a, b) => a - b);
  if (String(named) !== String([...active].sort((a, b) => a - b))) return RejectReason.RESULT_INVALID;
  if (!results.every(({ result }) => isWhole(result, RunnerResult.WINNER, RunnerResult.LOSER)))
    return RejectReason.RESULT_INVALID;
  const winners = winnersOf(market, declaration);
  const places = market.rules!.winnerCount;
  if (winners.length < Math.min(places, active.length)) return RejectReason.RESULT_INVALID;
  const isWinKind = market.rules!.kind === MarketKind.WIN;
  if (winners.length <= places)
    return tied.length === 0 ? RejectReason.None : RejectReason.TIED_RUNNERS_INVALID;
  if (isWinKind && tied.length === 0) return RejectReason.None;
  const areWinners = tied.every((runnerId) => winners.includes(runnerId));
  const placesLeft = places - (winners.length - tied.length);
  if (!areWinners || new Set(tied).size < tied.length || placesLeft < 1)
    return RejectReason.TIED_RUNNERS_INVALID;
  if (isWinKind && tied.length !== winners.length) return RejectReason.TIED_RUNNERS_INVALID;
  return RejectReason.None;
}
