import { POSITION_LAYOUT } from './account/position-layout.js';

import { LEVEL_LAYOUT } from './book/book-layout.js';
import type { Market } from './market/market.js';
import { ORDER_LAYOUT } from './order/order-layout.js';
import type { State } from './state.js';

const { POSITION_ACCOUNT } = POSITION_LAYOUT;
const { LEVEL_IS, LEVEL_MARKET, LEVEL_PRICE, LEVEL_RUNNER } = LEVEL_LAYOUT;
const { ORDER_GENERATION, ORDER_LEVEL, ORDER_NEXT, ORDER_POSITION, ORDER_REMAINING, ORDER_WORDS } =
  ORDER_LAYOUT;

/**
 * A 64-bit digest of all that decides the future: the markets with their descriptions and status; every live order
 * with its fields, its neighbours in the queue and in its account's list, and what it belongs to; and the free
 * records in the order in which they will be used again, hence the next order ids. Where levels, tree nodes and
 * positions happen to lie in memory does not count, nor do events.
 *
 * The pool is read in one sweep, without following the queues: a million orders take some 100 ms. Two matchers of
 * equal history have equal digests; it is no protection against someone who wants to make two histories collide.
 */
export function hashOf(state: State): string {
  const digest = new Digest();
  digest.word(state.markets.length);
  for (const market of state.markets) addMarket(digest, market);
  addOrders(digest, state);
  return digest.toString();
}

function addMarket(digest: Digest, market: Market): void {
  digest.word(market.status);
  digest.number(market.createdSequence);
  digest.number(market.createdAtMs);
  digest.text(JSON.stringify([market.name, market.runners, market.ladder]));
}

function addOrders(digest: Digest, state: State): void {
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
      if (word !== ORDER_LEVEL && word !== ORDER_POSITION) digest.word(orders[order + word]!);
    }
    const level = orders[order + ORDER_LEVEL]!;
    digest.word(lines[level + LEVEL_MARKET]!);
    digest.word(lines[level + LEVEL_RUNNER]!);
    digest.word(lines[level + LEVEL_IS]!);
    digest.word(lines[level + LEVEL_PRICE]!);
    digest.word(lines[orders[order + ORDER_POSITION]! + POSITION_ACCOUNT]!);
  }
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
