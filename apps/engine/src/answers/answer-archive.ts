import { EventLogLookup, type LogStorage } from '@backlay/transport';
import { ProblemError } from '../http/problem.js';

/** Where a log lies. */
export interface LogPlace {
  readonly directory: string;
  /** Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

/** Journals of durable commands: the event log, read at any place. */
export interface JournalSource {
  /** Undefined when the log does not go back so far. @throws Error (as rejection) when it cannot be read there */
  journal(sequence: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** Journals that may be waited for at the same time: five batches of nothing but retries. */
export const ARCHIVE_READS_MAX = 1_000;

/** Reads the journals of older commands back from the log, for retries. */
export class AnswerArchive {
  readonly #source: JournalSource;
  readonly #readsMax: number;
  #readCount = 0;

  constructor(source: JournalSource, readsMax = ARCHIVE_READS_MAX) {
    this.#source = source;
    this.#readsMax = readsMax;
  }

  /**
   * The journals of these sequences, in their order; undefined for those that the log has no more.
   * @throws ProblemError (as rejection) `ENGINE_OVERLOADED` when too many are waited for
   */
  async read(sequences: readonly number[]): Promise<(Buffer | undefined)[]> {
    if (this.#readCount + sequences.length > this.#readsMax) {
      throw new ProblemError(
        'ENGINE_OVERLOADED',
        `${this.#readCount} earlier answers are being read from the log and at most ${this.#readsMax} may; nothing of this request was taken.`,
      );
    }
    this.#readCount += sequences.length;
    try {
      return await Promise.all(sequences.map((sequence) => this.#source.journal(sequence)));
    } finally {
      this.#readCount -= sequences.length;
    }
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}

/** The journals of a log, which is opened when the first one is asked for. */
export class LoggedJournals implements JournalSource {
  readonly #place: LogPlace;
  #lookup: Promise<EventLogLookup> | undefined;

  constructor(place: LogPlace) {
    this.#place = place;
  }

  async journal(sequence: number): Promise<Buffer | undefined> {
    const lookup = (this.#lookup ??= this.#open());
    const record = await (await lookup).record(sequence);
    return record?.journal;
  }

  async close(): Promise<void> {
    await (await this.#lookup)?.close();
  }

  /** What could not be opened is tried again by the next retry. */
  async #open(): Promise<EventLogLookup> {
    try {
      return await EventLogLookup.open(this.#place);
    } catch (error) {
      this.#lookup = undefined;
      throw error;
    }
  }
}
