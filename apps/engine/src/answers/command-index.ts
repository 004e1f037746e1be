import type { SavedPart, SnapshotPart } from '../snapshot/snapshot-part.js';
import { CommandGeneration, type GenerationFacts } from './command-generation.js';
import type { CommandKey } from './command-key.js';

/** How long a commandId is known. */
export interface CommandHorizon {
  /** So many of the latest commandIds are always known. */
  readonly commands: number;
  /** And all that are not older than this, in ms ... */
  readonly ageMs: number;
  /** ... as long as they are not more than this: the bound of the memory they take. At least `commands`. */
  readonly commandsMax: number;
}

/**
 * A commandId is known for so long after its own time, whatever else, in ms. Clients may be ahead by some minutes, and the
 * time before which all is forgotten must never reach commands that are sent now.
 */
export const KNOWN_AT_LEAST_MS = 60_000;

/** Commands of the first generation; each further one has room for as many as all before it, up to the largest. */
const FIRST_CAPACITY = 4096;
/**
 * Commands of the largest generation: 2^18 slots, 2 MiB. So much the latest one stays in the processor's caches, and a new
 * table takes some ten microseconds to get.
 */
const LARGEST_CAPACITY = (2 ** 18 * 5) / 8;
/** What is forgotten at once is at most this part of the horizon. */
const GENERATIONS_OF_HORIZON = 8;

const SAVED_VERSION = 1;

interface SavedHeader {
  readonly version: number;
  readonly forgottenTimeMs: number;
  readonly generations: readonly GenerationFacts[];
}

/**
 * Which sequence a commandId was first used at. A function of the commands, their sequences and their times alone, so that
 * a replay and a snapshot make the same.
 *
 * It forgets in generations, and only what is beyond the horizon. What it forgot it still knows the latest time of: a
 * commandId that is not found and not later than that may have been used, and must not be executed.
 */
export class CommandIndex implements SnapshotPart {
  readonly name = 'command-index';
  readonly #horizon: CommandHorizon;
  readonly #largestCapacity: number;
  /** Oldest first; the last one is added to. */
  #generations: CommandGeneration[] = [];
  #count = 0;
  #forgottenTimeMs = -1;

  constructor(horizon: CommandHorizon) {
    if (horizon.commandsMax < horizon.commands) throw new RangeError('commandsMax is less than commands');
    this.#horizon = horizon;
    const share = Math.ceil(horizon.commands / GENERATIONS_OF_HORIZON);
    this.#largestCapacity = Math.min(LARGEST_CAPACITY, share);
  }

  /** Number of commandIds that are known. */
  get count(): number {
    return this.#count;
  }

  /** A commandId of this time or before, in ms since 1970, may have been forgotten; -1 when none was. */
  get forgottenTimeMs(): number {
    return this.#forgottenTimeMs;
  }

  /** Bytes of the tables. */
  get heldBytes(): number {
    return this.#generations.reduce((bytes, { slots }) => bytes + slots.byteLength, 0);
  }

  /** No command before this sequence is known, so none of their records is read any more; undefined when none is known. */
  get oldestNeededSequence(): number | undefined {
    return this.#generations[0]?.firstSequence;
  }

  /**
   * The latest sequence before `below` whose command has this key, or 0. Different names may have one key: whoever asks
   * compares the names, and asks again below the sequence that was another's.
   */
  find(key: CommandKey, below = Infinity): number {
    for (let index = this.#generations.length - 1; index >= 0; index--) {
      const generation = this.#generations[index]!;
      const sequence = generation.firstSequence < below ? generation.find(key, below) : 0;
      // Names of new commands are later than nearly all that are known: the search ends here for them.
      if (sequence !== 0 || key.timeMs > generation.idTimeMaxBefore) return sequence;
    }
    return 0;
  }

  /**
   * Keeps a command that was executed; sequences and times come in order. Forgets what is beyond the horizon now.
   * A name without a time cannot be asked for any more: it is not kept.
   */
  keep(key: CommandKey, sequence: number, timeMs: number): void {
    if (Number.isNaN(key.timeMs)) return;
    let latest = this.#generations[this.#generations.length - 1];
    if (latest === undefined || latest.isFullFor(sequence)) latest = this.#begin(sequence);
    latest.add(key, sequence, timeMs);
    this.#count += 1;
    while (this.#count > this.#horizon.commands && this.#isBeyondHorizon(timeMs)) this.#forgetOldest();
  }

  /**
   * True when so many more commands can be kept at the given time within the bound of the memory. A replay never asks: what
   * was executed once is kept.
   */
  hasRoomFor(count: number, timeMs: () => number): boolean {
    return this.#count + count <= this.#horizon.commandsMax || this.#isPastMinimum(timeMs());
  }

  save(): SavedPart {
    const header: SavedHeader = {
      version: SAVED_VERSION,
      forgottenTimeMs: this.#forgottenTimeMs,
      generations: this.#generations.map(({ facts }) => facts),
    };
    const blocks = this.#generations.map(({ slots }, index) => [blockName(index), slots] as const);
    return { header, blocks: Object.fromEntries(blocks) };
  }

  load({ header, blocks }: SavedPart): void {
    const saved = header as SavedHeader;
    if (saved.version !== SAVED_VERSION) {
      throw new RangeError(`command index of version ${saved.version}, known is ${SAVED_VERSION}`);
    }
    this.#generations = saved.generations.map((facts, index) => {
      const slots = blocks[blockName(index)];
      if (!(slots instanceof Int32Array))
        throw new RangeError(`the slots of generation ${index} are missing`);
      return CommandGeneration.load(facts, slots);
    });
    this.#count = saved.generations.reduce((sum, { count }) => sum + count, 0);
    this.#forgottenTimeMs = saved.forgottenTimeMs;
  }

  clear(): void {
    this.#generations = [];
    this.#count = 0;
    this.#forgottenTimeMs = -1;
  }

  #begin(sequence: number): CommandGeneration {
    const capacity = Math.min(this.#largestCapacity, Math.max(FIRST_CAPACITY, this.#count));
    const before = this.#generations[this.#generations.length - 1];
    const generation = new CommandGeneration({
      capacity,
      firstSequence: sequence,
      idTimeMaxBefore: before === undefined ? -1 : Math.max(before.idTimeMax, before.idTimeMaxBefore),
    });
    this.#generations.push(generation);
    return generation;
  }

  #isBeyondHorizon(timeMs: number): boolean {
    const oldest = this.#generations[0];
    if (oldest === undefined || this.#generations.length === 1) return false;
    const { commands, ageMs, commandsMax } = this.#horizon;
    if (this.#count - oldest.count < commands) return false;
    return timeMs - oldest.lastTimeMs >= ageMs || (this.#count > commandsMax && this.#isPastMinimum(timeMs));
  }

  #isPastMinimum(timeMs: number): boolean {
    const oldest = this.#generations[0];
    return (
      oldest !== undefined && timeMs - Math.max(oldest.idTimeMax, oldest.lastTimeMs) >= KNOWN_AT_LEAST_MS
    );
  }

  #forgetOldest(): void {
    const forgotten = this.#generations.shift();
    if (forgotten === undefined) return;
    this.#count -= forgotten.count;
    this.#forgottenTimeMs = Math.max(this.#forgottenTimeMs, forgotten.idTimeMax);
  }
}

function blockName(generation: number): string {
  return `slots-${generation}`;
}
