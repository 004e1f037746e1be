import { parseArgs } from 'node:util';
import { failureText, summaryOf } from './report-text.js';
import { MUTATIONS, type Mutation } from './scenario.js';
import { simulate } from './simulation.js';

const USAGE = `npm run seeds -- --seed N            one run, with everything that happens in it
npm run seeds -- --from A --count K  many runs, one after the other; prints those that fail
       --mutation NAME               with a bug that is planted: ${MUTATIONS.join(', ')}
       --quiet                       one line for the run`;

interface Wish {
  readonly seed: number | undefined;
  readonly from: number;
  readonly count: number;
  readonly mutation: Mutation | undefined;
  readonly isQuiet: boolean;
}

/** @throws Error when it cannot be understood */
function readWish(): Wish {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      from: { type: 'string', default: '1' },
      count: { type: 'string', default: '100' },
      mutation: { type: 'string' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const mutation = MUTATIONS.find((name) => name === values.mutation);
  if (values.mutation !== undefined && mutation === undefined)
    throw new Error(`no mutation "${values.mutation}"`);
  return {
    seed: values.seed === undefined ? undefined : readNumber(values.seed),
    from: readNumber(values.from),
    count: readNumber(values.count),
    mutation,
    isQuiet: values.quiet,
  };
}

function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return Number(text);
}

/** @returns whether the run kept every promise */
async function runOne(seed: number, { mutation, isQuiet }: Wish): Promise<boolean> {
  const report = await simulate({
    seed,
    mutation,
    print: isQuiet ? undefined : (line) => console.log(line),
  });
  console.log(summaryOf(report));
  for (const violation of report.violations) console.log(`violated: ${violation}`);
  return report.violations.length === 0;
}

/** @returns whether all runs kept every promise */
async function runMany({ from, count, mutation }: Wish): Promise<boolean> {
  const startedAt = process.hrtime.bigint();
  let failed = 0;
  for (let seed = from; seed < from + count; seed++) {
    const report = await simulate({ seed, mutation });
    if (report.violations.length === 0) continue;
    failed += 1;
    console.log(mutation === undefined ? failureText(report) : summaryOf(report));
  }
  const tookMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
  console.log(`${count} seeds from ${from}: ${failed} failed; ${(tookMs / count).toFixed(0)} ms each`);
  return failed === 0;
}

try {
  const wish = readWish();
  const isGood = wish.seed === undefined ? await runMany(wish) : await runOne(wish.seed, wish);
  if (!isGood) process.exitCode = 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
