import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { liabilityOf } from '../exposure/exposures.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { MarketStatus } from '../market/market-status.js';
import type { Market } from '../market/market.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { SettlementDesk } from '../settlement/settlement-desk.js';
import { Side } from '../side.js';
import { TRADE_LAYOUT, TURN_LAYOUT } from '../trade/trade-layout.js';
import { countUsed, countUsedInRuns, expectSame } from './integrity-checks.js';

const { ACCOUNT_BALANCE_F64, ACCOUNT_COVERED_COUNT, ACCOUNT_CURRENCY, ACCOUNT_RESERVED_F64, ACCOUNT_WORDS } =
  ACCOUNT_LAYOUT;
const { LEVEL_IS, LEVEL_PRICE } = LEVEL_LAYOUT;
const { ORDER_HOLDING, ORDER_LEVEL, ORDER_OWN_NEXT, ORDER_REMAINING } = ORDER_LAYOUT;
const {
  POSITION_ALLOWANCE_F64,
  POSITION_COVERED,
  POSITION_EXPOSURE,
  POSITION_FIRST_ORDER,
  POSITION_HOLDINGS,
  POSITION_NEXT,
} = POSITION_LAYOUT;
const { MARKET_ACTIVE_RUNNERS, MARKET_LATEST_POSITION, MARKET_LATEST_TRADE } = MARKET_LAYOUT;
const { SIDE_SHIFT, SIDE_SHAPE, SIDE_PLACE_SHIFT } = SIDE_LAYOUT;
const { EXPOSURE_HOLDINGS, EXPOSURE_POSITION, EXPOSURE_RUNNER_COUNT } = EXPOSURE_LAYOUT;
const { HOLDING_GROSS_F64, HOLDING_PAYOUT_F64, HOLDING_RETURN_F64, HOLDING_STAKE_F64, HOLDING_WORDS } =
  HOLDING_LAYOUT;
const {
  TRADE_INDEX,
  TRADE_MAKER_POSITION,
  TRADE_NEXT,
  TRADE_PRICE,
  TRADE_SIZE,
  TRADE_TURN,
  TRADE_WORDS,
  VOIDED,
} = TRADE_LAYOUT;
const { TURN_SIDE, TURN_TAKER_POSITION } = TURN_LAYOUT;
/** What an exposure has is rounded up to a minor unit. */
const ROUNDED = 99;

/** What a holding must be, worked out from orders and trades. */
interface Sums {
  stake: number;
  payout: number;
  backs: number;
  layLiability: number;
  gross: number;
}

/**
 * Works out from the orders and the trades what every account has everywhere, and throws where the matcher has it
 * otherwise; also when a minor unit is missing or too many. Gives how many lines the money takes.
 */
export function checkMoney(state: SettlementDesk): { readonly lines: number } {
  const check = new MoneyCheck(state);
  for (const market of state.markets)
    if (market.line !== 0 && market.rules !== undefined) check.addMarket(market);
  check.finish();
  return { lines: check.lines };
}

class MoneyCheck {
  lines = 0;
  readonly #state: SettlementDesk;
  readonly #reserved = new Map<number, number>();
  readonly #covered = new Map<number, number>();
  #holdings = 0;
  /** Their turns included. */
  #trades = 0;

  constructor(state: SettlementDesk) {
    this.#state = state;
  }

  addMarket(market: Market): void {
    const { words } = this.#state.lines;
    const removed = market.runners.filter(({ runnerId }) => market.isRemoved(runnerId)).length;
    expectSame('active runners', words[market.line + MARKET_ACTIVE_RUNNERS], market.runners.length - removed);
    const sums = this.#sumsOf(market);
    let position = words[market.line + MARKET_LATEST_POSITION]!;
    while (position !== 0) {
      this.#checkExposure(market, words[position + POSITION_EXPOSURE]!, sums);
      position = words[position + POSITION_NEXT]!;
    }
  }

  finish(): void {
    const { accounts, houses } = this.#state;
    const money = new Map<number, number>();
    for (let record = ACCOUNT_WORDS; record < accounts.end; record += ACCOUNT_WORDS) {
      const currency = accounts.words[record + ACCOUNT_CURRENCY]!;
      const balance = accounts.doubles[(record >> 1) + ACCOUNT_BALANCE_F64]!;
      money.set(currency, (money.get(currency) ?? 0) + balance);
      const reserved = accounts.doubles[(record >> 1) + ACCOUNT_RESERVED_F64]!;
      expectSame('reserved of account', reserved, this.#reserved.get(record) ?? 0);
      const covered = accounts.words[record + ACCOUNT_COVERED_COUNT]!;
      expectSame('covered positions of account', covered, this.#covered.get(record) ?? 0);
    }
    for (const [currency, { commission, rounding, paidIn }] of houses) {
      expectSame('money of a currency', (money.get(currency) ?? 0) + commission + rounding, paidIn);
    }
    expectSame('holdings', countUsedInRuns(this.#state.holdings, HOLDING_WORDS), this.#holdings);
    expectSame('trades', countUsed(this.#state.trades, TRADE_WORDS), this.#trades);
  }

  /** By holding. */
  #sumsOf(market: Market): Map<number, Sums> {
    const { words } = this.#state.trades;
    const sums = new Map<number, Sums>();
    const turns = new Set<number>();
    let trade = this.#state.lines.words[market.line + MARKET_LATEST_TRADE]!;
    while (trade !== 0) {
      this.#trades += 1;
      const turn = words[trade + TRADE_TURN]!;
      turns.add(turn);
      const side = words[turn + TURN_SIDE]!;
      const takerIs: Side = (side >> SIDE_SHIFT) & 1;
      if ((words[trade + TRADE_INDEX]! & VOIDED) === 0) {
        this.#addTrade(
          sumsIn(sums, this.#holdingOf(words[turn + TURN_TAKER_POSITION]!, side)),
          trade,
          takerIs,
        );
        this.#addTrade(
          sumsIn(sums, this.#holdingOf(words[trade + TRADE_MAKER_POSITION]!, side)),
          trade,
          takerIs ^ 1,
        );
      }
      trade = words[trade + TRADE_NEXT]!;
    }
    this.#trades += turns.size;
    return sums;
  }

  #holdingOf(position: number, side: number): number {
    const { words } = this.#state.lines;
    const place = words[side + SIDE_SHAPE]! >> SIDE_PLACE_SHIFT;
    return words[words[position + POSITION_EXPOSURE]! + EXPOSURE_HOLDINGS]! + place * HOLDING_WORDS;
  }

  #addTrade(of: Sums, trade: number, side: Side): void {
    const { words } = this.#state.trades;
    const size = words[trade + TRADE_SIZE]!;
    const sign = side === Side.BACK ? 1 : -1;
    of.stake += sign * size;
    of.payout += sign * size * words[trade + TRADE_PRICE]!;
    of.gross += size;
  }

  #checkExposure(market: Market, exposure: number, sums: Map<number, Sums>): void {
    const { words, doubles } = this.#state.lines;
    this.lines += 1;
    const position = words[exposure + EXPOSURE_POSITION]!;
    expectSame('runners of exposure', words[exposure + EXPOSURE_RUNNER_COUNT], market.runners.length);
    expectSame(
      'holdings of position',
      words[position + POSITION_HOLDINGS],
      words[exposure + EXPOSURE_HOLDINGS],
    );
    const uncounted = this.#addOrders(position, sums);
    const isCovered = words[position + POSITION_COVERED] !== 0;
    let base = 0;
    let keptBase = 0;
    const returns: number[] = [];
    const holdings = this.#state.holdings.doubles;
    for (const [place, { runnerId }] of market.runners.entries()) {
      this.#holdings += 1;
      const holding = words[exposure + EXPOSURE_HOLDINGS]! + place * HOLDING_WORDS;
      const { stake, payout, backs, layLiability, gross } = sumsIn(sums, holding);
      const double = holding >> 1;
      expectSame('stake of holding', holdings[double + HOLDING_STAKE_F64], stake);
      expectSame('payout of holding', holdings[double + HOLDING_PAYOUT_F64], payout);
      expectSame('gross of holding', holdings[double + HOLDING_GROSS_F64], gross);
      const returned = payout + 100 * backs - layLiability;
      const kept = isCovered ? returned - payout : returned;
      const isRemoved = market.isRemoved(runnerId);
      expectSame('return of holding', holdings[double + HOLDING_RETURN_F64], isRemoved ? Infinity : kept);
      base -= 100 * (stake + backs);
      keptBase -= 100 * (isCovered ? backs : stake + backs);
      if (!isRemoved) returns.push(returned);
    }
    expectSame('base of exposure', doubles[(exposure >> 1) + EXPOSURE_LAYOUT.EXPOSURE_BASE_F64], keptBase);
    const reserved = doubles[(exposure >> 1) + EXPOSURE_LAYOUT.EXPOSURE_RESERVED_F64]!;
    const record = words[exposure + EXPOSURE_LAYOUT.EXPOSURE_ACCOUNT]!;
    this.#reserved.set(record, (this.#reserved.get(record) ?? 0) + reserved);
    const allowance = doubles[(position >> 1) + POSITION_ALLOWANCE_F64]!;
    if (isCovered) {
      this.#covered.set(record, (this.#covered.get(record) ?? 0) + 1);
      // At the worst all that came in by the allowance is lost; what is left of it cannot be.
      const counted = 100 * worstCost(market, base, returns);
      if (!(allowance >= 0 && counted + uncounted <= 100 * reserved - allowance + ROUNDED))
        throw new Error(`covered: ${counted} + ${uncounted} of ${reserved}, ${allowance} left`);
      return;
    }
    expectSame('uncounted orders', uncounted, 0);
    expectSame('allowance', allowance, 0);
    expectSame(
      'reserved',
      reserved,
      market.status === MarketStatus.SETTLED ? 0 : worstCost(market, base, returns),
    );
  }

  /** Gives the liability of the orders that came in by an allowance, which must be the latest. */
  #addOrders(position: number, sums: Map<number, Sums>): number {
    const { orders, lines } = this.#state;
    let uncounted = 0;
    let order = lines.words[position + POSITION_FIRST_ORDER]!;
    while (order !== 0) {
      const holding = orders.words[order + ORDER_HOLDING]!;
      const level = orders.words[order + ORDER_LEVEL]!;
      const remaining = orders.words[order + ORDER_REMAINING]!;
      if (holding === 0) {
        uncounted += liabilityOf(
          lines.words[level + LEVEL_IS]!,
          remaining,
          lines.words[level + LEVEL_PRICE]!,
        );
        order = orders.words[order + ORDER_OWN_NEXT]!;
        continue;
      }
      expectSame('uncounted orders before one that is counted', uncounted, 0);
      const of = sumsIn(sums, holding);
      of.gross += remaining;
      if (lines.words[level + LEVEL_IS] === Side.BACK) of.backs += remaining;
      else of.layLiability += remaining * (lines.words[level + LEVEL_PRICE]! - 100);
      order = orders.words[order + ORDER_OWN_NEXT]!;
    }
    return uncounted;
  }
}

function worstCost(market: Market, base: number, returns: readonly number[]): number {
  const lowest = returns.toSorted((a, b) => a - b).slice(0, market.rules!.winnerCount);
  const worst = lowest.reduce((sum, returned) => sum + returned, base);
  return Math.max(0, Math.ceil(-worst / 100));
}

function sumsIn(sums: Map<number, Sums>, holding: number): Sums {
  let of = sums.get(holding);
  if (of === undefined) {
    of = { stake: 0, payout: 0, backs: 0, layLiability: 0, gross: 0 };
    sums.set(holding, of);
  }
  return of;
}
