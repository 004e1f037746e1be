import { MUTATIONS } from './scenario.js';
import { simulate } from './simulation.js';

/** Within so many seeds each planted bug must be found. */
const SEEDS_MAX = 300;
const TIMEOUT_MS = 180_000;

describe('the simulation finds a planted bug:', () => {
  it.each(MUTATIONS)(
    '%s',
    async (mutation) => {
      let violations: readonly string[] = [];
      for (let seed = 1; seed <= SEEDS_MAX && violations.length === 0; seed++) {
        ({ violations } = await simulate({ seed, mutation }));
      }
      expect(violations).not.toEqual([]);
    },
    TIMEOUT_MS,
  );
});
