import { ByteArena } from './byte-arena.js';

/** Journals of so many of the latest commands are in memory, at least as many as may be in flight. */
export const RECENT_COMMANDS_MIN = 65_536;
/** Bytes of them; those that are not in the log yet stay beyond it. */
export const RECENT_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The journals of the latest commands that had a commandId, by sequence: what retries are answered from that come soon, and
 * those of commands that wait for the disk. Bytes outside the JavaScript heap, forgotten oldest first.
 */
export class RecentJournals {
  readonly #arena = new ByteArena();
  readonly #sequences: Float64Array;
  readonly #addresses: Float64Array;
  readonly #lengths: Uint32Array;
  readonly #bytesMax: number;
  /** None before it is held. */
  #oldest = Infinity;
  #latest = 0;
  #bytes = 0;

  /** @param commands how many of the latest sequences are held */
  constructor(commands = RECENT_COMMANDS_MIN, bytesMax = RECENT_BYTES_MAX) {
    this.#sequences = new Float64Array(commands);
    this.#addresses = new Float64Array(commands);
    this.#lengths = new Uint32Array(commands);
    this.#bytesMax = bytesMax;
  }

  /** The journal of a command, a view; undefined when it is held no more, or never was. */
  find(sequence: number): Buffer | undefined {
    const slot = sequence % this.#sequences.length;
    if (this.#sequences[slot] !== sequence) return undefined;
    return this.#arena.read(this.#addresses[slot]!, this.#lengths[slot]!);
  }

  /**
   * Copies the journal of a command; sequences come in order. Makes room for it, but never forgets what is later than
   * `durableSequence` for the sake of the bytes: that is nowhere else.
   */
  keep(sequence: number, journal: Buffer, durableSequence: number): void {
    const commands = this.#sequences.length;
    this.#oldest = Math.min(this.#oldest, sequence);
    while (this.#oldest <= sequence - commands) this.#forgetOldest();
    while (
      this.#bytes + journal.length > this.#bytesMax &&
      this.#oldest <= Math.min(durableSequence, this.#latest)
    ) {
      this.#forgetOldest();
    }
    const slot = sequence % commands;
    this.#sequences[slot] = sequence;
    this.#addresses[slot] = this.#arena.append(journal);
    this.#lengths[slot] = journal.length;
    this.#bytes += journal.length;
    this.#latest = sequence;
  }

  #forgetOldest(): void {
    const slot = this.#oldest % this.#sequences.length;
    if (this.#sequences[slot] === this.#oldest) {
      const length = this.#lengths[slot]!;
      this.#bytes -= length;
      this.#arena.forgetBefore(this.#addresses[slot]! + length);
      this.#sequences[slot] = 0;
    }
    this.#oldest += 1;
  }
}
