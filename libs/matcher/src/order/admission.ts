import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import { SelfMatch } from '../account/account-settings.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { sizeFor, type Prospect } from '../book/offers.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { liabilityOf } from '../exposure/exposures.js';
import { POSITION_COUNT_MAX, PRICE_MAX, SIZE_MAX } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { BetDelayModel } from '../market/betting-rules.js';
import { ARENA } from '../memory/arena.js';
import { NO_TICK } from '../price-ladder/price-ladder.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { AccountLimits } from './account-limits.js';
import { PLAIN_TERMS, TargetKind } from './order-terms.js';
import { refusalOfTerms } from './terms-rules.js';

const { lines, lineDoubles, accounts, holdingDoubles } = ARENA;
const { ACCOUNT_GUARDS, ACCOUNT_SELF_MATCH } = ACCOUNT_LAYOUT;
const { EXPOSURE_ACCOUNT, EXPOSURE_RESERVED_F64 } = EXPOSURE_LAYOUT;
const { HOLDING_GROSS_F64 } = HOLDING_LAYOUT;
const { MARKET_CURRENCY, MARKET_DELAY, MARKET_DELAY_MODEL, MARKET_LADDER } = MARKET_LAYOUT;
const { MARKET_LIMITED, MARKET_LOWEST_PRICE, MARKET_MATERIAL_VERSION } = MARKET_LAYOUT;
const { POSITION_ALLOWANCE_F64, POSITION_COVERED, POSITION_EXPOSURE } = POSITION_LAYOUT;
const { SIDE_MARKET, SIDE_MARKET_LINE, SIDE_SHIFT, SIDE_WORDS, SIDE_BEST_RANK, SIDE_FLIP } = SIDE_LAYOUT;
const { BACK } = Side;
const { None } = RejectReason;
const OFF_LADDER = NO_TICK;
const EXACT_MAX = Number.MAX_SAFE_INTEGER;

/** Whether an order may come in, by its own terms, its account and the account's money. Changes nothing until it may. */
export class Admission extends AccountLimits {
  /** The account's record and what it has in the market; 0 where there is none yet. */
  #record = 0;
  #exposure = 0;
  /** An order of the same holding that leaves when this one comes in: how much of base and return goes with it. */
  #leavingBase = 0;
  #leavingReturn = 0;
  /** What it gives back to the allowance that it came in by, in hundredths of a minor unit. */
  #leavingLiability = 0;

  /**
   * The first reason why `incoming` (side, tick, price, size, terms and, if it takes the place of an order, that one's
   * position and holding) may not come in; None when it may: then its size is worked out, too.
   */
  protected refusalOf(account: number, timeMs: number): RejectReason {
    const { incoming } = this;
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
    const makers = this.incoming.side ^ SIDE_WORDS;
    return lines[makers + SIDE_BEST_RANK]! >= (this.incoming.tick ^ lines[makers + SIDE_FLIP]!);
  }

  /** True when the incoming order has to wait for the bet delay first. */
  protected mustWait(): boolean {
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
    const market = lines[incoming.side + SIDE_MARKET_LINE]!;
    if (incoming.position === 0) incoming.position = this.openPosition(account, incoming.side, market);
    if (lines[market + MARKET_CURRENCY] === 0) return;
    const liability = liabilityOf((incoming.side >> SIDE_SHIFT) & 1, incoming.size, incoming.price);
    if (lines[incoming.position + POSITION_COVERED] !== 0) {
      lineDoubles[(incoming.position >> 1) + POSITION_ALLOWANCE_F64]! -= liability;
      incoming.holding = 0;
      return;
    }
    if (this.#exposure === 0) this.#exposure = this.openExposure(this.#record, incoming.position, market);
    incoming.holding = this.holdingOn(incoming.position, incoming.side);
    holdingDoubles[(incoming.holding >> 1) + HOLDING_GROSS_F64]! += incoming.size;
    if (this.#isBack()) this.shift(this.#exposure, incoming.holding, -liability, liability);
    else this.shift(this.#exposure, incoming.holding, 0, -liability);
    if (accounts[this.#record + ACCOUNT_GUARDS] !== 0) this.countRate(this.#record, timeMs);
    this.cover(this.#exposure, liability, this.#sizeMax(market));
  }

  /** An order of so much leaves the incoming order's holding when that comes in. */
  protected replaces(size: number, price: number): void {
    this.leavingSize = size;
    this.#leavingBase = this.#isBack() ? 100 * size : 0;
    this.#leavingReturn = this.#isBack() ? -100 * size : size * (price - 100);
    const { side, holding } = this.incoming;
    this.#leavingLiability = holding === 0 ? liabilityOf((side >> SIDE_SHIFT) & 1, size, price) : 0;
  }

  protected replacesNothing(): void {
    this.leavingSize = 0;
    this.#leavingBase = 0;
    this.#leavingReturn = 0;
    this.#leavingLiability = 0;
  }

  /**
   * Finds what the account has in the market; true when it has nothing and the exchange cannot hold another pair of account
   * and market.
   */
  protected needsPositionBeyondLimit(account: number): boolean {
    const { incoming } = this;
    const marketId = lines[incoming.side + SIDE_MARKET]!;
    const hasMoney = lines[lines[incoming.side + SIDE_MARKET_LINE]! + MARKET_CURRENCY] !== 0;
    incoming.position = this.positionIndex.find(account, marketId);
    if (incoming.position !== 0) {
      if (hasMoney) incoming.holding = this.holdingOn(incoming.position, incoming.side);
      return false;
    }
    if (this.positionIndex.count >= POSITION_COUNT_MAX) return true;
    return hasMoney && !this.holdings.hasRoomFor(this.markets[marketId - 1]!.runners.length);
  }

  #isBack(): boolean {
    const is: Side = (this.incoming.side >> SIDE_SHIFT) & 1;
    return is === BACK;
  }

  /** Finds the account's record and its exposure in the market. */
  #lookUp(account: number, market: number): void {
    const { incoming } = this;
    this.#record = 0;
    this.#exposure = 0;
    if (lines[market + MARKET_CURRENCY] === 0) return;
    if (incoming.position !== 0) this.#exposure = lines[incoming.position + POSITION_EXPOSURE]!;
    this.#record =
      this.#exposure === 0 ? this.accountRecord(account) : lines[this.#exposure + EXPOSURE_ACCOUNT]!;
  }

  /** What the incoming order, whose position is known, does when it meets one of its own account. */
  protected useSelfMatchRule(): void {
    const exposure = lines[this.incoming.position + POSITION_EXPOSURE]!;
    this.#record = exposure === 0 ? 0 : lines[exposure + EXPOSURE_ACCOUNT]!;
    this.selfMatch = this.#selfMatchRule();
  }

  #selfMatchRule(): SelfMatch {
    const { selfMatch } = this.incoming.terms;
    if (selfMatch !== 0) return selfMatch;
    return this.#record === 0 ? SelfMatch.OFF : accounts[this.#record + ACCOUNT_SELF_MATCH]!;
  }

  #refusalOfMoney(market: number): RejectReason {
    const record = this.#record;
    if (this.trades.isFull) return RejectReason.TRADE_LIMIT_REACHED;
    const refusal = this.refusalOfAccount(record, market);
    if (refusal !== None || this.#isCovered()) return refusal;
    if (this.#exposure !== 0) this.#weighFirst();
    const guards = accounts[record + ACCOUNT_GUARDS]!;
    const before = this.#exposure === 0 ? 0 : lineDoubles[(this.#exposure >> 1) + EXPOSURE_RESERVED_F64]!;
    const after = this.#reservedAfterwards(market);
    if (guards !== 0 || lines[market + MARKET_LIMITED] === 1) {
      const limit = this.refusalOfLimits(record, { before, after });
      if (limit !== None) return limit;
    }
    if (this.#isTooLarge(market)) return RejectReason.POSITION_TOO_LARGE;
    const more = after - before;
    const isShort = more > 0 && more > this.freeOf(record) && more > this.freeExactlyOf(record);
    return isShort ? RejectReason.INSUFFICIENT_FUNDS : None;
  }

  /** Whether what is left of the position's allowance is enough for the incoming order. */
  #isCovered(): boolean {
    const { side, size, price, position } = this.incoming;
    if (lines[position + POSITION_COVERED] === 0) return false;
    const liability = liabilityOf((side >> SIDE_SHIFT) & 1, size, price);
    return liability - this.#leavingLiability <= lineDoubles[(position >> 1) + POSITION_ALLOWANCE_F64]!;
  }

  /** Works out what the incoming order's position may cost. */
  #weighFirst(): void {
    const { incoming } = this;
    this.weigh(incoming.position);
    incoming.holding = this.holdingOn(incoming.position, incoming.side);
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
    const gross = holding === 0 ? 0 : holdingDoubles[(holding >> 1) + HOLDING_GROSS_F64]!;
    return gross + size > this.#sizeMax(market);
  }

  /** Size x price of so much in all is a whole number that a double is exact for, at any price of the market. */
  #sizeMax(market: number): number {
    const highest =
      lines[market + MARKET_LOWEST_PRICE]! + this.ladders.tables[lines[market + MARKET_LADDER]!]!.length;
    return Math.floor(EXACT_MAX / Math.min(highest, PRICE_MAX));
  }

  /** The tick of a whole price on the ladder of a market line, or NO_TICK. */
  protected tickOf(market: number, price: number): number {
    const ticks = this.ladders.tables[lines[market + MARKET_LADDER]!]!;
    const index = price - lines[market + MARKET_LOWEST_PRICE]!;
    return index >= 0 && index < ticks.length ? ticks[index]! : OFF_LADDER;
  }
}
