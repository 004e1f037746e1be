import { join } from 'node:path';
import { PositionFile, type LogStorage } from '@backlay/transport';

/** Name of the file, in the directory of the log, that keeps the floor of its stream. */
export const STREAM_FLOOR_FILE = 'stream-floor.position';

/**
 * The sequence up to which every consumer group of the stream once had everything acknowledged, kept on disk. When Redis
 * comes back empty, publishing begins behind it instead of at the beginning of all time.
 *
 * The file is not synced: after a power failure it may name an older floor, which only means to publish more than needed.
 */
export class StreamFloor {
  readonly #file: PositionFile;
  #sequence: number;

  constructor(directory: string, storage?: LogStorage) {
    this.#file = PositionFile.openForWriting(join(directory, STREAM_FLOOR_FILE), storage);
    this.#sequence = this.#file.read()?.sequence ?? 0;
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** Does nothing unless the sequence is higher: what was acknowledged once is never needed again. */
  raise(sequence: number): void {
    if (sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#file.write({ epoch: 0, sequence, segmentFirstSequence: 0, offset: 0, synced: false });
  }

  close(): void {
    this.#file.close();
  }
}
