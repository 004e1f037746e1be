import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Sample } from './app-metric.js';

/** How often the delay is measured, in ms. */
const RESOLUTION_MS = 10;
/** A window is at least so long; everybody who asks within it gets the one before, in ms. */
export const WINDOW_MS_MIN = 5_000;
const NS_PER_SECOND = 1e9;
const QUANTILES = [0.5, 0.9, 0.99, 1] as const;

/**
 * How late the event loop came to a timer that was due: the time that anything which arrived had to wait before anybody
 * looked at it. Of the latest whole window, which all readers share: a second Prometheus, or somebody who looks at the
 * operator's page, takes nothing away from the first.
 */
export class EventLoopDelay {
  readonly #now: () => number;
  #histogram: IntervalHistogram | undefined;
  #windowBeganMs = 0;
  #latest: readonly Sample[] = [];

  /** @param now a clock in ms that never runs backwards */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** One sample for each quantile, in seconds; none before something was measured. Measuring begins with the first call. */
  samples(): readonly Sample[] {
    this.#histogram ??= this.#begin();
    const isWhole = this.#now() - this.#windowBeganMs >= WINDOW_MS_MIN;
    // The first reader need not wait for a whole window.
    if ((isWhole || this.#latest.length === 0) && this.#histogram.count > 0) {
      this.#latest = QUANTILES.map((quantile) => this.#sample(this.#histogram!, quantile));
      this.#histogram.reset();
      this.#windowBeganMs = this.#now();
    }
    return this.#latest;
  }

  #begin(): IntervalHistogram {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    histogram.enable();
    this.#windowBeganMs = this.#now();
    return histogram;
  }

  /** Node.js counts from one measurement to the next, so an idle loop would have a delay of the resolution. */
  #sample(histogram: IntervalHistogram, quantile: number): Sample {
    const ns = quantile === 1 ? histogram.max : histogram.percentile(quantile * 100);
    const value = Math.max(0, ns / NS_PER_SECOND - RESOLUTION_MS / 1_000);
    return { labels: { quantile: String(quantile) }, value };
  }
}
