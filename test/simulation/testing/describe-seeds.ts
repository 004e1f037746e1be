import { failureText } from '../report-text.js';
import { simulate } from '../simulation.js';

const SEEDS_PER_TEST = 50;
/** A run takes about a tenth of a second; this only bounds a machine that is busy with other things. */
const TIMEOUT_MS_PER_SEED = 3_000;

/** One test for every so many seeds. A seed that fails is named, with what happened last and how to repeat it. */
export function describeSeeds(from: number, count: number): void {
  describe(`${count} simulated runs of the whole system`, () => {
    for (let first = from; first < from + count; first += SEEDS_PER_TEST) {
      const last = Math.min(first + SEEDS_PER_TEST, from + count) - 1;
      const name = `nothing is lost, nothing is there twice, everything comes back: seeds ${first} to ${last}`;
      it(name, () => runSeeds(first, last), (last - first + 1) * TIMEOUT_MS_PER_SEED);
    }
  });
}

async function runSeeds(first: number, last: number): Promise<void> {
  for (let seed = first; seed <= last; seed++) {
    const report = await simulate({ seed });
    if (report.violations.length > 0) throw new Error(failureText(report));
  }
}
