import { EVENT_LAYOUT } from './event-layout.js';
import { EventKind, type MatcherEvent } from './event.js';
import type { Side } from './side.js';

const {
  EVENT_KIND,
  EVENT_MARKET,
  EVENT_RUNNER,
  EVENT_SIDE,
  EVENT_PRICE,
  EVENT_SIZE,
  EVENT_ACCOUNT,
  EVENT_REMAINING,
  EVENT_ORDER_F64,
  EVENT_OTHER_ORDER_F64,
  EVENT_OTHER_ACCOUNT,
  EVENT_OTHER_REMAINING,
  EVENT_REASON,
  EVENT_SEQUENCE_F64,
  EVENT_WORDS,
} = EVENT_LAYOUT;

const CAPACITY_INITIAL = 1024;
/** A buffer that one large command has made longer than this is given back by `clear()`, in events. */
const CAPACITY_KEPT_MAX = 65_536;

/**
 * The events of the commands since the last `clear()`, oldest first, as records of fixed size: nothing is allocated
 * for an event until someone asks for it as an object by `at()`.
 *
 * The other methods read one column of one event and cost a memory access. A column that the kind of event does not
 * have (see event.ts) reads as an unspecified number. The index must be below `count`.
 */
export class EventBuffer {
  /** For the matcher, which writes events in place: see event-layout.ts. Replaced when the buffer grows. */
  words = new Int32Array(CAPACITY_INITIAL * EVENT_WORDS);
  doubles = new Float64Array(this.words.buffer);
  /** For the matcher: the sequence of the command that is being executed. */
  currentSequence = 0;
  #end = 0;

  /** Number of events held. */
  get count(): number {
    return this.#end / EVENT_WORDS;
  }

  /** Forgets all events. The next one overwrites the first. */
  clear(): void {
    this.#end = 0;
    if (this.words.length > CAPACITY_KEPT_MAX * EVENT_WORDS)
      this.#reallocate(CAPACITY_KEPT_MAX * EVENT_WORDS);
  }

  /** For the matcher: begins an event and gives the offset of its words. `words` may be a new array afterwards. */
  append(kind: EventKind, marketId: number): number {
    const event = this.#end;
    this.#end = event + EVENT_WORDS;
    if (this.#end > this.words.length) this.#reallocate(this.words.length * 2);
    this.words[event + EVENT_KIND] = kind;
    this.words[event + EVENT_MARKET] = marketId;
    this.doubles[(event >> 1) + EVENT_SEQUENCE_F64] = this.currentSequence;
    return event;
  }

  kind(index: number): EventKind {
    return this.#word(index, EVENT_KIND);
  }

  /** Sequence of the command that caused the event. */
  sequence(index: number): number {
    return this.#double(index, EVENT_SEQUENCE_F64);
  }

  marketId(index: number): number {
    return this.#word(index, EVENT_MARKET);
  }

  runnerId(index: number): number {
    return this.#word(index, EVENT_RUNNER);
  }

  /** Side of the order; of OrderMatched the taker's. */
  side(index: number): Side {
    return this.#word(index, EVENT_SIDE);
  }

  /** The order's limit; of OrderMatched the maker's price. In hundredths. */
  price(index: number): number {
    return this.#word(index, EVENT_PRICE);
  }

  /** What was placed, matched, cancelled or lapsed, in minor units. */
  size(index: number): number {
    return this.#word(index, EVENT_SIZE);
  }

  /** The order; of OrderMatched the taker. */
  orderId(index: number): number {
    return this.#double(index, EVENT_ORDER_F64);
  }

  /** The order's account; of OrderMatched the taker's. */
  account(index: number): number {
    return this.#word(index, EVENT_ACCOUNT);
  }

  /** What remains of the order (of the taker) after OrderMatched or OrderCancelled. */
  sizeRemaining(index: number): number {
    return this.#word(index, EVENT_REMAINING);
  }

  makerOrderId(index: number): number {
    return this.#double(index, EVENT_OTHER_ORDER_F64);
  }

  makerAccount(index: number): number {
    return this.#word(index, EVENT_OTHER_ACCOUNT);
  }

  makerSizeRemaining(index: number): number {
    return this.#word(index, EVENT_OTHER_REMAINING);
  }

  /** Of OrderPlaced: the order that it replaces, or 0. */
  replacesOrderId(index: number): number {
    return this.#double(index, EVENT_OTHER_ORDER_F64);
  }

  /** CancelReason of OrderCancelled, LapseReason of OrderLapsed. */
  reason(index: number): number {
    return this.#word(index, EVENT_REASON);
  }

  /** The event as an object of its own. */
  at(index: number): MatcherEvent {
    if (!(index >= 0 && index < this.count)) throw new RangeError(`event ${index} of ${this.count}`);
    const sequence = this.sequence(index);
    const marketId = this.marketId(index);
    const kind = this.kind(index);
    if (kind === EventKind.OrderMatched) return this.#matchedAt(index);
    if (
      kind !== EventKind.OrderPlaced &&
      kind !== EventKind.OrderCancelled &&
      kind !== EventKind.OrderLapsed
    ) {
      return { kind, sequence, marketId };
    }
    const facts = {
      sequence,
      marketId,
      runnerId: this.runnerId(index),
      orderId: this.orderId(index),
      account: this.account(index),
      side: this.side(index),
      price: this.price(index),
    };
    const size = this.size(index);
    switch (kind) {
      case EventKind.OrderPlaced:
        return { kind, ...facts, size, replacesOrderId: this.replacesOrderId(index) };
      case EventKind.OrderCancelled: {
        const sizeRemaining = this.sizeRemaining(index);
        return { kind, ...facts, sizeCancelled: size, sizeRemaining, reason: this.reason(index) };
      }
      case EventKind.OrderLapsed:
        return { kind, ...facts, sizeLapsed: size, reason: this.reason(index) };
    }
  }

  /** All events as objects, oldest first. */
  toArray(): MatcherEvent[] {
    return Array.from({ length: this.count }, (_, index) => this.at(index));
  }

  #matchedAt(index: number): MatcherEvent {
    return {
      kind: EventKind.OrderMatched,
      sequence: this.sequence(index),
      marketId: this.marketId(index),
      runnerId: this.runnerId(index),
      price: this.price(index),
      size: this.size(index),
      makerOrderId: this.makerOrderId(index),
      makerAccount: this.makerAccount(index),
      makerSizeRemaining: this.makerSizeRemaining(index),
      takerOrderId: this.orderId(index),
      takerAccount: this.account(index),
      takerSide: this.side(index),
      takerSizeRemaining: this.sizeRemaining(index),
    };
  }

  #word(index: number, field: number): number {
    return this.words[index * EVENT_WORDS + field]!;
  }

  #double(index: number, field: number): number {
    return this.doubles[index * (EVENT_WORDS / 2) + field]!;
  }

  #reallocate(length: number): void {
    const words = new Int32Array(length);
    words.set(this.words.subarray(0, Math.min(length, this.#end)));
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
  }
}
