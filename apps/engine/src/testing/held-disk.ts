import { open } from 'node:fs/promises';
import { EventLogWriter, type LogFile, type OpenLogFile } from '@backlay/transport';
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
  readonly openLog: OpenCommandLog = (options) =>
    EventLogWriter.open({ ...options, openFile: this.#openFile });

  readonly #openFile: OpenLogFile = async (path, flags) => {
    const handle = await open(path, flags);
    const file: LogFile = {
      write: (bytes, offset, length, position) => handle.write(bytes, offset, length, position),
      datasync: async () => {
        await this.#turn();
        await handle.datasync();
      },
      sync: () => handle.sync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
    return file;
  };

  async #turn(): Promise<void> {
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#fault !== undefined) throw this.#fault;
  }
}
