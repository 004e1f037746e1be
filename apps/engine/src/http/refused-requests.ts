import type { ProblemCode } from './problem-catalog.js';

/** Counts requests that were turned away before the exchange had a command to decide about, by the code of the problem. */
export class RefusedRequests {
  readonly #counts = new Map<ProblemCode, number>();

  count(code: ProblemCode): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** Since the start; codes that never came are left out. */
  get counts(): ReadonlyMap<ProblemCode, number> {
    return this.#counts;
  }
}
