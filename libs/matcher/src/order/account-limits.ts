import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { Incoming } from '../book/incoming.js';
import { ARENA } from '../memory/arena.js';
import { Counting } from '../trade/counting.js';
import { EXPOSURE_LAYOUT } from '../exposure/exposure-layout.js';
import { liabilityOf } from '../exposure/exposures.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { NO_LIMITS, type MarketLimits } from '../market/betting-rules.js';
import { RejectReason } from '../reject-reason.js';

const { lines, accounts, accountDoubles } = ARENA;
const {
  ACCOUNT_CURRENCY,
  ACCOUNT_EXPOSURE_MAX_F64,
  ACCOUNT_GUARDS,
  ACCOUNT_LATEST_EXPOSURE,
  ACCOUNT_LIABILITY_MAX_F64,
  ACCOUNT_ORDER_COUNT_MAX,
  ACCOUNT_RATE_MAX,
  ACCOUNT_RESERVED_F64,
  ACCOUNT_SIZE_MAX,
  GUARD_STOPPED_BY_OPERATOR,
  GUARD_STOPPED_BY_OWNER,
} = ACCOUNT_LAYOUT;
const { EXPOSURE_NEXT, EXPOSURE_POSITION } = EXPOSURE_LAYOUT;
const { MARKET_CURRENCY, MARKET_LIMITED } = MARKET_LAYOUT;
const { POSITION_ORDER_COUNT } = POSITION_LAYOUT;
const { SIDE_MARKET, SIDE_SHIFT } = SIDE_LAYOUT;
const { None } = RejectReason;
const STOPPED = GUARD_STOPPED_BY_OPERATOR | GUARD_STOPPED_BY_OWNER;

/** What an account may do: whether it may place at all, how many orders and how large. */
export class AccountLimits extends Counting {
  /** The order that is looked at. */
  protected readonly incoming = new Incoming();
  /** Size of the order that leaves when this one comes in, or 0. */
  protected leavingSize = 0;

  /** Why the account with this record (0 for none) may place nothing in a market with money. */
  protected refusalOfAccount(record: number, market: number): RejectReason {
    if (record === 0) return RejectReason.ACCOUNT_UNKNOWN;
    if (accounts[record + ACCOUNT_CURRENCY] !== lines[market + MARKET_CURRENCY])
      return RejectReason.CURRENCY_MISMATCH;
    const guards = accounts[record + ACCOUNT_GUARDS]!;
    if ((guards & STOPPED) !== 0) return RejectReason.ACCOUNT_STOPPED;
    if (guards === 0 && lines[market + MARKET_LIMITED] === 0) return None;
    return this.#refusalOfNumber(record);
  }

  /** Whether the account has placed, or has, as many orders as it may. */
  #refusalOfNumber(record: number): RejectReason {
    const { position } = this.incoming;
    const rateMax = accounts[record + ACCOUNT_RATE_MAX]!;
    if (rateMax !== 0 && this.rateIn(record, this.nowMs) >= rateMax) return RejectReason.ORDER_RATE_EXCEEDED;
    const more = this.leavingSize === 0 ? 1 : 0;
    const inMarket = position === 0 ? 0 : lines[position + POSITION_ORDER_COUNT]!;
    if (isBeyond(inMarket + more, this.#marketLimits().orderCountMax))
      return RejectReason.ORDER_COUNT_EXCEEDED;
    const countMax = accounts[record + ACCOUNT_ORDER_COUNT_MAX]!;
    const isMany = countMax !== 0 && this.#orderCount(record) + more > countMax;
    return isMany ? RejectReason.ORDER_COUNT_EXCEEDED : None;
  }

  /** Whether the order, or what the account could lose with it, is larger than it may be. */
  protected refusalOfLimits(
    record: number,
    { before, after }: { readonly before: number; readonly after: number },
  ): RejectReason {
    const { size, price } = this.incoming;
    const limits = this.#marketLimits();
    if (isBeyond(size, limits.sizeMax) || isBeyond(size, accounts[record + ACCOUNT_SIZE_MAX]!))
      return RejectReason.SIZE_LIMIT_EXCEEDED;
    const liability = liabilityOf((this.incoming.side >> SIDE_SHIFT) & 1, size, price);
    const liabilityMax = accountDoubles[(record >> 1) + ACCOUNT_LIABILITY_MAX_F64]!;
    if (isBeyond(liability, 100 * limits.liabilityMax) || isBeyond(liability, 100 * liabilityMax))
      return RejectReason.LIABILITY_LIMIT_EXCEEDED;
    const total = accountDoubles[(record >> 1) + ACCOUNT_RESERVED_F64]! - before + after;
    const exposureMax = accountDoubles[(record >> 1) + ACCOUNT_EXPOSURE_MAX_F64]!;
    const isTooMuch = isBeyond(after, limits.exposureMax) || isBeyond(total, exposureMax);
    return after > before && isTooMuch ? RejectReason.EXPOSURE_LIMIT_EXCEEDED : None;
  }

  #marketLimits(): MarketLimits {
    const market = this.marketOf(lines[this.incoming.side + SIDE_MARKET]!);
    return market?.rules?.limits ?? NO_LIMITS;
  }

  /** Orders of the account that rest or wait, in all markets. */
  #orderCount(record: number): number {
    let count = 0;
    let exposure = accounts[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      count += lines[lines[exposure + EXPOSURE_POSITION]! + POSITION_ORDER_COUNT]!;
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
    return count;
  }
}

function isBeyond(value: number, limit: number): boolean {
  return limit !== 0 && value > limit;
}
