import { EventKind, RejectReason, Side } from '@backlay/matcher';
import { BARE_EVENT, BARE_LADDER, BARE_RECORD } from './bare-layout.js';
import { pricesOf } from './mix.js';
import type { Flow } from './flow.js';
import type { Fills } from './fills.js';

const { NEXT, PREVIOUS, REMAINING, LEVEL, OWN_NEXT, OWN_PREVIOUS, ACCOUNT, GENERATION } = BARE_RECORD;
const { COUNT, TOTAL, RECORD_WORDS, RECORD_SHIFT } = BARE_RECORD;
const { RANK_SHIFT, RANKS, RANK_MASK, BITS_WORDS } = BARE_LADDER;
const { KIND, MARKET, RUNNER, SIDE, PRICE, SIZE, BY, LEFT, OTHER_BY, OTHER_LEFT } = BARE_EVENT;
const { ORDER_F64, OTHER_F64, SEQUENCE_F64, EVENT_WORDS } = BARE_EVENT;

const ORDER_COUNT_MAX = 2 ** 18;
const ORDER_PLACES = 2 ** 26;
const PLACE_MASK = ORDER_PLACES - 1;
const EVENT_COUNT_MAX = 2 ** 16;

const { OrderPlaced, OrderMatched, OrderCancelled } = EventKind;
const { None, ORDER_UNKNOWN, PRICE_INVALID, SIZE_INVALID, ACCOUNT_INVALID } = RejectReason;

/**
 * The floor of the matcher: one market without money and only what no exchange can leave out. Orders come, match by price and
 * time, rest and are cancelled by their owner; ids are never used twice, every account has a list of its orders, a level its
 * total, and all is told in events of the matcher's size. Orders, levels and accounts are in one array that never grows, for one
 * ladder of 350 prices and accounts numbered from 0.
 *
 * What it has not: markets and runners to be looked up, their status, money, terms of orders, waits, self-match, replacing;
 * averages, times and sizes of the orders; memory for what exists only; accounts that are not known beforehand.
 */
export class BareExchange {
  readonly #words: Int32Array;
  readonly #events = new Int32Array(EVENT_COUNT_MAX * EVENT_WORDS);
  readonly #eventDoubles = new Float64Array(this.#events.buffer);
  /** By price. */
  readonly #ticks: Int32Array;
  /** By rank: RANKS of BACK orders, then as many of LAY orders. */
  readonly #prices = new Int32Array(2 * RANKS);
  /** By side of a runner: its best rank, or -1. */
  readonly #best: Int32Array;
  /** By side of a runner which ranks have orders, BITS_WORDS each; and which of these words are not 0. */
  readonly #bits: Int32Array;
  readonly #summary: Int32Array;
  readonly #accounts: number;
  readonly #firstLevel: number;
  readonly #firstOrder: number;
  #free = 0;
  #end: number;
  #eventEnd = 0;

  constructor({ setting, mix }: Flow) {
    const prices = pricesOf(mix);
    const sides = 2 * (setting.runnersPerMarket + 1);
    this.#accounts = setting.accounts;
    this.#ticks = new Int32Array(prices.at(-1)! + 1).fill(-1);
    prices.forEach((price, tick) => {
      this.#ticks[price] = tick;
      this.#prices[Side.LAY * RANKS + tick] = price;
      this.#prices[Side.BACK * RANKS + (tick ^ RANK_MASK)] = price;
    });
    this.#best = new Int32Array(sides).fill(-1);
    this.#bits = new Int32Array(sides * BITS_WORDS);
    this.#summary = new Int32Array(sides);
    this.#firstLevel = setting.accounts * RECORD_WORDS;
    this.#firstOrder = this.#firstLevel + sides * RANKS * RECORD_WORDS;
    // No order has place 0.
    this.#end = this.#firstOrder + RECORD_WORDS;
    this.#words = new Int32Array(this.#firstOrder + (ORDER_COUNT_MAX + 1) * RECORD_WORDS);
    for (let ring = 0; ring < this.#firstOrder; ring += RECORD_WORDS) {
      for (const field of [NEXT, PREVIOUS, OWN_NEXT, OWN_PREVIOUS]) this.#words[ring + field] = ring;
    }
  }

  place(
    runner: number,
    side: Side,
    price: number,
    size: number,
    account: number,
    sequence: number,
  ): RejectReason {
    const words = this.#words;
    const tick = (price | 0) === price && price > 0 && price < this.#ticks.length ? this.#ticks[price]! : -1;
    if (tick === -1) return PRICE_INVALID;
    if ((size | 0) !== size || size < 1) return SIZE_INVALID;
    if ((account | 0) !== account || account < 0 || account >= this.#accounts) return ACCOUNT_INVALID;
    const order = this.#take();
    const owner = account << RECORD_SHIFT;
    words[order + REMAINING] = size;
    words[order + ACCOUNT] = owner;
    const event = this.#append(OrderPlaced, runner, side, price, sequence);
    this.#events[event + SIZE] = size;
    this.#events[event + BY] = account;
    this.#eventDoubles[(event >> 1) + ORDER_F64] = this.#idOf(order);
    this.#eventDoubles[(event >> 1) + OTHER_F64] = 0;

    const book = 2 * runner;
    // The highest rank is the best one: of LAY orders the highest price, of BACK orders the lowest.
    const rank = side === Side.LAY ? tick : tick ^ RANK_MASK;
    const makers = book + (side ^ 1);
    while (words[order + REMAINING] !== 0 && this.#best[makers]! >= (rank ^ RANK_MASK))
      this.#matchBest(order, makers, account, sequence);
    if (words[order + REMAINING] === 0) this.#release(order);
    else this.#rest(order, book + side, rank, owner);
    return None;
  }

  cancel(account: number, orderId: number, sequence: number): RejectReason {
    const words = this.#words;
    const order = this.#firstOrder + ((orderId & PLACE_MASK) << RECORD_SHIFT);
    if (order >= this.#end || this.#idOf(order) !== orderId || words[order + REMAINING] === 0)
      return ORDER_UNKNOWN;
    if (words[order + ACCOUNT] !== account << RECORD_SHIFT) return ORDER_UNKNOWN;
    const level = words[order + LEVEL]!;
    const remaining = words[order + REMAINING]!;
    const place = (level - this.#firstLevel) >> RECORD_SHIFT;
    const side = place >> RANK_SHIFT;
    const price = this.#priceOf(side, place & RANK_MASK);
    const event = this.#append(OrderCancelled, side >> 1, side & 1, price, sequence);
    this.#events[event + SIZE] = remaining;
    this.#events[event + BY] = account;
    this.#events[event + LEFT] = 0;
    this.#events[event + OTHER_LEFT] = 0;
    this.#eventDoubles[(event >> 1) + ORDER_F64] = orderId;
    const [previous, next] = [words[order + PREVIOUS]!, words[order + NEXT]!];
    words[previous + NEXT] = next;
    words[next + PREVIOUS] = previous;
    words[level + TOTAL]! -= remaining;
    words[level + COUNT]! -= 1;
    if (words[level + COUNT] === 0) this.#removeLevel(side, place & RANK_MASK);
    this.#disown(order);
    this.#release(order);
    return None;
  }

  clear(): void {
    this.#eventEnd = 0;
  }

  /** Adds the trades among the events to the fills. */
  collect(fills: Fills): void {
    const events = this.#events;
    for (let event = 0; event < this.#eventEnd; event += EVENT_WORDS)
      if (events[event + KIND] === OrderMatched) fills.add(events[event + PRICE]!, events[event + SIZE]!);
  }

  /** Matches the taker with the best level of the other side until either is used up. */
  #matchBest(taker: number, makers: number, account: number, sequence: number): void {
    const words = this.#words;
    const rank = this.#best[makers]!;
    const level = this.#levelOf(makers, rank);
    const price = this.#priceOf(makers, rank);
    const takerId = this.#idOf(taker);
    const wanted = words[taker + REMAINING]!;
    let remaining = wanted;
    let maker = words[level + NEXT]!;
    do {
      const makerRemaining = words[maker + REMAINING]!;
      const size = Math.min(remaining, makerRemaining);
      remaining -= size;
      const event = this.#append(OrderMatched, makers >> 1, (makers & 1) ^ 1, price, sequence);
      this.#events[event + SIZE] = size;
      this.#events[event + BY] = account;
      this.#events[event + LEFT] = remaining;
      this.#events[event + OTHER_BY] = words[maker + ACCOUNT]! >> RECORD_SHIFT;
      this.#events[event + OTHER_LEFT] = makerRemaining - size;
      this.#eventDoubles[(event >> 1) + ORDER_F64] = takerId;
      this.#eventDoubles[(event >> 1) + OTHER_F64] = this.#idOf(maker);
      if (size < makerRemaining) {
        words[maker + REMAINING] = makerRemaining - size;
        break;
      }
      const next = words[maker + NEXT]!;
      this.#disown(maker);
      this.#release(maker);
      words[level + COUNT]! -= 1;
      maker = next;
    } while (remaining > 0 && maker !== level);
    words[taker + REMAINING] = remaining;
    words[level + NEXT] = maker;
    words[maker + PREVIOUS] = level;
    words[level + TOTAL]! -= wanted - remaining;
    if (maker === level) this.#removeLevel(makers, rank);
  }

  #rest(order: number, side: number, rank: number, owner: number): void {
    const words = this.#words;
    const level = this.#levelOf(side, rank);
    const last = words[level + PREVIOUS]!;
    words[order + LEVEL] = level;
    words[order + NEXT] = level;
    words[order + PREVIOUS] = last;
    words[last + NEXT] = order;
    words[level + PREVIOUS] = order;
    words[level + TOTAL]! += words[order + REMAINING]!;
    words[level + COUNT]! += 1;
    if (words[level + COUNT] === 1) this.#addLevel(side, rank);
    const ownLast = words[owner + OWN_PREVIOUS]!;
    words[order + OWN_NEXT] = owner;
    words[order + OWN_PREVIOUS] = ownLast;
    words[ownLast + OWN_NEXT] = order;
    words[owner + OWN_PREVIOUS] = order;
  }

  #disown(order: number): void {
    const words = this.#words;
    const [previous, next] = [words[order + OWN_PREVIOUS]!, words[order + OWN_NEXT]!];
    words[previous + OWN_NEXT] = next;
    words[next + OWN_PREVIOUS] = previous;
  }

  #addLevel(side: number, rank: number): void {
    this.#bits[side * BITS_WORDS + (rank >> 5)]! |= 1 << (rank & 31);
    this.#summary[side]! |= 1 << (rank >> 5);
    if (rank > this.#best[side]!) this.#best[side] = rank;
  }

  #removeLevel(side: number, rank: number): void {
    const at = side * BITS_WORDS + (rank >> 5);
    this.#bits[at]! &= ~(1 << (rank & 31));
    if (this.#bits[at] === 0) this.#summary[side]! &= ~(1 << (rank >> 5));
    if (rank !== this.#best[side]) return;
    const group = 31 - Math.clz32(this.#summary[side]!);
    this.#best[side] = group < 0 ? -1 : group * 32 + 31 - Math.clz32(this.#bits[side * BITS_WORDS + group]!);
  }

  #priceOf(side: number, rank: number): number {
    return this.#prices[((side & 1) << RANK_SHIFT) | rank]!;
  }

  #levelOf(side: number, rank: number): number {
    return this.#firstLevel + (((side << RANK_SHIFT) | rank) << RECORD_SHIFT);
  }

  #idOf(order: number): number {
    return this.#words[order + GENERATION]! * ORDER_PLACES + ((order - this.#firstOrder) >> RECORD_SHIFT);
  }

  #take(): number {
    const reused = this.#free;
    if (reused === 0) {
      this.#end += RECORD_WORDS;
      return this.#end - RECORD_WORDS;
    }
    this.#free = this.#words[reused + NEXT]!;
    return reused;
  }

  #release(order: number): void {
    this.#words[order + NEXT] = this.#free;
    this.#words[order + REMAINING] = 0;
    this.#words[order + GENERATION]! += 1;
    this.#free = order;
  }

  #append(kind: EventKind, runner: number, side: number, price: number, sequence: number): number {
    const event = this.#eventEnd;
    const events = this.#events;
    this.#eventEnd = event + EVENT_WORDS;
    events[event + KIND] = kind;
    events[event + MARKET] = 1;
    events[event + RUNNER] = runner;
    events[event + SIDE] = side;
    events[event + PRICE] = price;
    this.#eventDoubles[(event >> 1) + SEQUENCE_F64] = sequence;
    return event;
  }
}
