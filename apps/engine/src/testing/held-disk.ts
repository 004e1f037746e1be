import { EventLogWriter, type LogFile, type LogStorage, NODE_STORAGE } from '@backlay/transport';
import type { OpenCommandLog } from '../event-log/command-log.js';

/** A disk whose syncs wait, or fail, when a spec says so; everything else is the real file system. */
export class HeldDisk {
  #isHeld = false;
  #fault: Error | undefined;
  #waiting: (() => void)[] = [];

  /** Number of syncs that wait. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Every sync from now on fails, those that wait included. */
  fail(fault: Error): void {
    this.#fault = fault;
    this.release();
  }

  /** Opens a log on this disk. */
  readonly openLog: OpenCommandLog = (options) => EventLogWriter.open({ ...options, storage: this.#storage });

  readonly #storage: LogStorage = {
    ...NODE_STORAGE,
    open: async (path, access) => this.#wrap(await NODE_STORAGE.open(path, access)),
  };

  #wrap(file: LogFile): LogFile {
    return {
      read: (bytes, offset, length, position) => file.read(bytes, offset, length, position),
      write: (bytes, offset, length, position) => file.write(bytes, offset, length, position),
      datasync: async () => {
        await this.#turn();
        await file.datasync();
      },
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  }

  async #turn(): Promise<void> {
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#fault !== undefined) throw this.#fault;
  }
}
