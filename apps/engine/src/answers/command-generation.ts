import type { CommandKey } from './command-key.js';

/** Of the slots at most 5 of 8 are taken: a search that finds nothing looks at about four, most often in one cache line. */
const LOAD_MAX = 5 / 8;
const SLOTS_MIN = 8;
/** Sequences stand in the slots as their distance from the first one, plus 1. */
const DISTANCE_MAX = 2 ** 31 - 2;

/** What a generation begins with; plain data. */
export interface GenerationBeginning {
  /** Commands it will hold. */
  readonly capacity: number;
  readonly firstSequence: number;
  /** Latest time in any commandId of an earlier generation, in ms since 1970; -1 when there is none. */
  readonly idTimeMaxBefore: number;
}

/** What is known of a generation besides its slots; plain data. */
export interface GenerationFacts extends GenerationBeginning {
  readonly count: number;
  /** Time of the last command, in ms since 1970. */
  readonly lastTimeMs: number;
  /** Earliest and latest time in the commandIds. */
  readonly idTimeMin: number;
  readonly idTimeMax: number;
}

/**
 * Some commands that came one after the other, found by their keys. A table of fixed size: open addressing, 8 bytes a slot
 * (half of the key, distance of the sequence), the other half of the key saying where to look first. It is made
 * with room for all it will hold and forgotten as a whole, so that no command ever waits for a table that grows.
 */
export class CommandGeneration {
  readonly capacity: number;
  readonly firstSequence: number;
  /** A commandId of a later time is in no generation before this one. */
  readonly idTimeMaxBefore: number;
  #count = 0;
  #lastTimeMs = 0;
  #idTimeMin = Infinity;
  #idTimeMax = -Infinity;
  readonly #slots: Int32Array;
  readonly #shift: number;

  constructor(
    beginning: GenerationBeginning,
    slots: Int32Array = new Int32Array(2 * slotsFor(beginning.capacity)),
  ) {
    const { capacity, firstSequence, idTimeMaxBefore } = beginning;
    if (slots.length !== 2 * slotsFor(capacity)) {
      throw new RangeError(`${slots.length / 2} slots for ${capacity} commands`);
    }
    this.capacity = capacity;
    this.firstSequence = firstSequence;
    this.idTimeMaxBefore = idTimeMaxBefore;
    this.#slots = slots;
    this.#shift = Math.clz32(slots.length / 2 - 1);
  }

  /** A generation that was saved; it takes the slots over. */
  static load(facts: GenerationFacts, slots: Int32Array): CommandGeneration {
    const generation = new CommandGeneration(facts, slots);
    generation.#count = facts.count;
    generation.#lastTimeMs = facts.lastTimeMs;
    generation.#idTimeMin = facts.idTimeMin;
    generation.#idTimeMax = facts.idTimeMax;
    return generation;
  }

  get count(): number {
    return this.#count;
  }

  get lastTimeMs(): number {
    return this.#lastTimeMs;
  }

  get idTimeMax(): number {
    return this.#idTimeMax;
  }

  get facts(): GenerationFacts {
    return {
      capacity: this.capacity,
      count: this.#count,
      firstSequence: this.firstSequence,
      lastTimeMs: this.#lastTimeMs,
      idTimeMin: this.#idTimeMin,
      idTimeMax: this.#idTimeMax,
      idTimeMaxBefore: this.idTimeMaxBefore,
    };
  }

  /** The generation's own memory. */
  get slots(): Int32Array {
    return this.#slots;
  }

  /** True when the command of this sequence belongs into the next generation. */
  isFullFor(sequence: number): boolean {
    return this.#count >= this.capacity || sequence - this.firstSequence > DISTANCE_MAX;
  }

  /** The latest sequence before `below` whose command has this key, or 0. */
  find(key: CommandKey, below: number): number {
    // Keys of a later or an earlier time cannot be here.
    if (key.timeMs < this.#idTimeMin || key.timeMs > this.#idTimeMax) return 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const { high } = key;
    let latest = 0;
    for (let at = (key.low >>> this.#shift) * 2; slots[at + 1] !== 0; at = (at + 2) & mask) {
      if (slots[at] !== high) continue;
      const sequence = this.firstSequence + slots[at + 1]! - 1;
      if (sequence < below && sequence > latest) latest = sequence;
    }
    return latest;
  }

  /** Adds a command; the generation is not full. */
  add(key: CommandKey, sequence: number, timeMs: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (key.low >>> this.#shift) * 2;
    while (slots[at + 1] !== 0) at = (at + 2) & mask;
    slots[at] = key.high;
    slots[at + 1] = sequence - this.firstSequence + 1;
    this.#count += 1;
    this.#lastTimeMs = timeMs;
    if (key.timeMs < this.#idTimeMin) this.#idTimeMin = key.timeMs;
    if (key.timeMs > this.#idTimeMax) this.#idTimeMax = key.timeMs;
  }
}

/** A power of two. */
function slotsFor(capacity: number): number {
  const needed = Math.max(SLOTS_MIN, Math.ceil(capacity / LOAD_MAX));
  return 2 ** Math.ceil(Math.log2(needed));
}
