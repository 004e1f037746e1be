import type { Readings } from './app-readings.js';
import { healthModel, type HealthModel } from './health-model.js';

/** Rates and percentiles are those of so long, in ms. */
export const WINDOW_MS = 60_000;
/** Points of the small charts. */
const POINTS_MAX = 60;

interface Moment {
  readonly atMs: number;
  readonly readings: Readings;
}

/** What is drawn of the past: one number for each moment; null where it was not known. */
export interface Trend {
  readonly accepted: readonly (number | null)[];
  readonly refused: readonly (number | null)[];
  readonly loopWorst: readonly (number | null)[];
}

/** The readings of the latest minute, and what is made of them. Holds no more than that. */
export class HealthHistory {
  #moments: Moment[] = [];
  #trend: Trend = { accepted: [], refused: [], loopWorst: [] };

  /** @param atMs by a clock that never runs backwards */
  add(readings: Readings, atMs: number): { readonly model: HealthModel; readonly trend: Trend } {
    const previous = this.#moments.at(-1);
    // One that is just beyond the window stays: the window reaches from there.
    const isOld = ({ atMs: at }: Moment | undefined = { atMs: atMs, readings }): boolean =>
      at < atMs - WINDOW_MS;
    while (isOld(this.#moments[1])) this.#moments.shift();
    const model = healthModel(this.#moments[0]?.readings, readings);
    this.#moments.push({ atMs, readings });
    this.#trend = this.#continued(healthModel(previous?.readings, readings));
    return { model, trend: this.#trend };
  }

  #continued({ acceptedPerSecond, refusedPerSecond, apps }: HealthModel): Trend {
    const { accepted, refused, loopWorst } = this.#trend;
    const worst = apps.find(({ name }) => name === 'engine')?.loop.worst;
    return {
      accepted: withPoint(accepted, acceptedPerSecond),
      refused: withPoint(refused, refusedPerSecond),
      loopWorst: withPoint(loopWorst, worst),
    };
  }
}

function withPoint(
  points: readonly (number | null)[],
  point: number | undefined,
): readonly (number | null)[] {
  return [...points, point ?? null].slice(-POINTS_MAX);
}
