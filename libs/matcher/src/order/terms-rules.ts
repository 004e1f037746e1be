import { SelfMatch } from '../account/account-settings.js';
import { SIZE_MAX, TIME_MAX_MS } from '../limits.js';
import { RejectReason } from '../reject-reason.js';
import { Persistence, TargetKind, TimeInForce, type OrderTerms } from './order-terms.js';

const { REST, FILL_OR_KILL } = TimeInForce;

/** What terms are judged by. */
export interface TermsContext {
  /** Of the order, or its target. */
  readonly size: number;
  readonly timeMs: number;
  /** Orders made for an earlier version of the market are refused. */
  readonly materialVersion: number;
}

/** The first reason, in the documented order, why an order cannot have these terms now; None when it can. */
export function refusalOfTerms(
  terms: OrderTerms,
  { size, timeMs, materialVersion }: TermsContext,
): RejectReason {
  const { minFillSize, goodTillMs, latestMs, marketVersion, target } = terms;
  if (!areTerms(terms) || !goTogether(terms)) return RejectReason.TERMS_CONFLICT;
  if (target === TargetKind.SIZE && minFillSize > size) return RejectReason.MIN_FILL_SIZE_INVALID;
  if (goodTillMs !== 0 && goodTillMs <= timeMs) return RejectReason.GOOD_TILL_INVALID;
  if (latestMs !== 0 && timeMs > latestMs) return RejectReason.ORDER_LATE;
  if (marketVersion !== 0 && marketVersion < materialVersion) return RejectReason.MARKET_VERSION_CHANGED;
  return RejectReason.None;
}

function areTerms(terms: OrderTerms): boolean {
  return (
    isWhole(terms.persistence, Persistence.PERSIST) &&
    isWhole(terms.timeInForce, TimeInForce.FILL_AND_KILL) &&
    isWhole(terms.minFillSize, SIZE_MAX) &&
    typeof terms.postOnly === 'boolean' &&
    isWhole(terms.goodTillMs, TIME_MAX_MS) &&
    isWhole(terms.latestMs, TIME_MAX_MS) &&
    isWhole(terms.marketVersion, 2 ** 31 - 1) &&
    isWhole(terms.target, TargetKind.BACKERS_PROFIT) &&
    isWhole(terms.selfMatch, SelfMatch.CANCEL_BOTH)
  );
}

function goTogether(terms: OrderTerms): boolean {
  const { persistence, timeInForce, minFillSize, postOnly, goodTillMs, target } = terms;
  const rests = persistence === Persistence.PERSIST || postOnly || goodTillMs !== 0;
  if (rests && timeInForce !== REST) return false;
  return minFillSize === 0 || (timeInForce === FILL_OR_KILL && target === TargetKind.SIZE);
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
