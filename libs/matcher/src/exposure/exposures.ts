import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import { Money } from '../account/money.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { RUNNER_COUNT_MAX } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ARENA } from '../memory/arena.js';
import type { Side } from '../side.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from './exposure-layout.js';

const { lines, lineDoubles, accounts, accountDoubles, holdingDoubles } = ARENA;
const { ACCOUNT_LATEST_EXPOSURE, ACCOUNT_RESERVED_F64 } = ACCOUNT_LAYOUT;
const {
  COVERED,
  EXPOSURE_ABOVE_F64,
  EXPOSURE_ACCOUNT,
  EXPOSURE_BASE_F64,
  EXPOSURE_HOLDINGS,
  EXPOSURE_LOWEST_F64,
  EXPOSURE_MARKET_LINE,
  EXPOSURE_NEXT,
  EXPOSURE_POSITION,
  EXPOSURE_RESERVED_F64,
  EXPOSURE_RUNNER_COUNT,
  EXPOSURE_THRESHOLD_F64,
} = EXPOSURE_LAYOUT;
const { HOLDING_PAYOUT_F64, HOLDING_RETURN_F64, HOLDING_STAKE_F64, HOLDING_WORDS, NO_WIN } = HOLDING_LAYOUT;
const { MARKET_ACTIVE_RUNNERS, MARKET_WINNERS } = MARKET_LAYOUT;
const { POSITION_EXPOSURE, POSITION_HOLDINGS, POSITION_MARKET, POSITION_NEWER_EXPOSURE } = POSITION_LAYOUT;
const { SIDE_PLACE_SHIFT, SIDE_SHAPE } = SIDE_LAYOUT;

/** Hundredths of a minor unit in a minor unit. */
const EXACT = 100;

/**
 * How much each account could lose in each market, whoever wins and whatever of its orders is matched.
 *
 * With W the set of winners, an account's result is at worst BASE + the sum of the RETURNs of the runners in W: an
 * unmatched BACK counts as lost in BASE and as not matched where its runner wins, an unmatched LAY as lost where its
 * runner wins. The worst W has the lowest returns. All is linear in sizes, so that
 * an order, a trade or a cancel is one addition each; of the lowest returns only a change below the threshold matters. Where
 * one runner wins, the lowest return also moves alone as long as it stays below all others; only when it passes another one
 * are the holdings of this account in this market looked through. See domain rules in docs/rules.md.
 */
export class Exposures extends Money {
  /** What `#compare` found. */
  #lowest = 0;
  #threshold = 0;
  #above = 0;
  readonly #sorted = new Float64Array(RUNNER_COUNT_MAX + 1);

  /** What the account of a position, in a market with money, has on the runner of a side record. */
  protected holdingOn(position: number, side: number): number {
    return (
      lines[position + POSITION_HOLDINGS]! + (lines[side + SIDE_SHAPE]! >> SIDE_PLACE_SHIFT) * HOLDING_WORDS
    );
  }

  /**
   * What the exposure would reserve, in minor units, after its base and the return of one of its holdings had changed by
   * so much. Changes nothing.
   */
  protected reservedAfter(exposure: number, holding: number, base: number, returned: number): number {
    const before = holdingDoubles[(holding >> 1) + HOLDING_RETURN_F64]!;
    this.#compare(exposure, holding, before, before + returned);
    return reservedFor(lineDoubles[(exposure >> 1) + EXPOSURE_BASE_F64]! + base + this.#lowest);
  }

  /** The same for an account that has nothing in the market yet. */
  protected reservedAtFirst(market: number, base: number, returned: number): number {
    const mayNotWin = lines[market + MARKET_WINNERS]! < lines[market + MARKET_ACTIVE_RUNNERS]!;
    return reservedFor(base + (mayNotWin ? Math.min(returned, 0) : returned));
  }

  /** Changes base and return by so much, and what is reserved accordingly, unless that is to be worked out later. */
  protected shift(exposure: number, holding: number, base: number, returned: number): void {
    const double = exposure >> 1;
    const before = holdingDoubles[(holding >> 1) + HOLDING_RETURN_F64]!;
    const after = before + returned;
    holdingDoubles[(holding >> 1) + HOLDING_RETURN_F64] = after;
    lineDoubles[double + EXPOSURE_BASE_F64]! += base;
    const threshold = lineDoubles[double + EXPOSURE_THRESHOLD_F64]!;
    if (threshold === COVERED) return;
    // What #compare says first, written out: nearly every change is one of those.
    if (before > threshold && after >= threshold) {
      if (after < lineDoubles[double + EXPOSURE_ABOVE_F64]!) lineDoubles[double + EXPOSURE_ABOVE_F64] = after;
    } else {
      this.#compare(exposure, holding, before, after);
      this.#keepWeights(exposure);
    }
    this.#reserve(exposure);
  }

  /**
   * Adds to (or, with a negative size, takes from) what is matched on a holding; `sum` is size x price. What is held back
   * is another matter: see `shift`.
   */
  protected addMatched(holding: number, side: Side, size: number, sum: number): void {
    const sign = 1 - 2 * side;
    holdingDoubles[(holding >> 1) + HOLDING_STAKE_F64]! += sign * size;
    holdingDoubles[(holding >> 1) + HOLDING_PAYOUT_F64]! += sign * sum;
  }

  /** Takes a holding out of those that can be a winner's; nothing is matched or live on it any more. */
  protected retire(holding: number): void {
    holdingDoubles[(holding >> 1) + HOLDING_RETURN_F64] = NO_WIN;
  }

  /** Works out anew what an exposure reserves, after another number of runners can win. */
  protected weighAnew(exposure: number): void {
    this.#scan(exposure, 0, 0);
    this.#keepWeights(exposure);
    this.#reserve(exposure);
  }

  /** A new exposure of the account in the market of the position, for which `hasRoomFor` of the holdings has been asked. */
  protected openExposure(record: number, position: number, market: number): number {
    const exposure = this.lines.take();
    const latest = accounts[record + ACCOUNT_LATEST_EXPOSURE]!;
    lines[exposure + EXPOSURE_ACCOUNT] = record;
    lines[exposure + EXPOSURE_POSITION] = position;
    lines[exposure + EXPOSURE_MARKET_LINE] = market;
    lines[exposure + EXPOSURE_NEXT] = latest;
    this.#openHoldings(exposure, position);
    lines[position + POSITION_NEWER_EXPOSURE] = 0;
    if (latest !== 0) lines[lines[latest + EXPOSURE_POSITION]! + POSITION_NEWER_EXPOSURE] = exposure;
    accounts[record + ACCOUNT_LATEST_EXPOSURE] = exposure;
    lines[position + POSITION_EXPOSURE] = exposure;
    lineDoubles[(exposure >> 1) + EXPOSURE_BASE_F64] = 0;
    lineDoubles[(exposure >> 1) + EXPOSURE_RESERVED_F64] = 0;
    this.#scan(exposure, 0, 0);
    this.#keepWeights(exposure);
    return exposure;
  }

  #openHoldings(exposure: number, position: number): void {
    const market = this.markets[lines[position + POSITION_MARKET]! - 1]!;
    const run = this.holdings.take(market.runners.length);
    lines[position + POSITION_HOLDINGS] = run;
    lines[exposure + EXPOSURE_HOLDINGS] = run;
    lines[exposure + EXPOSURE_RUNNER_COUNT] = market.runners.length;
    for (const [place, { runnerId }] of market.runners.entries()) {
      if (market.isRemoved(runnerId)) this.retire(run + place * HOLDING_WORDS);
    }
  }

  /** Gives back an exposure that reserves nothing any more, with its holdings. */
  protected releaseExposure(exposure: number): void {
    this.holdings.release(lines[exposure + EXPOSURE_HOLDINGS]!, lines[exposure + EXPOSURE_RUNNER_COUNT]!);
    const newer = lines[lines[exposure + EXPOSURE_POSITION]! + POSITION_NEWER_EXPOSURE]!;
    const older = lines[exposure + EXPOSURE_NEXT]!;
    if (newer === 0) accounts[lines[exposure + EXPOSURE_ACCOUNT]! + ACCOUNT_LATEST_EXPOSURE] = older;
    else lines[newer + EXPOSURE_NEXT] = older;
    if (older !== 0) lines[lines[older + EXPOSURE_POSITION]! + POSITION_NEWER_EXPOSURE] = newer;
    this.lines.release(exposure);
  }

  /** Finds the lowest returns when the one of `holding` goes from `before` to `after`. */
  #compare(exposure: number, holding: number, before: number, after: number): void {
    const double = exposure >> 1;
    const threshold = lineDoubles[double + EXPOSURE_THRESHOLD_F64]!;
    const above = lineDoubles[double + EXPOSURE_ABOVE_F64]!;
    if (before > threshold && after >= threshold) {
      this.#lowest = lineDoubles[double + EXPOSURE_LOWEST_F64]!;
      this.#threshold = threshold;
      this.#above = Math.min(above, after);
    } else if (lines[lines[exposure + EXPOSURE_MARKET_LINE]! + MARKET_WINNERS] !== 1) {
      this.#scan(exposure, holding, after);
    } else if (after <= threshold || after <= above) {
      this.#lowest = after;
      this.#threshold = after;
      // The one that was the lowest is now among the others.
      this.#above = before > threshold ? threshold : above;
    } else {
      this.#scan(exposure, holding, after);
    }
  }

  /** Looks through all holdings, `holding` (0: none of them) counting with `after`. */
  #scan(exposure: number, holding: number, after: number): void {
    const market = lines[exposure + EXPOSURE_MARKET_LINE]!;
    const wanted = Math.min(lines[market + MARKET_WINNERS]!, lines[market + MARKET_ACTIVE_RUNNERS]!);
    const kept = wanted + 1;
    const first = lines[exposure + EXPOSURE_HOLDINGS]!;
    const end = first + lines[exposure + EXPOSURE_RUNNER_COUNT]! * HOLDING_WORDS;
    let count = 0;
    for (let other = first; other < end; other += HOLDING_WORDS) {
      const returned = other === holding ? after : holdingDoubles[(other >> 1) + HOLDING_RETURN_F64]!;
      count = this.#insert(returned, count, kept);
    }
    let lowest = 0;
    const lows = Math.min(count, wanted);
    for (let index = 0; index < lows; index++) lowest += this.#sorted[index]!;
    this.#lowest = lowest;
    // When every runner wins, every change matters.
    const isAll = wanted === lines[market + MARKET_ACTIVE_RUNNERS]!;
    this.#threshold = lows === 0 || (isAll && wanted > 1) ? Infinity : this.#sorted[lows - 1]!;
    this.#above = count === kept ? this.#sorted[wanted]! : Infinity;
  }

  /** Keeps the lowest `kept` of what it is given in order; gives how many there are. */
  #insert(returned: number, count: number, kept: number): number {
    const sorted = this.#sorted;
    let at = count;
    if (count === kept) {
      if (returned >= sorted[count - 1]!) return count;
      at -= 1;
    }
    while (at > 0 && sorted[at - 1]! > returned) {
      sorted[at] = sorted[at - 1]!;
      at -= 1;
    }
    sorted[at] = returned;
    return Math.min(count + 1, kept);
  }

  /** Keeps what was found. */
  #keepWeights(exposure: number): void {
    lineDoubles[(exposure >> 1) + EXPOSURE_LOWEST_F64] = this.#lowest;
    lineDoubles[(exposure >> 1) + EXPOSURE_THRESHOLD_F64] = this.#threshold;
    lineDoubles[(exposure >> 1) + EXPOSURE_ABOVE_F64] = this.#above;
  }

  /** Holds back what an exposure says now. */
  #reserve(exposure: number): void {
    const double = exposure >> 1;
    const before = lineDoubles[double + EXPOSURE_RESERVED_F64]!;
    const reserved = reservedFor(
      lineDoubles[double + EXPOSURE_BASE_F64]! + lineDoubles[double + EXPOSURE_LOWEST_F64]!,
    );
    if (reserved === before) return;
    lineDoubles[double + EXPOSURE_RESERVED_F64] = reserved;
    accountDoubles[(lines[exposure + EXPOSURE_ACCOUNT]! >> 1) + ACCOUNT_RESERVED_F64]! += reserved - before;
  }
}

/** What an unmatched order can lose, in hundredths of a minor unit: 100 times its size, or for a LAY what it would pay out. */
export function liabilityOf(side: Side, size: number, price: number): number {
  return size * (100 + side * (price - 200));
}

/** Whole minor units to hold back for a worst result in hundredths of one: rounded up. */
export function reservedFor(worst: number): number {
  return worst < 0 ? Math.ceil(-worst / EXACT) : 0;
}
