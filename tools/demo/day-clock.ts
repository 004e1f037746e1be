import { setTimeout as delay } from 'node:timers/promises';

/** Time as the demo's day has it: faster than that of the wall, if wanted. */
export class DayClock {
  readonly #speed: number;
  readonly #signal: AbortSignal;

  /** @param signal ends all waiting */
  constructor(speed: number, signal: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** Milliseconds of the wall that so many seconds of the day take. */
  ms(seconds: number): number {
    return (seconds * 1_000) / this.#speed;
  }

  /** @throws the signal's reason when the demo ends meanwhile */
  async pause(seconds: number): Promise<void> {
    await delay(this.ms(seconds), undefined, { signal: this.#signal });
  }
}
