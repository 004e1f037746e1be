import { StreamClosedError } from './errors.js';
import type { Timers } from './timers.js';

/** How long something that was asked for may still take after a stop, in ms. */
const PATIENCE_MS = 1_500;

/**
 * Waits for what the backbone was asked for, as long as it takes; but only a little once the consumer is to stop, and not
 * at all when there is no connection. One thing at a time.
 */
export class Patience {
  private giveUp: (() => void) | undefined;

  constructor(
    private readonly timers: Timers,
    private readonly parts: { readonly stopping: AbortSignal; readonly isHopeless: () => boolean },
  ) {}

  /** @throws StreamClosedError when it is given up; what comes of it later is ignored */
  with<T>(answer: Promise<T>): Promise<T> {
    return this.waitFor(answer, () => (this.parts.isHopeless() ? 0 : PATIENCE_MS));
  }

  /** The same for what a stop ends at once. */
  withoutEnd<T>(answer: Promise<T>): Promise<T> {
    return this.waitFor(answer, () => 0);
  }

  /** The stop has begun. */
  end(): void {
    this.giveUp?.();
  }

  private waitFor<T>(answer: Promise<T>, patienceMs: () => number): Promise<T> {
    const settled = new AbortController();
    return new Promise<T>((resolve, reject) => {
      answer.then(resolve, reject).finally(() => settled.abort());
      const giveUp = (): void => {
        void this.timers
          .delay(patienceMs(), settled.signal)
          .then(() => reject(new StreamClosedError('stopped')));
      };
      this.giveUp = giveUp;
      if (this.parts.stopping.aborted) giveUp();
    });
  }
}
