import { FeedTimeoutError } from './errors.js';

/** How long `reached` waits when it is not told otherwise. */
export const REACHED_TIMEOUT_MS = 10_000;

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** Those who wait until a copy contains a sequence. */
export class SequenceWaiters {
  readonly #waiters = new Set<Waiter>();

  /**
   * @param timeoutMs without it, as long as it takes
   * @throws FeedTimeoutError when it does not come in time
   */
  wait(sequence: number, timeoutMs?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#waiters.delete(waiter);
        reject(new FeedTimeoutError(`The feed has not reached sequence ${sequence} in ${timeoutMs} ms.`));
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
      const waiter: Waiter = { sequence, resolve, reject, timer };
      this.#waiters.add(waiter);
    });
  }

  reached(sequence: number): void {
    for (const waiter of this.#waiters) {
      if (waiter.sequence <= sequence) this.#end(waiter).resolve();
    }
  }

  fail(error: Error): void {
    for (const waiter of this.#waiters) this.#end(waiter).reject(error);
  }

  #end(waiter: Waiter): Waiter {
    clearTimeout(waiter.timer);
    this.#waiters.delete(waiter);
    return waiter;
  }
}
