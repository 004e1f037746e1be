import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SpecExchange } from '../../test/support/exchange.js';
import { PROJECT_ROOT } from '../../tools/exchange/running-exchange.js';
import { messageFor } from '../../tools/exchange/user-errors.js';
import { OptionError } from '../report/options.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { thirdsOf } from '../report/thirds.js';
import { readOptions, type HourOptions } from './options.js';
import { ResidentWatch } from './resident.js';

/*
 * Whether memory stays: the whole exchange as processes, with `npm run simulate` trading in one market after the other, each settled after a
 * minute, and the resident memory of engine, storage and analytics once a minute. What counts is the last third of the time beside
 * the middle one.
 *
 *   npm run bench:hour -- [--minutes 60] [--rate 200, commands a second]
 */
const MARKET_SECONDS = 60;
const SAMPLE_INTERVAL_MS = 60_000;
/** In a short time there are more of them: thirds of three are single moments. */
const SAMPLES_MIN = 12;
/** What the last third may be above the middle one, as a share: pages go back to the system when it needs them. */
const GROWTH_MAX = 0.05;

async function main({ minutes, rate }: HourOptions): Promise<boolean> {
  const exchange = await SpecExchange.start();
  try {
    const pids = {
      engine: exchange.pid('engine'),
      storage: exchange.pid('storage'),
      analytics: exchange.pid('analytics'),
    };
    const watch = new ResidentWatch(pids, Math.min(SAMPLE_INTERVAL_MS, (minutes * 60_000) / SAMPLES_MIN));
    const untilMs = performance.now() + minutes * 60_000;
    for (let seed = 1; performance.now() < untilMs; seed++) {
      const leftSeconds = Math.ceil((untilMs - performance.now()) / 1_000);
      await trade(exchange, { seed, rate, seconds: Math.min(MARKET_SECONDS, leftSeconds) });
    }
    await watch.end();
    return reportRows(rowsOf(watch.samples, minutes), aboutHour(rate));
  } finally {
    await exchange.stop();
  }
}

/** The life of a market: opened, traded in, settled, and no money missing. */
async function trade(
  exchange: SpecExchange,
  { seed, rate, seconds }: { seed: number; rate: number; seconds: number },
): Promise<void> {
  const simulate = join(PROJECT_ROOT, 'dist', 'tools', 'simulate', 'main.js');
  // By requests, as when its rows were first measured: they stay comparable.
  const flags = { seed, rate, seconds, entry: 'http', engine: exchange.url('engine') };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [simulate, ...args, '--settle'], {
    env: { ...process.env, ...exchange.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`npm run simulate ${args.join(' ')} ended with ${code}; its reason is above`);
}

function rowsOf(samples: ResidentWatch['samples'], minutes: number): Row[] {
  return Object.entries(samples).map(([name, megabytes]) => {
    const { middle, last } = thirdsOf(megabytes);
    return {
      id: `hour.resident.${name}`,
      what: `resident memory of ${name}, last third of ${minutes} minutes`,
      figure: last,
      unit: 'MB',
      beside: { what: 'middle third', figure: middle },
      ratio: last / middle,
      bars: [{ of: 'ratio', atMost: 1 + GROWTH_MAX }],
    };
  });
}

function aboutHour(rate: number): About {
  return {
    method: `The whole exchange as processes, events by the engine's log. \`npm run simulate\` trades with money at ${rate} commands a second in a market
with 6 runners, which is settled after a minute, then in the next; that no money is missing is checked each time. Resident memory of each
process (VmRSS) once a minute, or 12 times when there is less time; the medians of the last third and of the middle one.`,
    notIncluded: `PostgreSQL, and the page cache that the log fills. With fewer \`--minutes\` the processes still take what they keep: the bar is meant for
an hour.`,
  };
}

try {
  if (!(await main(readOptions(process.argv.slice(2))))) process.exitCode = 1;
} catch (error) {
  console.error(messageFor(error, [OptionError]));
  process.exitCode = 1;
}
