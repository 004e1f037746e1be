import { EventLogReader, type EventLogBatch } from '@backlay/transport';

/** The bytes of the log's records, asked for in the order of their sequences. */
export class LogPayloads {
  #batch: EventLogBatch | undefined;
  #next: number;

  private constructor(
    private readonly reader: EventLogReader,
    firstSequence: number,
  ) {
    this.#next = firstSequence;
  }

  static async open(directory: string, firstSequence: number): Promise<LogPayloads> {
    return new LogPayloads(
      await EventLogReader.open({ directory, afterSequence: firstSequence - 1 }),
      firstSequence,
    );
  }

  /** Whether the payloads of the sequences, one after the other, are these bytes. What lies before them is passed over. */
  async equal(firstSequence: number, lastSequence: number, bytes: Buffer): Promise<boolean> {
    let offset = 0;
    let isEqual = true;
    for (; this.#next <= lastSequence; this.#next++) {
      const payload = await this.#payload(this.#next);
      if (payload === undefined) return false;
      if (this.#next < firstSequence) continue;
      isEqual &&= payload.equals(bytes.subarray(offset, offset + payload.length));
      offset += payload.length;
    }
    return isEqual && offset === bytes.length;
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  async #payload(sequence: number): Promise<Buffer | undefined> {
    while (this.#batch === undefined || this.#batch.lastSequence < sequence) {
      this.#batch = await this.reader.next();
      if (this.#batch === undefined) return undefined;
    }
    return this.#batch.payload(sequence - this.#batch.firstSequence);
  }
}
