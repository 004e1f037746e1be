import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import type { AccountView } from '../account/account-view.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT } from '../book/book-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { Side } from '../side.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from './exposure-layout.js';
import { Exposures, liabilityOf, reservedFor } from './exposures.js';

const {
  ACCOUNT_COVERED_COUNT,
  ACCOUNT_GUARDS,
  ACCOUNT_LATEST_EXPOSURE,
  ACCOUNT_RESERVED_F64,
  ACCOUNT_SELF_MATCH,
} = ACCOUNT_LAYOUT;
const { COVERED, EXPOSURE_ACCOUNT, EXPOSURE_BASE_F64, EXPOSURE_HOLDINGS, EXPOSURE_MARKET_LINE } =
  EXPOSURE_LAYOUT;
const { EXPOSURE_NEXT, EXPOSURE_POSITION, EXPOSURE_RESERVED_F64, EXPOSURE_RUNNER_COUNT } = EXPOSURE_LAYOUT;
const { EXPOSURE_THRESHOLD_F64 } = EXPOSURE_LAYOUT;
const { HOLDING_GROSS_F64, HOLDING_PAYOUT_F64, HOLDING_RETURN_F64, HOLDING_STAKE_F64, HOLDING_WORDS } =
  HOLDING_LAYOUT;
const { NO_WIN } = HOLDING_LAYOUT;
const { LEVEL_IS, LEVEL_PRICE, LEVEL_SIDE } = LEVEL_LAYOUT;
const { MARKET_LIMITED, MARKET_WINNERS } = MARKET_LAYOUT;
const { ORDER_HOLDING, ORDER_LEVEL, ORDER_OWN_PREVIOUS, ORDER_POSITION, ORDER_REMAINING } = ORDER_LAYOUT;
const { POSITION_ALLOWANCE_F64, POSITION_COVERED, POSITION_EXPOSURE, POSITION_LAST_ORDER } = POSITION_LAYOUT;

/** A grant is this part of what the account has free ... */
const GRANT_SHARE = 1 / 8;
/** ... and enough for so many orders like the one that came in, or there is none. */
const GRANT_ORDERS = 16;

/**
 * Lets the orders of an account that has much more than they cost come in without a look at it. (ADR 14)
 *
 * A position is **covered** when its account has granted it an allowance: orders come in as long as their liabilities add
 * up to no more, and give theirs back when they are cancelled. What was granted is reserved; as an exposure is never above
 * the sum of the liabilities, no more can be lost. Meanwhile nobody works out what the position may cost. Base and returns
 * are of the unmatched orders alone that were **counted**, which name their holding; an order that came in by the allowance
 * names none, and what is matched is in the holdings' payouts and stakes.
 *
 * When somebody has to know it to the unit, the position is weighed: its latest orders are counted, each once in its life,
 * and it is exact until it is covered again. When that happens depends on commands alone, and no answer depends on it.
 */
export class Allowances extends Exposures {
  /**
   * Covers a position whose order of so much liability has come in, if its account has enough free and no limits.
   * `sizeMax`: sizes in all of so much keep the sums exact, and no order has less liability than size in these units.
   */
  protected cover(exposure: number, liability: number, sizeMax: number): void {
    const { words, doubles } = this.lines;
    const accounts = this.accounts.words;
    const record = words[exposure + EXPOSURE_ACCOUNT]!;
    if (accounts[record + ACCOUNT_GUARDS] !== 0) return;
    if (words[words[exposure + EXPOSURE_MARKET_LINE]! + MARKET_LIMITED] !== 0) return;
    const room = Math.floor((sizeMax - this.#grossMax(exposure)) / 100);
    const grant = Math.min(Math.floor(this.freeOf(record) * GRANT_SHARE), room);
    if (100 * grant < GRANT_ORDERS * liability) return;
    const position = words[exposure + EXPOSURE_POSITION]!;
    words[position + POSITION_COVERED] = accounts[record + ACCOUNT_SELF_MATCH]!;
    doubles[(position >> 1) + POSITION_ALLOWANCE_F64] = 100 * grant;
    doubles[(exposure >> 1) + EXPOSURE_THRESHOLD_F64] = COVERED;
    this.#addAllMatched(exposure, -1);
    doubles[(exposure >> 1) + EXPOSURE_RESERVED_F64]! += grant;
    this.accounts.doubles[(record >> 1) + ACCOUNT_RESERVED_F64]! += grant;
    accounts[record + ACCOUNT_COVERED_COUNT]! += 1;
  }

  /**
   * Lets what was matched of an order that came in by an allowance count for its account: what it may cost, it has already.
   *
   * @param sum of size x price
   */
  protected countUncounted(holding: number, is: Side, size: number, sum: number): void {
    this.addMatched(holding, is, size, sum);
    this.holdings.doubles[(holding >> 1) + HOLDING_GROSS_F64]! += size;
  }

  /**
   * The same for an order that was counted: it is not unmatched any more, and matched instead.
   *
   * @param limit the order's own price
   */
  protected countCounted(
    position: number,
    holding: number,
    is: Side,
    size: number,
    sum: number,
    limit: number,
  ): void {
    this.addMatched(holding, is, size, sum);
    const { words, doubles } = this.lines;
    const liability = liabilityOf(is, size, limit);
    const exposure = words[position + POSITION_EXPOSURE]!;
    const isCovered = doubles[(exposure >> 1) + EXPOSURE_THRESHOLD_F64] === COVERED;
    const sign = isCovered ? 0 : 1 - 2 * is;
    this.shift(
      exposure,
      holding,
      (1 - is) * liability - 100 * sign * size,
      (2 * is - 1) * liability + sign * sum,
    );
  }

  /** Works out what a position may cost, if it is covered, and keeps that up from now on. */
  protected weigh(position: number): void {
    if (this.lines.words[position + POSITION_COVERED] === 0) return;
    const exposure = this.lines.words[position + POSITION_EXPOSURE]!;
    for (const order of this.#uncounted(position)) this.#count(order, exposure);
    this.#addAllMatched(exposure, 1);
    const { words, doubles } = this.lines;
    words[position + POSITION_COVERED] = 0;
    doubles[(position >> 1) + POSITION_ALLOWANCE_F64] = 0;
    this.accounts.words[words[exposure + EXPOSURE_ACCOUNT]! + ACCOUNT_COVERED_COUNT]! -= 1;
    this.weighAnew(exposure);
  }

  /** Weighs all positions of an account. */
  protected weighAll(record: number): void {
    if (this.accounts.words[record + ACCOUNT_COVERED_COUNT] === 0) return;
    let exposure = this.accounts.words[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      this.weigh(this.lines.words[exposure + EXPOSURE_POSITION]!);
      exposure = this.lines.words[exposure + EXPOSURE_NEXT]!;
    }
  }

  /** What is free of an account when nothing is granted: `freeOf` is never more. */
  protected freeExactlyOf(record: number): number {
    this.weighAll(record);
    return this.freeOf(record);
  }

  /** What an exposure reserves, to the unit, without what was granted. Changes nothing; takes time for each uncounted order. */
  protected reservedBy(exposure: number): number {
    const { words, doubles } = this.lines;
    const position = words[exposure + EXPOSURE_POSITION]!;
    if (words[position + POSITION_COVERED] === 0) return doubles[(exposure >> 1) + EXPOSURE_RESERVED_F64]!;
    const holdings = this.holdings.doubles;
    let base = doubles[(exposure >> 1) + EXPOSURE_BASE_F64]!;
    const returns = new Map<number, number>();
    for (const holding of this.holdingsOf(exposure)) {
      const double = holding >> 1;
      returns.set(holding, holdings[double + HOLDING_RETURN_F64]! + holdings[double + HOLDING_PAYOUT_F64]!);
      base -= 100 * holdings[double + HOLDING_STAKE_F64]!;
    }
    for (const order of this.#uncounted(position)) {
      const { holding, is, liability } = this.#claimOf(order);
      base -= (1 - is) * liability;
      returns.set(holding, returns.get(holding)! + (1 - 2 * is) * liability);
    }
    const market = words[exposure + EXPOSURE_MARKET_LINE]!;
    const lowest = [...returns.values()].filter((returned) => returned !== NO_WIN).sort((a, b) => a - b);
    for (const returned of lowest.slice(0, words[market + MARKET_WINNERS])) base += returned;
    return reservedFor(base);
  }

  /** The same for all exposures of an account. */
  reservedOf(record: number): number {
    let reserved = 0;
    let exposure = this.accounts.words[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      reserved += this.reservedBy(exposure);
      exposure = this.lines.words[exposure + EXPOSURE_NEXT]!;
    }
    return reserved;
  }

  override accountView(record: number): AccountView {
    return { ...super.accountView(record), reserved: this.reservedOf(record) };
  }

  /** The orders of a covered position that came in by its allowance: the latest. */
  *#uncounted(position: number): Generator<number> {
    const orders = this.orders.words;
    let order = this.lines.words[position + POSITION_LAST_ORDER]!;
    while (order !== 0 && orders[order + ORDER_HOLDING] === 0) {
      yield order;
      order = orders[order + ORDER_OWN_PREVIOUS]!;
    }
  }

  #count(order: number, exposure: number): void {
    const { holding, is, liability } = this.#claimOf(order);
    const orders = this.orders.words;
    orders[order + ORDER_HOLDING] = holding;
    this.holdings.doubles[(holding >> 1) + HOLDING_GROSS_F64]! += orders[order + ORDER_REMAINING]!;
    this.shift(exposure, holding, (is - 1) * liability, (1 - 2 * is) * liability);
  }

  /** What an order can lose, and on which holding and side. */
  #claimOf(order: number): { readonly holding: number; readonly is: Side; readonly liability: number } {
    const lines = this.lines.words;
    const orders = this.orders.words;
    const level = orders[order + ORDER_LEVEL]!;
    const is: Side = lines[level + LEVEL_IS]!;
    const liability = liabilityOf(is, orders[order + ORDER_REMAINING]!, lines[level + LEVEL_PRICE]!);
    return {
      holding: this.holdingOn(orders[order + ORDER_POSITION]!, lines[level + LEVEL_SIDE]!),
      is,
      liability,
    };
  }

  /** Adds what is matched to base and returns, or takes it out of them. */
  #addAllMatched(exposure: number, sign: 1 | -1): void {
    const { doubles } = this.holdings;
    for (const holding of this.holdingsOf(exposure)) {
      doubles[(holding >> 1) + HOLDING_RETURN_F64]! += sign * doubles[(holding >> 1) + HOLDING_PAYOUT_F64]!;
      this.lines.doubles[(exposure >> 1) + EXPOSURE_BASE_F64]! -=
        sign * 100 * doubles[(holding >> 1) + HOLDING_STAKE_F64]!;
    }
  }

  #grossMax(exposure: number): number {
    const { doubles } = this.holdings;
    let most = 0;
    for (const holding of this.holdingsOf(exposure))
      most = Math.max(most, doubles[(holding >> 1) + HOLDING_GROSS_F64]!);
    return most;
  }

  /** In the order of the market's runners. */
  protected *holdingsOf(exposure: number): Generator<number> {
    const first = this.lines.words[exposure + EXPOSURE_HOLDINGS]!;
    const end = first + this.lines.words[exposure + EXPOSURE_RUNNER_COUNT]! * HOLDING_WORDS;
    for (let holding = first; holding < end; holding += HOLDING_WORDS) yield holding;
  }
}
