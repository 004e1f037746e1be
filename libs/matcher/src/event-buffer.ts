import { EVENT_LAYOUT } from './event-layout.js';
import { eventObject } from './event-objects.js';
import type { EventKind, MatcherEvent } from './event.js';
import { ARENA, REGIONS } from './memory/arena.js';
import { Resident } from './memory/resident.js';
import type { Side } from './side.js';

const { events, eventDoubles } = ARENA;

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

/** Words of events shifted right by so much are events. */
const EVENT_SHIFT = Math.log2(EVENT_WORDS);
/** Events to have memory for from the start. */
const CAPACITY = 1024;

/**
 * The events of the commands since the last `clear()`, oldest first, as records of fixed size: nothing is allocated
 * for an event until someone asks for it as an object by `at()`.
 *
 * The other methods read one column of one event and cost a memory access. A column that the kind of event does not
 * have (see event.ts) reads as an unspecified number. The index must be below `count`.
 */
export class EventBuffer extends Resident {
  /** For the matcher: the sequence of the command that is being executed. */
  currentSequence = 0;
  #end = 0;
  /** Where the events of that command begin. */
  #commandStart = 0;

  constructor() {
    super(REGIONS.events, CAPACITY * EVENT_WORDS);
  }

  /** Number of events held. */
  get count(): number {
    return this.#end / EVENT_WORDS;
  }

  /** Forgets all events. The next one overwrites the first. */
  clear(): void {
    this.#end = 0;
  }

  /** For the matcher: the events from here on are of this command. */
  begin(sequence: number): void {
    this.currentSequence = sequence;
    this.#commandStart = this.#end;
  }

  /** For the matcher: where the words of the next event will be. */
  get end(): number {
    return this.#end;
  }

  /** For the matcher: the place of an event, named by the offset of its words, among those of its command. */
  indexInCommand(event: number): number {
    return (event - this.#commandStart) >> EVENT_SHIFT;
  }

  /** For the matcher: as `append`, of an event that is not among the most frequent: its other words are 0. */
  appendRare(kind: EventKind, marketId: number): number {
    const event = this.append(kind, marketId);
    events.fill(0, event + EVENT_RUNNER, event + 2 * EVENT_SEQUENCE_F64);
    return event;
  }

  /**
   * For the matcher: begins an event, which it then writes in place (see event-layout.ts), and gives the offset of its words.
   * RangeError when the arena has no room for one more.
   */
  append(kind: EventKind, marketId: number): number {
    const event = this.#end;
    this.#end = event + EVENT_WORDS;
    this.expectRoom(this.#end);
    events[event + EVENT_KIND] = kind;
    events[event + EVENT_MARKET] = marketId;
    eventDoubles[(event >> 1) + EVENT_SEQUENCE_F64] = this.currentSequence;
    return event;
  }

  kind(index: number): EventKind {
    return this.word(index, EVENT_KIND);
  }

  /** Sequence of the command that caused the event. */
  sequence(index: number): number {
    return this.double(index, EVENT_SEQUENCE_F64);
  }

  marketId(index: number): number {
    return this.word(index, EVENT_MARKET);
  }

  runnerId(index: number): number {
    return this.word(index, EVENT_RUNNER);
  }

  /** Side of the order; of OrderMatched the taker's. */
  side(index: number): Side {
    return this.word(index, EVENT_SIDE);
  }

  /** The order's limit; of OrderMatched the maker's price. In hundredths. */
  price(index: number): number {
    return this.word(index, EVENT_PRICE);
  }

  /** What was placed, matched, cancelled or lapsed, in minor units. */
  size(index: number): number {
    return this.word(index, EVENT_SIZE);
  }

  /** The order; of OrderMatched the taker. */
  orderId(index: number): number {
    return this.double(index, EVENT_ORDER_F64);
  }

  /** The order's account; of OrderMatched the taker's. */
  account(index: number): number {
    return this.word(index, EVENT_ACCOUNT);
  }

  /** What remains of the order (of the taker) after OrderMatched or OrderCancelled. */
  sizeRemaining(index: number): number {
    return this.word(index, EVENT_REMAINING);
  }

  makerOrderId(index: number): number {
    return this.double(index, EVENT_OTHER_ORDER_F64);
  }

  makerAccount(index: number): number {
    return this.word(index, EVENT_OTHER_ACCOUNT);
  }

  makerSizeRemaining(index: number): number {
    return this.word(index, EVENT_OTHER_REMAINING);
  }

  /** Of OrderPlaced: the order that it replaces, or 0. */
  replacesOrderId(index: number): number {
    return this.double(index, EVENT_OTHER_ORDER_F64);
  }

  /** CancelReason of OrderCancelled, LapseReason of OrderLapsed. */
  reason(index: number): number {
    return this.word(index, EVENT_REASON);
  }

  /** The word of an event at an offset of event-layout.ts. */
  word(index: number, field: number): number {
    return this.words[index * EVENT_WORDS + field]!;
  }

  /** The double of an event at an F64 offset of event-layout.ts. */
  double(index: number, field: number): number {
    return this.doubles[index * (EVENT_WORDS / 2) + field]!;
  }

  /** The event as an object of its own. */
  at(index: number): MatcherEvent {
    if (!(index >= 0 && index < this.count)) throw new RangeError(`event ${index} of ${this.count}`);
    return eventObject(this, index);
  }

  /** All events as objects, oldest first. */
  toArray(): MatcherEvent[] {
    return Array.from({ length: this.count }, (_, index) => this.at(index));
  }
}
