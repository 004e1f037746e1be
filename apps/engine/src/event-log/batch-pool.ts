import type { EventLogBatch } from '@backlay/transport';
import type { BatchMemory, ReadBatch } from './replay-messages.js';

/** Batches that may be read and not executed yet: they hold about as many MiB. */
const BATCHES_AHEAD = 8;
/** The records of most batches take less. */
const BATCH_BYTES = 1024 * 1024 + 64 * 1024;

/** Copies batches into shared memory that is used again and again, and waits while all of it is in use. */
export class BatchPool {
  readonly #memories = Array.from({ length: BATCHES_AHEAD }, (_, number) => newMemory(number, 0, 0));
  readonly #free = this.#memories.map(({ number }) => number);
  #wake: (() => void) | undefined;

  /** Resolves as soon as there is memory. */
  async copy(batch: EventLogBatch): Promise<ReadBatch> {
    let number = this.#free.pop();
    for (; number === undefined; number = this.#free.pop()) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const { epoch, count, byteLength } = batch;
    const memory = this.#memoryFor(number, byteLength, count + 1);
    const first = batch.starts[0]!;
    memory.bytes.set(batch.bytes.subarray(first, first + byteLength));
    for (let at = 0; at <= count; at++) memory.starts[at] = batch.starts[at]! - first;
    return { memory, epoch, count };
  }

  /** The batch in this memory is not needed any more. */
  giveBack(number: number): void {
    this.#free.push(number);
    this.#wake?.();
  }

  #memoryFor(number: number, bytes: number, starts: number): BatchMemory {
    let memory = this.#memories[number]!;
    if (memory.bytes.length < bytes || memory.starts.length < starts) {
      memory = newMemory(number, Math.max(BATCH_BYTES, bytes), 2 * starts);
      this.#memories[number] = memory;
    }
    return memory;
  }
}

function newMemory(number: number, bytes: number, starts: number): BatchMemory {
  return {
    number,
    bytes: new Uint8Array(new SharedArrayBuffer(bytes)),
    starts: new Int32Array(new SharedArrayBuffer(starts * Int32Array.BYTES_PER_ELEMENT)),
  };
}
