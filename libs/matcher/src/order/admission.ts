import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import { SelfMatch } from '../account/account-settings.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { Incoming } from '../book/incoming.js';
import { Matching } from '../book/matching.js';
import { sizeFor, type Prospect } from '../book/offers.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { POSITION_COUNT_MAX, PRICE_MAX, SIZE_MAX } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { BetDelayModel, NO_LIMITS, type MarketLimits } from '../market/betting-rules.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { PLAIN_TERMS, TargetKind } from './order-terms.js';
import { refusalOfTerms } from './terms-rules.js';

const {
  ACCOUNT_CURRENCY,
  ACCOUNT_EXPOSURE_MAX_F64,
  ACCOUNT_GUARDS,
  ACCOUNT_LATEST_EXPOSURE,
  ACCOUNT_LIABILITY_MAX_F64,
  ACCOUNT_ORDER_COUNT_MAX,
  ACCOUNT_RATE_COUNT,
  ACCOUNT_RATE_MAX,
  ACCOUNT_RATE_SECOND_F64,
  ACCOUNT_RESERVED_F64,
  ACCOUNT_SELF_MATCH,
  ACCOUNT_SIZE_MAX,
  GUARD_STOPPED_BY_OPERATOR,
  GUARD_STOPPED_BY_OWNER,
} = ACCOUNT_LAYOUT;
const { EXPOSURE_ACCOUNT, EXPOSURE_NEXT, EXPOSURE_POSITION, EXPOSURE_RESERVED_F64 } = EXPOSURE_LAYOUT;
const { HOLDING_EXPOSURE, HOLDING_GROSS_F64, HOLDING_POSITION } = HOLDING_LAYOUT;
const {
  MARKET_CURRENCY,
  MARKET_DELAY,
  MARKET_DELAY_MODEL,
  MARKET_LADDER,
  MARKET_LATEST_POSITION,
  MARKET_LIMITED,
  MARKET_LOWEST_PRICE,
  MARKET_MATERIAL_VERSION,
} = MARKET_LAYOUT;
const {
  POSITION_ACCOUNT,
  POSITION_COMMISSION_F64,
  POSITION_EXPOSURE,
  POSITION_FIRST_ORDER,
  POSITION_LAST_ORDER,
  POSITION_MARKET,
  POSITION_NEXT,
  POSITION_ORDER_COUNT,
  POSITION_PROFIT_F64,
} = POSITION_LAYOUT;
const { SIDE_MARKET, SIDE_MARKET_LINE, SIDE_SHIFT, SIDE_WORDS, SIDE_BEST_RANK, SIDE_FLIP } = SIDE_LAYOUT;
const { BACK } = Side;
const { None } = RejectReason;
const STOPPED = GUARD_STOPPED_BY_OPERATOR | GUARD_STOPPED_BY_OWNER;
const SECOND_MS = 1_000;
const EXACT_MAX = Number.MAX_SAFE_INTEGER;

/** Whether an order may come in, by its own terms, its account and the account's money. Changes nothing until it may. */
export class Admission extends Matching {
  /** The order that is looked at. */
  protected readonly incoming = new Incoming();
  /** The account's record, what it has in the market and its holding; 0 where there is none yet. */
  #record = 0;
  #exposure = 0;
  #holding = 0;
  /** An order of the same holding that leaves when this one comes in: how much of base and return goes with it. */
  #leavingBase = 0;
  #leavingReturn = 0;
  #leavingSize = 0;

  /**
   * The first reason why `incoming` (side, tick, price, size, terms and, if it takes the place of an order, that one's
   * position and holding) may not come in; None when it may: then its size is worked out, too.
   */
  protected refusalOf(account: number, timeMs: number): RejectReason {
    const { incoming } = this;
    const lines = this.lines.words;
    const market = lines[incoming.side + SIDE_MARKET_LINE]!;
    const { terms } = incoming;
    if (terms !== PLAIN_TERMS) {
      const materialVersion = lines[market + MARKET_MATERIAL_VERSION]!;
      const refusal = refusalOfTerms(terms, { size: incoming.size, timeMs, materialVersion });
      if (refusal !== None) return refusal;
    }
    this.#lookUp(account, market);
    this.selfMatch = this.#selfMatchRule();
    if (terms.target !== TargetKind.SIZE) {
      incoming.size = this.mustWait()
        ? sizeFor(terms.target, 100 * incoming.size, incoming.price)
        : this.sizeForTarget(this.prospect(), terms.target, incoming.size, incoming.price);
      if (incoming.size === 0) return RejectReason.TARGET_TOO_SMALL;
      if (incoming.size > SIZE_MAX) return RejectReason.SIZE_INVALID;
    }
    if (lines[market + MARKET_CURRENCY] !== 0) {
      const refusal = this.#refusalOfMoney(market);
      if (refusal !== None) return refusal;
    }
    return terms.postOnly && this.wouldMatch() ? RejectReason.POST_ONLY_WOULD_MATCH : None;
  }

  /** True when something rests on the other side at the incoming order's limit or better. */
  protected wouldMatch(): boolean {
    const lines = this.lines.words;
    const makers = this.incoming.side ^ SIDE_WORDS;
    return lines[makers + SIDE_BEST_RANK]! >= (this.incoming.tick ^ lines[makers + SIDE_FLIP]!);
  }

  /** True when the incoming order has to wait for the bet delay first. */
  protected mustWait(): boolean {
    const lines = this.lines.words;
    const market = lines[this.incoming.side + SIDE_MARKET_LINE]!;
    if (lines[market + MARKET_DELAY] === 0) return false;
    return lines[market + MARKET_DELAY_MODEL] === BetDelayModel.ALL || this.wouldMatch();
  }

  /** The incoming order as one that looks at offers. */
  protected prospect(): Prospect {
    const { side, position } = this.incoming;
    return { side, is: (side >> SIDE_SHIFT) & 1, position, selfMatch: this.selfMatch };
  }

  /** The incoming order may come in: gives it the position and the holding it needs, and holds back what it may cost. */
  protected admit(account: number, timeMs: number): void {
    const { incoming } = this;
    const market = this.lines.words[incoming.side + SIDE_MARKET_LINE]!;
    if (incoming.position === 0) incoming.position = this.#openPosition(account, incoming.side, market);
    if (this.lines.words[market + MARKET_CURRENCY] === 0) return;
    if (this.#exposure === 0) this.#exposure = this.openExposure(this.#record, incoming.position, market);
    const book = incoming.side & ~SIDE_WORDS;
    if (incoming.holding === 0) incoming.holding = this.openHolding(this.#exposure, book);
    this.lines.doubles[(incoming.holding >> 1) + HOLDING_GROSS_F64]! += incoming.size;
    if (this.#isBack()) this.shift(incoming.holding, -100 * incoming.size, 100 * incoming.size);
    else this.shift(incoming.holding, 0, -incoming.size * (incoming.price - 100));
    if (this.accounts.words[this.#record + ACCOUNT_GUARDS] !== 0) this.#countRate(timeMs);
  }

  /** An order of so much leaves the incoming order's holding when that comes in. */
  protected replaces(size: number, price: number): void {
    this.#leavingSize = size;
    this.#leavingBase = this.#isBack() ? 100 * size : 0;
    this.#leavingReturn = this.#isBack() ? -100 * size : size * (price - 100);
  }

  protected replacesNothing(): void {
    this.#leavingSize = 0;
    this.#leavingBase = 0;
    this.#leavingReturn = 0;
  }

  /**
   * Finds what the account has in the market; true when it has nothing and the exchange cannot hold another pair of account
   * and market.
   */
  protected needsPositionBeyondLimit(account: number): boolean {
    const { incoming } = this;
    const lines = this.lines.words;
    if (lines[lines[incoming.side + SIDE_MARKET_LINE]! + MARKET_CURRENCY] !== 0) {
      incoming.holding = this.holdingIndex.find(account, incoming.side & ~SIDE_WORDS);
      if (incoming.holding !== 0) {
        incoming.position = lines[incoming.holding + HOLDING_POSITION]!;
        return false;
      }
    }
    incoming.position = this.positionIndex.find(account, lines[incoming.side + SIDE_MARKET]!);
    return incoming.position === 0 && this.positionIndex.count >= POSITION_COUNT_MAX;
  }

  #isBack(): boolean {
    return ((this.incoming.side >> SIDE_SHIFT) & 1) === BACK;
  }

  /** Finds the account's record and its exposure in the market. */
  #lookUp(account: number, market: number): void {
    const { incoming } = this;
    const lines = this.lines.words;
    this.#record = 0;
    this.#exposure = 0;
    if (lines[market + MARKET_CURRENCY] === 0) return;
    if (incoming.holding !== 0) {
      this.#exposure = lines[incoming.holding + HOLDING_EXPOSURE]!;
    } else if (incoming.position !== 0) {
      this.#exposure = lines[incoming.position + POSITION_EXPOSURE]!;
    }
    this.#record =
      this.#exposure === 0 ? this.accountRecord(account) : lines[this.#exposure + EXPOSURE_ACCOUNT]!;
  }

  /** What the incoming order, whose holding is known, does when it meets one of its own account. */
  protected useSelfMatchRule(): void {
    const { holding } = this.incoming;
    const exposure = holding === 0 ? 0 : this.lines.words[holding + HOLDING_EXPOSURE]!;
    this.#record = exposure === 0 ? 0 : this.lines.words[exposure + EXPOSURE_ACCOUNT]!;
    this.selfMatch = this.#selfMatchRule();
  }

  #selfMatchRule(): SelfMatch {
    const { selfMatch } = this.incoming.terms;
    if (selfMatch !== 0) return selfMatch;
    return this.#record === 0 ? SelfMatch.OFF : this.accounts.words[this.#record + ACCOUNT_SELF_MATCH]!;
  }

  #refusalOfMoney(market: number): RejectReason {
    const record = this.#record;
    if (this.trades.isFull) return RejectReason.TRADE_LIMIT_REACHED;
    const refusal = this.refusalOfAccount(record, market);
    if (refusal !== None) return refusal;
    const guards = this.accounts.words[record + ACCOUNT_GUARDS]!;
    const { doubles } = this.lines;
    const before = this.#exposure === 0 ? 0 : doubles[(this.#exposure >> 1) + EXPOSURE_RESERVED_F64]!;
    const after = this.#reservedAfterwards(market);
    if (guards !== 0 || this.lines.words[market + MARKET_LIMITED] === 1) {
      const limit = this.#refusalOfLimits({ before, after });
      if (limit !== None) return limit;
    }
    if (this.#isTooLarge(market)) return RejectReason.POSITION_TOO_LARGE;
    return after > before && after - before > this.freeOf(record) ? RejectReason.INSUFFICIENT_FUNDS : None;
  }

  /** Why the account with this record (0 for none) may place nothing in a market with money. */
  protected refusalOfAccount(record: number, market: number): RejectReason {
    if (record === 0) return RejectReason.ACCOUNT_UNKNOWN;
    const accounts = this.accounts.words;
    if (accounts[record + ACCOUNT_CURRENCY] !== this.lines.words[market + MARKET_CURRENCY])
      return RejectReason.CURRENCY_MISMATCH;
    const guards = accounts[record + ACCOUNT_GUARDS]!;
    if ((guards & STOPPED) !== 0) return RejectReason.ACCOUNT_STOPPED;
    if (guards === 0 && this.lines.words[market + MARKET_LIMITED] === 0) return None;
    return this.#refusalOfNumber(record);
  }

  /** Whether the account has placed, or has, as many orders as it may. */
  #refusalOfNumber(record: number): RejectReason {
    const { words: accounts } = this.accounts;
    const { position } = this.incoming;
    const rateMax = accounts[record + ACCOUNT_RATE_MAX]!;
    if (rateMax !== 0 && this.#rateIn(record, this.nowMs) >= rateMax) return RejectReason.ORDER_RATE_EXCEEDED;
    const more = this.#leavingSize === 0 ? 1 : 0;
    const inMarket = position === 0 ? 0 : this.lines.words[position + POSITION_ORDER_COUNT]!;
    if (isBeyond(inMarket + more, this.#marketLimits().orderCountMax))
      return RejectReason.ORDER_COUNT_EXCEEDED;
    const countMax = accounts[record + ACCOUNT_ORDER_COUNT_MAX]!;
    const isMany = countMax !== 0 && this.#orderCount(record) + more > countMax;
    return isMany ? RejectReason.ORDER_COUNT_EXCEEDED : None;
  }

  /** What the account's exposure in the market would be with the incoming order, and without the one it replaces. */
  #reservedAfterwards(market: number): number {
    const { size, price } = this.incoming;
    const base = this.#leavingBase + (this.#isBack() ? -100 * size : 0);
    const returned = this.#leavingReturn + (this.#isBack() ? 100 * size : -size * (price - 100));
    return this.#exposure === 0
      ? this.reservedAtFirst(market, base, returned)
      : this.reservedAfter(this.#exposure, this.incoming.holding, base, returned);
  }

  /** Whether size x price of all that the account has on the runner could be no whole number that a double is exact for. */
  #isTooLarge(market: number): boolean {
    const { holding, size } = this.incoming;
    const gross = holding === 0 ? 0 : this.lines.doubles[(holding >> 1) + HOLDING_GROSS_F64]!;
    const lines = this.lines.words;
    const highest =
      lines[market + MARKET_LOWEST_PRICE]! + this.ladders.tables[lines[market + MARKET_LADDER]!]!.length;
    return (gross + size) * Math.min(highest, PRICE_MAX) > EXACT_MAX;
  }

  #refusalOfLimits({ before, after }: { before: number; after: number }): RejectReason {
    const record = this.#record;
    const { words: accounts, doubles } = this.accounts;
    const { size, price } = this.incoming;
    const limits = this.#marketLimits();
    if (isBeyond(size, limits.sizeMax) || isBeyond(size, accounts[record + ACCOUNT_SIZE_MAX]!))
      return RejectReason.SIZE_LIMIT_EXCEEDED;
    const liability = this.#isBack() ? 100 * size : size * (price - 100);
    const liabilityMax = doubles[(record >> 1) + ACCOUNT_LIABILITY_MAX_F64]!;
    if (isBeyond(liability, 100 * limits.liabilityMax) || isBeyond(liability, 100 * liabilityMax))
      return RejectReason.LIABILITY_LIMIT_EXCEEDED;
    const total = doubles[(record >> 1) + ACCOUNT_RESERVED_F64]! - before + after;
    const exposureMax = doubles[(record >> 1) + ACCOUNT_EXPOSURE_MAX_F64]!;
    const isTooMuch = isBeyond(after, limits.exposureMax) || isBeyond(total, exposureMax);
    return after > before && isTooMuch ? RejectReason.EXPOSURE_LIMIT_EXCEEDED : None;
  }

  #marketLimits(): MarketLimits {
    const market = this.marketOf(this.lines.words[this.incoming.side + SIDE_MARKET]!);
    return market?.rules?.limits ?? NO_LIMITS;
  }

  /** Orders of the account that rest or wait, in all markets. */
  #orderCount(record: number): number {
    const lines = this.lines.words;
    let count = 0;
    let exposure = this.accounts.words[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      count += lines[lines[exposure + EXPOSURE_POSITION]! + POSITION_ORDER_COUNT]!;
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
    return count;
  }

  /** Orders that the account has placed in the second of this time. */
  #rateIn(record: number, timeMs: number): number {
    const { words, doubles } = this.accounts;
    const isSame = doubles[(record >> 1) + ACCOUNT_RATE_SECOND_F64] === Math.floor(timeMs / SECOND_MS);
    return isSame ? words[record + ACCOUNT_RATE_COUNT]! : 0;
  }

  #countRate(timeMs: number): void {
    const { words, doubles } = this.accounts;
    words[this.#record + ACCOUNT_RATE_COUNT] = this.#rateIn(this.#record, timeMs) + 1;
    doubles[(this.#record >> 1) + ACCOUNT_RATE_SECOND_F64] = Math.floor(timeMs / SECOND_MS);
  }

  #openPosition(account: number, side: number, market: number): number {
    const position = this.lines.take();
    const lines = this.lines.words;
    lines[position + POSITION_ACCOUNT] = account;
    lines[position + POSITION_MARKET] = lines[side + SIDE_MARKET]!;
    lines[position + POSITION_FIRST_ORDER] = 0;
    lines[position + POSITION_LAST_ORDER] = 0;
    lines[position + POSITION_ORDER_COUNT] = 0;
    lines[position + POSITION_EXPOSURE] = 0;
    this.lines.doubles[(position >> 1) + POSITION_PROFIT_F64] = 0;
    this.lines.doubles[(position >> 1) + POSITION_COMMISSION_F64] = 0;
    lines[position + POSITION_NEXT] = lines[market + MARKET_LATEST_POSITION]!;
    lines[market + MARKET_LATEST_POSITION] = position;
    this.positionIndex.add(position);
    return position;
  }
}

function isBeyond(value: number, limit: number): boolean {
  return limit !== 0 && value > limit;
}
