import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, NODE_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import type { PriceLadder } from '../price-ladder/price-ladder.js';
import type { Market } from '../market/market.js';
import { enterArena } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { Side } from '../side.js';
import { SettlementDesk } from '../settlement/settlement-desk.js';
import type { Matcher } from '../matcher.js';
import { loadState, optionsOf } from '../snapshot.js';
import { countUsed, expectSame } from './integrity-checks.js';
import { checkMoney } from './money-integrity.js';

const { POSITION_ACCOUNT, POSITION_FIRST_ORDER, POSITION_LAST_ORDER, POSITION_MARKET, POSITION_NEXT } =
  POSITION_LAYOUT;
const { LEVEL_COUNT, LEVEL_FIRST, LEVEL_LAST, LEVEL_PRICE, LEVEL_RANK, LEVEL_SIDE, LEVEL_TOTAL_F64 } =
  LEVEL_LAYOUT;
const { NODE_BITS, NODE_CHILDREN, NODE_WORDS } = NODE_LAYOUT;
const {
  ROOT_SHIFT_MASK,
  SIDE_BEST_LEVEL,
  SIDE_BEST_RANK,
  SIDE_FLIP,
  SIDE_MARKET_LINE,
  SIDE_MARKET,
  SIDE_ROOT,
  SIDE_PLACE_SHIFT,
  SIDE_SHAPE,
  SIDE_RUNNER,
  SIDE_WORDS,
} = SIDE_LAYOUT;
const {
  ORDER_CANCELLED,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_OWN_NEXT,
  ORDER_OWN_PREVIOUS,
  ORDER_POSITION,
  ORDER_PREVIOUS,
  ORDER_PRICE_SUM_F64,
  ORDER_REMAINING,
  ORDER_SIZE,
  ORDER_WORDS,
} = ORDER_LAYOUT;

const { MARKET_FIRST_WAITING, MARKET_LAST_WAITING, MARKET_LATEST_POSITION } = MARKET_LAYOUT;
const { LEVEL_NEXT_WAITING, LEVEL_PREVIOUS_WAITING, LEVEL_WAITS } = LEVEL_LAYOUT;
const { ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { POSITION_ORDER_COUNT } = POSITION_LAYOUT;
const LINE_WORDS = 16;

/**
 * Walks everything a matcher holds and throws at the first thing that does not fit: tree bits and levels, totals and
 * orders, queues, account lists, best levels, crossed books, lost or doubly used records.
 */
export function checkIntegrity(matcher: Matcher): void {
  // A second exchange made of the snapshot: it has all the words, and the snapshot is checked on the way.
  const snapshot = matcher.snapshot();
  const exchange = new SettlementDesk(optionsOf(snapshot));
  enterArena(exchange);
  loadState(exchange, snapshot);
  new IntegrityCheck(exchange).run();
}

class IntegrityCheck {
  readonly #state: SettlementDesk;
  readonly #queued = new Set<number>();
  readonly #owned = new Set<number>();
  #books = 0;
  #nodes = 0;
  #levels = 0;
  #terms = 0;
  #positions = 0;

  constructor(state: SettlementDesk) {
    this.#state = state;
  }

  run(): void {
    const { state } = { state: this.#state };
    const open = state.markets.filter((market) => market.line !== 0);
    for (const market of open) {
      for (const place of market.runners.keys()) this.#checkBook(market, place);
      this.#checkPositions(market);
      this.#checkWaiting(market);
    }
    const money = checkMoney(state);
    const { orders } = state;
    for (let order = ORDER_WORDS; order < orders.end; order += ORDER_WORDS) {
      const live = orders.words[order + ORDER_REMAINING] !== 0;
      expectSame('order is in a queue', this.#queued.has(order), live);
      expectSame('order is in an account list', this.#owned.has(order), live);
    }
    expectSame('orders', countUsed(orders, ORDER_WORDS), this.#queued.size);
    expectSame('nodes', countUsed(state.nodes, NODE_WORDS), this.#nodes);
    expectSame(
      'lines',
      countUsed(state.lines, LINE_WORDS),
      open.length + this.#books + this.#levels + this.#positions + this.#terms + money.lines,
    );
    expectSame('books in the index', state.bookIndex.count, this.#books);
    expectSame('positions in the index', state.positionIndex.count, this.#positions);
    expectSame(
      'ladders',
      state.ladders.size,
      new Set(open.map((market) => JSON.stringify(market.ladder))).size,
    );
  }

  #checkBook(market: Market, place: number): void {
    const { runnerId } = market.runners[place]!;
    const { lines } = this.#state;
    const book = this.#state.bookIndex.find(market.marketId, runnerId);
    expectSame('book is found', book > 0, true);
    this.#books += 1;
    for (const is of [Side.BACK, Side.LAY]) {
      const side = book + is * SIDE_WORDS;
      const line = market.isRemoved(runnerId) ? 0 : market.line;
      expectSame('market line of side', lines.words[side + SIDE_MARKET_LINE], line);
      expectSame('market of side', lines.words[side + SIDE_MARKET], market.marketId);
      expectSame('runner of side', lines.words[side + SIDE_RUNNER], runnerId);
      expectSame('place of runner', lines.words[side + SIDE_SHAPE]! >> SIDE_PLACE_SHIFT, place);
      this.#checkSide(market, side);
    }
    const [bestLay] = this.#state.depth(book + SIDE_WORDS, 1);
    const [bestBack] = this.#state.depth(book, 1);
    if (bestLay && bestBack && bestLay.price >= bestBack.price) {
      throw new Error(`crossed: LAY rests at ${bestLay.price}, BACK at ${bestBack.price}`);
    }
  }

  #checkSide(market: Market, side: number): void {
    const { lines } = this.#state;
    const sides = lines.words;
    const levels = this.#levelsBelow(
      sides[side + SIDE_ROOT]!,
      sides[side + SIDE_SHAPE]! & ROOT_SHIFT_MASK,
      0,
    );
    const [bestLevel = 0, bestRank = -1] = levels.at(-1) ?? [];
    expectSame('best level', sides[side + SIDE_BEST_LEVEL], bestLevel);
    expectSame('best rank', sides[side + SIDE_BEST_RANK], bestRank);
    for (const [level, rank] of levels) {
      const words = lines.words;
      expectSame('side of level', words[level + LEVEL_SIDE], side);
      expectSame('rank of level', words[level + LEVEL_RANK], rank);
      const tick = this.#ticks(market).tickOf(words[level + LEVEL_PRICE]!);
      expectSame('rank of price', tick ^ sides[side + SIDE_FLIP]!, rank);
      this.#checkQueue(level);
    }
    const depth = this.#state.depth(side, Infinity);
    const prices = levels.map(([level]) => lines.words[level + LEVEL_PRICE]).reverse();
    expectSame('prices of depth', JSON.stringify(depth.map(({ price }) => price)), JSON.stringify(prices));
  }

  /** Levels and their ranks under a node, lowest rank first. */
  #levelsBelow(node: number, shift: number, rank: number): [level: number, rank: number][] {
    this.#nodes += 1;
    const nodes = this.#state.nodes.words;
    const found: [number, number][] = [];
    for (let slot = 0; slot < 32; slot++) {
      const child = nodes[node + NODE_CHILDREN + slot]!;
      expectSame('bit of slot', (nodes[node + NODE_BITS]! >>> slot) & 1, child === 0 ? 0 : 1);
      if (child === 0) continue;
      const childRank = rank + slot * 2 ** shift;
      if (shift === 0) found.push([child, childRank]);
      else found.push(...this.#nonEmpty(this.#levelsBelow(child, shift - 5, childRank)));
    }
    return found;
  }

  #ticks(market: Market): PriceLadder {
    return this.#state.ladders.borrow(market.ladder).ladder;
  }

  #nonEmpty(levels: [number, number][]): [number, number][] {
    if (levels.length === 0) throw new Error('a node leads to nothing');
    return levels;
  }

  #checkQueue(level: number): void {
    this.#levels += 1;
    const { lines } = this.#state;
    const { words: orders, doubles } = this.#state.orders;
    let total = 0;
    let count = 0;
    let previous = 0;
    let order = lines.words[level + LEVEL_FIRST]!;
    while (order !== 0) {
      if (this.#queued.has(order)) throw new Error(`order record ${order} is queued twice`);
      this.#queued.add(order);
      const remaining = orders[order + ORDER_REMAINING]!;
      const matched = orders[order + ORDER_SIZE]! - remaining - orders[order + ORDER_CANCELLED]!;
      expectSame('level of order', orders[order + ORDER_LEVEL], level);
      expectSame('previous in queue', orders[order + ORDER_PREVIOUS], previous);
      expectSame('something remains', remaining > 0, true);
      expectSame('matched is not negative', matched >= 0, true);
      expectSame(
        'price sum goes with matched',
        doubles[(order >> 1) + ORDER_PRICE_SUM_F64]! > 0,
        matched > 0,
      );
      if ((orders[order + ORDER_TERMS]! & ~PERSISTS) !== 0) this.#terms += 1;
      total += remaining;
      count += 1;
      previous = order;
      order = orders[order + ORDER_NEXT]!;
    }
    expectSame('last of queue', lines.words[level + LEVEL_LAST], previous);
    expectSame('orders of level', lines.words[level + LEVEL_COUNT], count);
    expectSame('total of level', lines.doubles[(level >> 1) + LEVEL_TOTAL_F64], total);
    expectSame('level has orders', count > 0, true);
  }

  #checkWaiting(market: Market): void {
    const { words } = this.#state.lines;
    let previous = 0;
    let level = words[market.line + MARKET_FIRST_WAITING]!;
    while (level !== 0) {
      expectSame('level waits', words[level + LEVEL_WAITS], 1);
      expectSame('one order waits in a level', words[level + LEVEL_COUNT], 1);
      expectSame('previous that waits', words[level + LEVEL_PREVIOUS_WAITING], previous);
      this.#checkQueue(level);
      previous = level;
      level = words[level + LEVEL_NEXT_WAITING]!;
    }
    expectSame('last that waits', words[market.line + MARKET_LAST_WAITING], previous);
  }

  #checkPositions(market: Market): void {
    const { lines, orders } = this.#state;
    let position = this.#state.lines.words[market.line + MARKET_LATEST_POSITION]!;
    while (position !== 0) {
      this.#positions += 1;
      const words = lines.words;
      const account = words[position + POSITION_ACCOUNT]!;
      expectSame('market of position', words[position + POSITION_MARKET], market.marketId);
      expectSame('position is found', this.#state.positionIndex.find(account, market.marketId), position);
      let previous = 0;
      let count = 0;
      let order = words[position + POSITION_FIRST_ORDER]!;
      while (order !== 0) {
        count += 1;
        this.#owned.add(order);
        expectSame('position of order', orders.words[order + ORDER_POSITION], position);
        expectSame('previous own order', orders.words[order + ORDER_OWN_PREVIOUS], previous);
        previous = order;
        order = orders.words[order + ORDER_OWN_NEXT]!;
      }
      expectSame('last own order', words[position + POSITION_LAST_ORDER], previous);
      expectSame('number of own orders', words[position + POSITION_ORDER_COUNT], count);
      position = words[position + POSITION_NEXT]!;
    }
  }
}
