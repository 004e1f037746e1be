import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../../tools/drill/system/process-tree.js';

/** Looks at the resident memory of processes again and again. */
export class ResidentWatch {
  /** MB, by process, one of each look. */
  readonly samples: Readonly<Record<string, number[]>>;
  readonly #done = new AbortController();
  readonly #watching: Promise<void>;

  /** @param pids by the name of the process */
  constructor(
    private readonly pids: Readonly<Record<string, number>>,
    private readonly intervalMs: number,
  ) {
    this.samples = Object.fromEntries(Object.keys(pids).map((name) => [name, []]));
    this.#watching = this.#watch();
  }

  async end(): Promise<void> {
    this.#done.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#done;
    for (;;) {
      await delay(this.intervalMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#look();
    }
  }

  #look(): void {
    const line: string[] = [];
    for (const [name, pid] of Object.entries(this.pids)) {
      const megabytes = residentBytes(pid) / 2 ** 20;
      this.samples[name]!.push(megabytes);
      line.push(`${name} ${megabytes.toFixed(0)} MB`);
    }
    console.log(`  ${line.join(', ')}`);
  }
}
