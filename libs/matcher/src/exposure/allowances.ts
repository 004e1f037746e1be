import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import type { AccountView } from '../account/account-view.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT } from '../book/book-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { Side } from '../side.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from './exposure-layout.js';
import { Exposures, liabilityOf, reservedFor } from './exposures.js';

const { orders, lines, lineDoubles, accounts, accountDoubles, holdingDoubles } = ARENA;
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
    const record = lines[exposure + EXPOSURE_ACCOUNT]!;
    if (accounts[record + ACCOUNT_GUARDS] !== 0) return;
    if (lines[lines[exposure + EXPOSURE_MARKET_LINE]! + MARKET_LIMITED] !== 0) return;
    const room = Math.floor((sizeMax - this.#grossMax(exposure)) / 100);
    const grant = Math.min(Math.floor(this.freeOf(record) * GRANT_SHARE), room);
    if (100 * grant < GRANT_ORDERS * liability) return;
    const position = lines[exposure + EXPOSURE_POSITION]!;
    lines[position + POSITION_COVERED] = accounts[record + ACCOUNT_SELF_MATCH]!;
    lineDoubles[(position >> 1) + POSITION_ALLOWANCE_F64] = 100 * grant;
    lineDoubles[(exposure >> 1) + EXPOSURE_THRESHOLD_F64] = COVERED;
    this.#addAllMatched(exposure, -1);
    lineDoubles[(exposure >> 1) + EXPOSURE_RESERVED_F64]! += grant;
    accountDoubles[(record >> 1) + ACCOUNT_RESERVED_F64]! += grant;
    accounts[record + ACCOUNT_COVERED_COUNT]! += 1;
  }

  /**
   * Lets what was matched of an order that came in by an allowance count for its account: what it may cost, it has already.
   *
   * @param sum of size x price
   */
  protected countUncounted(holding: number, is: Side, size: number, sum: number): void {
    this.addMatched(holding, is, size, sum);
    holdingDoubles[(holding >> 1) + HOLDING_GROSS_F64]! += size;
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
    const liability = liabilityOf(is, size, limit);
    const exposure = lines[position + POSITION_EXPOSURE]!;
    const isCovered = lineDoubles[(exposure >> 1) + EXPOSURE_THRESHOLD_F64] === COVERED;
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
    if (lines[position + POSITION_COVERED] === 0) return;
    const exposure = lines[position + POSITION_EXPOSURE]!;
    for (const order of this.#uncounted(position)) this.#count(order, exposure);
    this.#addAllMatched(exposure, 1);
    lines[position + POSITION_COVERED] = 0;
    lineDoubles[(position >> 1) + POSITION_ALLOWANCE_F64] = 0;
    accounts[lines[exposure + EXPOSURE_ACCOUNT]! + ACCOUNT_COVERED_COUNT]! -= 1;
    this.weighAnew(exposure);
  }

  /** Weighs all positions of an account. */
  protected weighAll(record: number): void {
    if (accounts[record + ACCOUNT_COVERED_COUNT] === 0) return;
    let exposure = accounts[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      this.weigh(lines[exposure + EXPOSURE_POSITION]!);
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
  }

  /** What is free of an account when nothing is granted: `freeOf` is never more. */
  protected freeExactlyOf(record: number): number {
    this.weighAll(record);
    return this.freeOf(record);
  }

  /** What an exposure reserves, to the unit, without what was granted. Changes nothing; takes time for each uncounted order. */
  protected reservedBy(exposure: number): number {
    const position = lines[exposure + EXPOSURE_POSITION]!;
    if (lines[position + POSITION_COVERED] === 0)
      return lineDoubles[(exposure >> 1) + EXPOSURE_RESERVED_F64]!;
    let base = lineDoubles[(exposure >> 1) + EXPOSURE_BASE_F64]!;
    const returns = new Map<number, number>();
    for (const holding of this.holdingsOf(exposure)) {
      const double = holding >> 1;
      returns.set(
        holding,
        holdingDoubles[double + HOLDING_RETURN_F64]! + holdingDoubles[double + HOLDING_PAYOUT_F64]!,
      );
      base -= 100 * holdingDoubles[double + HOLDING_STAKE_F64]!;
    }
    for (const order of this.#uncounted(position)) {
      const { holding, is, liability } = this.#claimOf(order);
      base -= (1 - is) * liability;
      returns.set(holding, returns.get(holding)! + (1 - 2 * is) * liability);
    }
    const market = lines[exposure + EXPOSURE_MARKET_LINE]!;
    const lowest = [...returns.values()].filter((returned) => returned !== NO_WIN).sort((a, b) => a - b);
    for (const returned of lowest.slice(0, lines[market + MARKET_WINNERS])) base += returned;
    return reservedFor(base);
  }

  /** The same for all exposures of an account. */
  reservedOf(record: number): number {
    let reserved = 0;
    let exposure = accounts[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      reserved += this.reservedBy(exposure);
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
    return reserved;
  }

  override accountView(record: number): AccountView {
    return { ...super.accountView(record), reserved: this.reservedOf(record) };
  }

  /** The orders of a covered position that came in by its allowance: the latest. */
  *#uncounted(position: number): Generator<number> {
    let order = lines[position + POSITION_LAST_ORDER]!;
    while (order !== 0 && orders[order + ORDER_HOLDING] === 0) {
      yield order;
      order = orders[order + ORDER_OWN_PREVIOUS]!;
    }
  }

  #count(order: number, exposure: number): void {
    const { holding, is, liability } = this.#claimOf(order);
    orders[order + ORDER_HOLDING] = holding;
    holdingDoubles[(holding >> 1) + HOLDING_GROSS_F64]! += orders[order + ORDER_REMAINING]!;
    this.shift(exposure, holding, (is - 1) * liability, (1 - 2 * is) * liability);
  }

  /** What an order can lose, and on which holding and side. */
  #claimOf(order: number): { readonly holding: number; readonly is: Side; readonly liability: number } {
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
    for (const holding of this.holdingsOf(exposure)) {
      holdingDoubles[(holding >> 1) + HOLDING_RETURN_F64]! +=
        sign * holdingDoubles[(holding >> 1) + HOLDING_PAYOUT_F64]!;
      lineDoubles[(exposure >> 1) + EXPOSURE_BASE_F64]! -=
        sign * 100 * holdingDoubles[(holding >> 1) + HOLDING_STAKE_F64]!;
    }
  }

  #grossMax(exposure: number): number {
    let most = 0;
    for (const holding of this.holdingsOf(exposure))
      most = Math.max(most, holdingDoubles[(holding >> 1) + HOLDING_GROSS_F64]!);
    return most;
  }

  /** In the order of the market's runners. */
  protected *holdingsOf(exposure: number): Generator<number> {
    const first = lines[exposure + EXPOSURE_HOLDINGS]!;
    const end = first + lines[exposure + EXPOSURE_RUNNER_COUNT]! * HOLDING_WORDS;
    for (let holding = first; holding < end; holding += HOLDING_WORDS) yield holding;
  }
}
