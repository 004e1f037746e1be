import { POSITION_LAYOUT } from '../account/position-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import type { Market } from '../market/market.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { QueuePlace } from '../order/order-view.js';
import { Side } from '../side.js';
import { LEVEL_LAYOUT, NODE_LAYOUT, SIDE_LAYOUT } from './book-layout.js';
import type { DepthLevel } from './depth-level.js';
import type { Incoming } from './incoming.js';
import { PriceTree } from './price-tree.js';

const { orders, lines, lineDoubles } = ARENA;
const { ORDER_LEVEL, ORDER_NEXT, ORDER_PREVIOUS, ORDER_REMAINING } = ORDER_LAYOUT;
const { ORDER_OWN_NEXT, ORDER_OWN_PREVIOUS, ORDER_POSITION } = ORDER_LAYOUT;
const { POSITION_FIRST_ORDER, POSITION_LAST_ORDER, POSITION_ORDER_COUNT } = POSITION_LAYOUT;
const { POSITION_ACCOUNT, POSITION_MARKET, POSITION_NEXT } = POSITION_LAYOUT;
const { LEVEL_COUNT, LEVEL_FIRST, LEVEL_LAST, LEVEL_PRICE, LEVEL_RANK, LEVEL_TOTAL_F64 } = LEVEL_LAYOUT;
const { LEVEL_NEXT_WAITING, LEVEL_PREVIOUS_WAITING, LEVEL_SIDE, LEVEL_WAITS } = LEVEL_LAYOUT;
const { MARKET_FIRST_WAITING, MARKET_LAST_WAITING, MARKET_LATEST_POSITION } = MARKET_LAYOUT;
const { NODE_SLOT_BITS } = NODE_LAYOUT;
const { NO_RANK, SIDE_BEST_LEVEL, SIDE_BEST_RANK, SIDE_FLIP, SIDE_MARKET_LINE, SIDE_MARKET, SIDE_ROOT } =
  SIDE_LAYOUT;
const { SIDE_PLACE_SHIFT, SIDE_RUNNER, SIDE_SHAPE, SIDE_WORDS } = SIDE_LAYOUT;

/** The resting orders of every runner, both sides: per side its levels, per level its orders, oldest first. */
export class Books extends PriceTree {
  /** The book of the runner at this place among those of its market. */
  protected createBook(market: Market, place: number, tickCount: number): void {
    const book = this.lines.take();
    this.#initSide(book, Side.BACK, { market, place, tickCount });
    this.#initSide(book + SIDE_WORDS, Side.LAY, { market, place, tickCount });
    this.bookIndex.add(book);
  }

  /** Gives back a book in which nothing rests. */
  protected releaseBook(book: number): void {
    this.bookIndex.remove(book);
    this.nodes.release(lines[book + SIDE_ROOT]!);
    this.nodes.release(lines[book + SIDE_WORDS + SIDE_ROOT]!);
    this.lines.release(book);
  }

  /** Lets what remains of an order rest, last in the queue of its price. */
  protected rest(order: number, { side, tick, price }: Incoming): void {
    this.enqueue(order, this.obtainLevel(side, tick ^ lines[side + SIDE_FLIP]!, price));
  }

  /** Lets an order wait outside of every book, in a level of its own. */
  protected wait(order: number, { side, tick, price }: Incoming): void {
    const level = this.createLevel(side, tick ^ lines[side + SIDE_FLIP]!, price);
    const market = lines[side + SIDE_MARKET_LINE]!;
    const last = lines[market + MARKET_LAST_WAITING]!;
    lines[level + LEVEL_WAITS] = 1;
    lines[level + LEVEL_PREVIOUS_WAITING] = last;
    lines[level + LEVEL_NEXT_WAITING] = 0;
    lines[market + MARKET_LAST_WAITING] = level;
    if (last === 0) lines[market + MARKET_FIRST_WAITING] = level;
    else lines[last + LEVEL_NEXT_WAITING] = level;
    this.enqueue(order, level);
  }

  protected enqueue(order: number, level: number): void {
    const last = lines[level + LEVEL_LAST]!;
    orders[order + ORDER_LEVEL] = level;
    orders[order + ORDER_PREVIOUS] = last;
    orders[order + ORDER_NEXT] = 0;
    lines[level + LEVEL_LAST] = order;
    if (last === 0) lines[level + LEVEL_FIRST] = order;
    else orders[last + ORDER_NEXT] = order;
    lines[level + LEVEL_COUNT]! += 1;
    lineDoubles[(level >> 1) + LEVEL_TOTAL_F64]! += orders[order + ORDER_REMAINING]!;
  }

  /** A position of the account in the market of a side, which it has none in. */
  protected openPosition(account: number, side: number, market: number): number {
    const position = this.lines.takeBlank();
    lines[position + POSITION_ACCOUNT] = account;
    lines[position + POSITION_MARKET] = lines[side + SIDE_MARKET]!;
    lines[position + POSITION_NEXT] = lines[market + MARKET_LATEST_POSITION]!;
    lines[market + MARKET_LATEST_POSITION] = position;
    this.positionIndex.add(position);
    return position;
  }

  /** Puts an order behind the others of its account. */
  protected own(order: number): void {
    const position = orders[order + ORDER_POSITION]!;
    const ownLast = lines[position + POSITION_LAST_ORDER]!;
    orders[order + ORDER_OWN_PREVIOUS] = ownLast;
    orders[order + ORDER_OWN_NEXT] = 0;
    lines[position + POSITION_LAST_ORDER] = order;
    if (ownLast === 0) lines[position + POSITION_FIRST_ORDER] = order;
    else orders[ownLast + ORDER_OWN_NEXT] = order;
    lines[position + POSITION_ORDER_COUNT]! += 1;
  }

  /** Takes an order out of the queue of its level; an emptied level goes. */
  protected dequeue(order: number): void {
    const level = orders[order + ORDER_LEVEL]!;
    const previous = orders[order + ORDER_PREVIOUS]!;
    const next = orders[order + ORDER_NEXT]!;
    if (previous === 0) lines[level + LEVEL_FIRST] = next;
    else orders[previous + ORDER_NEXT] = next;
    if (next === 0) lines[level + LEVEL_LAST] = previous;
    else orders[next + ORDER_PREVIOUS] = previous;
    lines[level + LEVEL_COUNT]! -= 1;
    lineDoubles[(level >> 1) + LEVEL_TOTAL_F64]! -= orders[order + ORDER_REMAINING]!;
    if (lines[level + LEVEL_COUNT] !== 0) return;
    if (lines[level + LEVEL_WAITS] === 1) this.#removeWaiting(level);
    else this.removeLevel(level);
  }

  /** Takes an order out of its account's list. */
  protected disown(order: number): void {
    const position = orders[order + ORDER_POSITION]!;
    const previous = orders[order + ORDER_OWN_PREVIOUS]!;
    const next = orders[order + ORDER_OWN_NEXT]!;
    if (previous === 0) lines[position + POSITION_FIRST_ORDER] = next;
    else orders[previous + ORDER_OWN_NEXT] = next;
    if (next === 0) lines[position + POSITION_LAST_ORDER] = previous;
    else orders[next + ORDER_OWN_PREVIOUS] = previous;
    lines[position + POSITION_ORDER_COUNT]! -= 1;
  }

  /** Where a live order stands in its queue; undefined when there is none of this id, or it waits outside of the book. */
  queuePlace(orderId: number): QueuePlace | undefined {
    const order = this.findOrder(orderId);
    const level = order === 0 ? 0 : orders[order + ORDER_LEVEL]!;
    if (level === 0 || lines[level + LEVEL_WAITS] === 1) return undefined;
    if (lines[level + LEVEL_LAST] === order) {
      const sizeAhead = lineDoubles[(level >> 1) + LEVEL_TOTAL_F64]! - orders[order + ORDER_REMAINING]!;
      return { place: lines[level + LEVEL_COUNT]!, sizeAhead };
    }
    let place = 1;
    let sizeAhead = 0;
    for (let other = orders[order + ORDER_PREVIOUS]!; other !== 0; other = orders[other + ORDER_PREVIOUS]!) {
      place += 1;
      sizeAhead += orders[other + ORDER_REMAINING]!;
    }
    return { place, sizeAhead };
  }

  /** The best `levelsMax` levels of a side record, best first. */
  depth(side: number, levelsMax: number): DepthLevel[] {
    const depth: DepthLevel[] = [];
    let level = lines[side + SIDE_BEST_LEVEL]!;
    while (level !== 0 && depth.length < levelsMax) {
      depth.push({
        price: lines[level + LEVEL_PRICE]!,
        size: lineDoubles[(level >> 1) + LEVEL_TOTAL_F64]!,
        orderCount: lines[level + LEVEL_COUNT]!,
      });
      level = this.levelBelow(side, lines[level + LEVEL_RANK]!);
    }
    return depth;
  }

  #removeWaiting(level: number): void {
    const market = lines[lines[level + LEVEL_SIDE]! + SIDE_MARKET_LINE]!;
    const previous = lines[level + LEVEL_PREVIOUS_WAITING]!;
    const next = lines[level + LEVEL_NEXT_WAITING]!;
    if (previous === 0) lines[market + MARKET_FIRST_WAITING] = next;
    else lines[previous + LEVEL_NEXT_WAITING] = next;
    if (next === 0) lines[market + MARKET_LAST_WAITING] = previous;
    else lines[next + LEVEL_PREVIOUS_WAITING] = previous;
    this.lines.release(level);
  }

  #initSide(side: number, is: Side, of: { market: Market; place: number; tickCount: number }): void {
    const rootShift = rootShiftFor(of.tickCount);
    const root = this.createNode();
    lines[side + SIDE_BEST_LEVEL] = 0;
    lines[side + SIDE_BEST_RANK] = NO_RANK;
    lines[side + SIDE_MARKET] = of.market.marketId;
    lines[side + SIDE_RUNNER] = of.market.runners[of.place]!.runnerId;
    lines[side + SIDE_FLIP] = is === Side.BACK ? 2 ** (rootShift + NODE_SLOT_BITS) - 1 : 0;
    lines[side + SIDE_ROOT] = root;
    lines[side + SIDE_SHAPE] = (of.place << SIDE_PLACE_SHIFT) | rootShift;
    lines[side + SIDE_MARKET_LINE] = of.market.line;
  }
}

/** How far a rank is shifted right for the slot in the root of a tree with so many ranks. */
function rootShiftFor(rankCount: number): number {
  let shift = 0;
  while (rankCount > 2 ** (shift + NODE_SLOT_BITS)) shift += NODE_SLOT_BITS;
  return shift;
}
