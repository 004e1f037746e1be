import { Random } from '../core/random.js';
import type { Scenario } from '../scenario.js';

/** A handler's failure that is the events' own. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';

  constructor(readonly sequence: number) {
    super(`sequence ${sequence} cannot be handled`);
  }
}

/** How often a sequence that cannot be handled at first fails. More than a consumer tries it: for good. */
const FAILURES = [1, 2, 3, 7, Infinity];

/** Which sequences which group cannot handle, and how often that still is so. */
export class Poison {
  readonly #left = new Map<string, number>();
  #isGone = false;

  constructor(private readonly scenario: Pick<Scenario, 'seed' | 'poisonChance'>) {}

  /** Whether the group fails, or failed, on the sequence. */
  isIn(group: string, sequence: number): boolean {
    return this.#failuresOf(group, sequence) > 0;
  }

  /** @throws PoisonError */
  taste(group: string, sequence: number): void {
    if (this.#isGone) return;
    const key = `${group} ${sequence}`;
    const left = this.#left.get(key) ?? this.#failuresOf(group, sequence);
    if (left === 0) return;
    this.#left.set(key, left - 1);
    throw new PoisonError(sequence);
  }

  /** A version of the consumer that can handle it is put in place. */
  mend(group: string, sequence: number): void {
    this.#left.set(`${group} ${sequence}`, 0);
  }

  mendAll(): void {
    this.#isGone = true;
  }

  /** Decided by the seed alone, so that it is the same however often it is asked, and by whom. */
  #failuresOf(group: string, sequence: number): number {
    const { seed, poisonChance } = this.scenario;
    const random = new Random(seed * 7_919 + sequence * 31 + group.length);
    return random.chance(poisonChance) ? random.pick(FAILURES) : 0;
  }
}
