import { ProblemError } from '@backlay/client';
import { Random } from '../simulate/random.js';
import { Calendar } from './calendar/calendar.js';
import { fixtureText, type FixturePlan } from './calendar/fixture-plan.js';
import { FixtureLife, type FixtureLifeParts } from './market/fixture-life.js';
import type { Purse } from './purse.js';

/** In seconds of the day: when the first fixture begins, and how long after one the next does. */
const FIRST_START_SECONDS = 45;
const BETWEEN_STARTS_SECONDS = 100;

export interface DayParts extends FixtureLifeParts {
  readonly purse: Purse;
  /** Makes the signal say stop: one fixture that cannot go on ends the day. */
  readonly stop: () => void;
}

/** Fixtures one after the other, without end: when one is over, another one comes behind those that are announced. */
export class Day {
  readonly #parts: DayParts;
  readonly #random: Random;
  readonly #calendar: Calendar;
  readonly #alive = new Set<Promise<void>>();
  #marketCount = 0;
  #lastStartMs = -Infinity;

  constructor(parts: DayParts, seed: number) {
    this.#parts = parts;
    this.#random = new Random(seed);
    this.#calendar = new Calendar(new Random(this.#random.whole(0, 2 ** 32 - 1)));
  }

  /** Goes on until the signal says stop. @throws when the engine does not answer */
  async run(marketsAtLeast: number): Promise<void> {
    const { signal } = this.#parts;
    try {
      while (!signal.aborted) {
        while (this.#marketCount < marketsAtLeast) this.#announce(this.#calendar.next());
        await Promise.race(this.#alive);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#parts.stop();
      throw error;
    } finally {
      await Promise.allSettled(this.#alive);
    }
  }

  #announce(plan: FixturePlan): void {
    this.#marketCount += plan.markets.length;
    const seed = this.#random.whole(0, 2 ** 32 - 1);
    const life = this.#live(plan, seed, this.#nextStartMs()).finally(() => {
      this.#marketCount -= plan.markets.length;
      this.#alive.delete(life);
    });
    this.#alive.add(life);
  }

  async #live(plan: FixturePlan, seed: number, startMs: number): Promise<void> {
    try {
      await new FixtureLife(this.#parts, plan, seed).live(startMs);
    } catch (error) {
      // Somebody has suspended, closed or settled it: then it is theirs.
      if (!(error instanceof ProblemError)) throw error;
      this.#parts.say(`left      ${fixtureText(plan)}: ${error.message}`);
    }
    await this.#parts.purse.fill();
  }

  #nextStartMs(): number {
    const { clock } = this.#parts;
    const earliest = Date.now() + clock.ms(FIRST_START_SECONDS);
    this.#lastStartMs = Math.max(this.#lastStartMs + clock.ms(BETWEEN_STARTS_SECONDS), earliest);
    return this.#lastStartMs;
  }
}
