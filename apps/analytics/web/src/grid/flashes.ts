import { batch, type Signal } from '@preact/signals';

/** How long a change stays lit, in ms. */
export const FLASH_MS = 500;
const SWEEP_MS = 100;

/**
 * Lights that go out by themselves. They are switched, not animated: dozens of animations at a time would keep the browser
 * drawing without an end, while a switch draws one box twice. One timer serves all, and only while one is lit.
 */
export class Flashes {
  /** Each lit one with the time when it goes out. */
  readonly #lit = new Map<Signal<boolean>, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Lights it, or keeps it lit for as long again. */
  light(flash: Signal<boolean>): void {
    flash.value = true;
    this.#lit.set(flash, performance.now() + FLASH_MS);
    if (this.#timer === undefined) this.#timer = setTimeout(this.#sweep, SWEEP_MS);
  }

  readonly #sweep = (): void => {
    const now = performance.now();
    batch(() => {
      for (const [flash, endsAt] of this.#lit) {
        if (endsAt > now) continue;
        flash.value = false;
        this.#lit.delete(flash);
      }
    });
    this.#timer = this.#lit.size === 0 ? undefined : setTimeout(this.#sweep, SWEEP_MS);
  };
}
