import { ACCOUNT_LAYOUT } from './account/account-layout.js';
import { POSITION_LAYOUT } from './account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from './book/book-layout.js';
import type { Market } from './market/market.js';
import { ORDER_LAYOUT } from './order/order-layout.js';
import { MARKET_LAYOUT } from './market/market-layout.js';
import { TERMS_LAYOUT } from './order/order-layout.js';
import type { SettlementDesk } from './settlement/settlement-desk.js';
import { TRADE_LAYOUT, TURN_LAYOUT } from './trade/trade-layout.js';

const { ACCOUNT_COVERED_COUNT, ACCOUNT_LATEST_EXPOSURE, ACCOUNT_RESERVED_F64, ACCOUNT_WORDS } =
  ACCOUNT_LAYOUT;
const { MARKET_LATEST_TRADE } = MARKET_LAYOUT;
const { SIDE_RUNNER, SIDE_SHIFT } = SIDE_LAYOUT;
const { POSITION_ACCOUNT } = POSITION_LAYOUT;
const { TERMS_GOOD_TILL_F64, TERMS_MARKET_VERSION, TERMS_RELEASE_F64, TERMS_TIME_IN_FORCE } = TERMS_LAYOUT;
const { TRADE_MAKER_POSITION, TRADE_NEXT, TRADE_PRICE, TRADE_TURN, TRADE_WORDS } = TRADE_LAYOUT;
const { TURN_SIDE, TURN_TAKER_POSITION } = TURN_LAYOUT;
const { LEVEL_IS, LEVEL_MARKET, LEVEL_PRICE, LEVEL_RUNNER } = LEVEL_LAYOUT;
const { ORDER_GENERATION, ORDER_LEVEL, ORDER_NEXT, ORDER_POSITION, ORDER_REMAINING, ORDER_WORDS } =
  ORDER_LAYOUT;
const { ORDER_HOLDING, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
/** What of an account is about how it is kept; what it reserves is taken without what was granted. */
const WORKING_WORDS: ReadonlySet<number> = new Set([
  ACCOUNT_LATEST_EXPOSURE,
  ACCOUNT_COVERED_COUNT,
  2 * ACCOUNT_RESERVED_F64,
  2 * ACCOUNT_RESERVED_F64 + 1,
]);

/**
 * A 64-bit digest of all that decides the future: the markets with their descriptions and status; every live order
 * with its fields, its neighbours in the queue and in its account's list, and what it belongs to; the accounts with their
 * money, what each has in each market, the trades, and what is due; and the free records of orders in the order in which
 * they will be used again, hence the next order ids. Where levels, tree nodes and positions happen to lie in memory does
 * not count, nor do events.
 *
 * The pool is read in one sweep, without following the queues: a million orders take some 100 ms. Two matchers of
 * equal history have equal digests; it is no protection against someone who wants to make two histories collide.
 */
export function hashOf(state: SettlementDesk): string {
  const digest = new Digest();
  digest.word(state.markets.length);
  for (const market of state.markets) addMarket(digest, market);
  addOrders(digest, state);
  addMoney(digest, state);
  return digest.toString();
}

function addMarket(digest: Digest, market: Market): void {
  digest.word(market.status);
  digest.number(market.createdSequence);
  digest.number(market.createdAtMs);
  digest.text(JSON.stringify([market.name, market.runners, market.ladder]));
  if (market.rules === undefined) return;
  const { rules, startTimeMs, inPlay, version, materialVersion, removed, declaration } = market;
  digest.text(JSON.stringify([rules, startTimeMs, inPlay, version, materialVersion, removed, declaration]));
}

/** Nothing at all as long as there is no account. */
function addMoney(digest: Digest, state: SettlementDesk): void {
  const { words: accounts, end } = state.accounts;
  for (let record = ACCOUNT_WORDS; record < end; record += ACCOUNT_WORDS) {
    for (let word = 0; word < ACCOUNT_WORDS; word++) {
      if (!WORKING_WORDS.has(word)) digest.word(accounts[record + word]!);
    }
    digest.number(state.reservedOf(record));
    for (const { marketId, reserved, holdings } of state.marketPositions(record)) {
      const matched = holdings.filter(({ stake, payout }) => stake !== 0 || payout !== 0);
      matched.sort((a, b) => a.runnerId - b.runnerId);
      digest.text(JSON.stringify([marketId, reserved, matched]));
    }
  }
  for (const [currency, house] of state.houses) digest.text(JSON.stringify([currency, house]));
  for (const market of state.markets) if (market.line !== 0) addTrades(digest, state, market.line);
  for (const { timeMs, kind, reference } of state.dueEntries()) digest.text(`${timeMs} ${kind} ${reference}`);
}

function addTrades(digest: Digest, state: SettlementDesk, market: number): void {
  const { words } = state.trades;
  const lines = state.lines.words;
  for (let trade = lines[market + MARKET_LATEST_TRADE]!; trade !== 0; trade = words[trade + TRADE_NEXT]!) {
    for (let word = TRADE_PRICE; word < TRADE_WORDS; word++) digest.word(words[trade + word]!);
    const turn = words[trade + TRADE_TURN]!;
    for (let word = TURN_SIDE + 1; word < TRADE_WORDS; word++) digest.word(words[turn + word]!);
    const side = words[turn + TURN_SIDE]!;
    digest.word((side >> SIDE_SHIFT) & 1);
    digest.word(lines[side + SIDE_RUNNER]!);
    digest.word(lines[words[trade + TRADE_MAKER_POSITION]! + POSITION_ACCOUNT]!);
    digest.word(lines[words[turn + TURN_TAKER_POSITION]! + POSITION_ACCOUNT]!);
  }
}

function addOrders(digest: Digest, state: SettlementDesk): void {
  const { words: orders, end, firstFree } = state.orders;
  const lines = state.lines.words;
  digest.word(end);
  digest.word(firstFree);
  for (let order = ORDER_WORDS; order < end; order += ORDER_WORDS) {
    if (orders[order + ORDER_REMAINING] === 0) {
      digest.word(orders[order + ORDER_GENERATION]!);
      digest.word(orders[order + ORDER_NEXT]!);
      continue;
    }
    for (let word = 0; word < ORDER_WORDS; word++) {
      if (word === ORDER_LEVEL || word === ORDER_POSITION || word === ORDER_HOLDING || word === ORDER_TERMS)
        continue;
      digest.word(orders[order + word]!);
    }
    const terms = orders[order + ORDER_TERMS]!;
    digest.word(terms & PERSISTS);
    if ((terms & ~PERSISTS) !== 0) addTerms(digest, state, terms & ~PERSISTS);
    const level = orders[order + ORDER_LEVEL]!;
    digest.word(lines[level + LEVEL_MARKET]!);
    digest.word(lines[level + LEVEL_RUNNER]!);
    digest.word(lines[level + LEVEL_IS]!);
    digest.word(lines[level + LEVEL_PRICE]!);
    digest.word(lines[orders[order + ORDER_POSITION]! + POSITION_ACCOUNT]!);
  }
}

function addTerms(digest: Digest, state: SettlementDesk, terms: number): void {
  const { words, doubles } = state.lines;
  for (let word = TERMS_TIME_IN_FORCE; word <= TERMS_MARKET_VERSION; word++)
    digest.word(words[terms + word]!);
  digest.number(doubles[(terms >> 1) + TERMS_GOOD_TILL_F64]!);
  digest.number(doubles[(terms >> 1) + TERMS_RELEASE_F64]!);
}

/** Two 32-bit lanes with different multipliers, each word mixed into both. */
class Digest {
  #first = 0x243f6a88;
  #second = 0x13198a2e;
  readonly #double = new Float64Array(1);
  readonly #halves = new Int32Array(this.#double.buffer);

  word(value: number): void {
    const first = Math.imul(this.#first ^ value, 0x9e3779b1);
    this.#first = first ^ (first >>> 15);
    const second = Math.imul(this.#second ^ Math.imul(value, 0xcc9e2d51), 0x85ebca6b);
    this.#second = second ^ (second >>> 13);
  }

  number(value: number): void {
    this.#double[0] = value;
    this.word(this.#halves[0]!);
    this.word(this.#halves[1]!);
  }

  text(value: string): void {
    this.word(value.length);
    for (let index = 0; index < value.length; index++) this.word(value.charCodeAt(index));
  }

  toString(): string {
    return [finished(this.#first), finished(this.#second)]
      .map((lane) => (lane >>> 0).toString(16).padStart(8, '0'))
      .join('');
  }
}

/** Lets the last words reach every bit. */
function finished(lane: number): number {
  const mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) ^ (mixed >>> 16);
}
