import { parseArgs } from 'node:util';
import type { TradingClient } from '@backlay/client';
import { moneyIn } from '../exchange/accounts.js';
import { EngineClient } from '../exchange/engine-client.js';
import { ENTRIES, ExchangeClients, type Entry } from '../exchange/exchange-clients.js';
import { ServerError } from '../exchange/http-client.js';
import { openKeys, untilKnown, type RequestKeys } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { messageFor } from '../exchange/user-errors.js';
import { CURRENCY, conserved, fund, resultLines, resultsOf } from './accounts.js';
import { WanderingPrices } from './fair-prices.js';
import { Random } from './random.js';
import { Simulation, type SimulationTotals } from './simulation.js';
import { TRADER_ACCOUNTS, Traders } from './trader.js';

const USAGE = `npm run simulate -- [options]

  --seed N       the traders' decisions follow from it (default 1)
  --rate N       commands a second (default 100)
  --entry HOW    how commands go to the engine: websocket (default) or http
  --seconds N    how long (default: until Ctrl-C)
  --runners N    runners of the market that is made (default 6)
  --settle       at the end close and settle the market, and print what it has brought to each account
  --engine URL   default http://127.0.0.1:3000, or ENGINE_PORT
  --keys FILE    API keys in plain text; by default the traders get keys in the keys file of DATA_DIR for this run`;

const LIVE_INTERVAL_MS = 1_000;
const PLAIN_LIVE_INTERVAL_MS = 5_000;
const RUNNERS_MAX = 100;
/** Hundredths of a percent. */
const BASE_RATE = 500;

interface Options {
  readonly seed: number;
  readonly ratePerSecond: number;
  readonly entry: Entry;
  readonly seconds: number;
  readonly runnerCount: number;
  readonly isSettled: boolean;
  readonly engineUrl: string;
  readonly keysFile: string | undefined;
}

/** An argument that cannot be used; the message is for the user. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '100' },
      entry: { type: 'string', default: 'websocket' },
      seconds: { type: 'string' },
      runners: { type: 'string', default: '6' },
      settle: { type: 'boolean', default: false },
      engine: { type: 'string', default: `http://127.0.0.1:${process.env['ENGINE_PORT'] || '3000'}` },
      keys: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    seed: toNumber('seed', values.seed, { min: 0, max: 2 ** 32 - 1 }),
    ratePerSecond: toNumber('rate', values.rate, { min: 1, max: 100_000 }),
    entry: toEntry(values.entry),
    seconds:
      values.seconds === undefined
        ? Infinity
        : toNumber('seconds', values.seconds, { min: 1, max: 31_536_000 }),
    runnerCount: toNumber('runners', values.runners, { min: 1, max: RUNNERS_MAX }),
    isSettled: values.settle,
    engineUrl: values.engine,
    keysFile: values.keys,
  };
}

function toNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} is "${text}", but must be a whole number from ${min} to ${max}`);
}

function toEntry(text: string): Entry {
  const entry = ENTRIES.find((known) => known === text);
  if (entry !== undefined) return entry;
  throw new UsageError(`--entry is "${text}", but must be ${ENTRIES.join(' or ')}`);
}

function latency(totals: SimulationTotals, percentile: number): string {
  const micros = totals.latencyUs.count === 0 ? 0 : totals.latencyUs.percentile(percentile);
  return `${(micros / 1000).toFixed(1)} ms`;
}

function liveLine(totals: SimulationTotals, seconds: number): string {
  const rate = Math.round(totals.sent / Math.max(seconds, 0.001));
  return `${seconds.toFixed(0)} s: ${totals.sent} sent (${rate}/s), ${totals.accepted} accepted, ${totals.refused} refused, ${totals.trades} trades, p50 ${latency(totals, 50)}, p99 ${latency(totals, 99)}`;
}

/** Shows a line that renews itself, or without a terminal a new line now and then. */
function showLive(totals: SimulationTotals): () => void {
  const startedAt = performance.now();
  const isTerminal = process.stdout.isTTY;
  const show = (): void => {
    const line = liveLine(totals, (performance.now() - startedAt) / 1000);
    if (isTerminal) process.stdout.write(`\r\u001b[2K${line}`);
    else console.log(line);
  };
  const timer = setInterval(show, isTerminal ? LIVE_INTERVAL_MS : PLAIN_LIVE_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    if (isTerminal) process.stdout.write('\r\u001b[2K');
  };
}

function printSummary(totals: SimulationTotals, seconds: number): void {
  console.log(
    `sent       ${totals.sent} commands in ${seconds.toFixed(1)} s (${Math.round(totals.sent / seconds)}/s)`,
  );
  console.log(`accepted   ${totals.accepted}`);
  console.log(`refused    ${totals.refused}`);
  for (const [code, count] of [...totals.refusedByReason].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`           ${count} ${code}`);
  }
  if (totals.refusedByReason.has('ORDER_UNKNOWN')) {
    console.log(
      '           (ORDER_UNKNOWN: the order was matched, or met another one of its owner, before it was changed)',
    );
  }
  console.log(`trades     ${totals.trades}`);
  console.log(`latency    p50 ${latency(totals, 50)}, p99 ${latency(totals, 99)}`);
}

async function simulate(options: Options): Promise<void> {
  const { keysFile } = findRunningExchange();
  const wanted = { keysFile, plainFile: options.keysFile, accountIds: TRADER_ACCOUNTS, label: 'simulate' };
  const keys = openKeys(wanted);
  try {
    await untilKnown('engine', { url: options.engineUrl, path: '/v1/engine' }, keys);
    await simulateWith(keys, options);
  } finally {
    keys.close();
  }
}

async function simulateWith(keys: RequestKeys, options: Options): Promise<void> {
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort()).on('SIGTERM', () => stop.abort());
  const clients = new ExchangeClients({ engine: options.engineUrl }, keys, options.entry);
  const engine = new EngineClient(clients);
  const { operator } = clients;
  try {
    await fund(operator, TRADER_ACCOUNTS);
    const market = await openMarket(engine, options);
    const before = options.isSettled ? await operator.accounts() : [];
    await trade(engine, market, { ...options, signal: stop.signal });
    if (!options.isSettled) return;
    await settle(engine, market, options.seed);
    console.log(resultLines(resultsOf(before, await operator.accounts())).join('\n'));
    await checkMoney(operator);
  } finally {
    await clients.close();
  }
}

interface OpenMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
}

async function openMarket(engine: EngineClient, options: Options): Promise<OpenMarket> {
  const { seed, ratePerSecond, runnerCount } = options;
  const runnerIds = Array.from({ length: runnerCount }, (_, index) => index + 1);
  const { marketId } = await engine.createMarket({
    name: `Simulation, seed ${seed}`,
    runners: runnerIds.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` })),
    ladder: { kind: 'CLASSIC' },
    currency: CURRENCY,
    baseRate: BASE_RATE,
  });
  await engine.changeMarket(marketId, { kind: 'open' });
  console.log(
    `Market ${marketId} (${CURRENCY}, 5 % commission) is open with ${runnerCount} runners; seed ${seed}, ${ratePerSecond} commands/s. Ctrl-C stops.`,
  );
  return { marketId, runnerIds };
}

async function trade(
  engine: EngineClient,
  market: OpenMarket,
  { seed, ratePerSecond, seconds, signal }: Options & { readonly signal: AbortSignal },
): Promise<void> {
  const random = new Random(seed);
  const simulation = new Simulation(
    engine,
    market,
    new Traders(random, new WanderingPrices(random, market.runnerIds)),
  );
  const startedAt = performance.now();
  const endLive = showLive(simulation.totals);
  try {
    await simulation.run({ ratePerSecond, seconds, signal });
  } finally {
    endLive();
    printSummary(simulation.totals, (performance.now() - startedAt) / 1000);
  }
}

/** Closes the market and settles it; who wins follows from the seed. */
async function settle(
  engine: EngineClient,
  { marketId, runnerIds }: OpenMarket,
  seed: number,
): Promise<void> {
  const winner = new Random(seed).pick(runnerIds);
  await engine.changeMarket(marketId, { kind: 'close' });
  const results = runnerIds.map(
    (runnerId) => ({ runnerId, result: runnerId === winner ? 'WINNER' : 'LOSER' }) as const,
  );
  await engine.changeMarket(marketId, { kind: 'settle', results });
  console.log(`settled    runner ${winner} has won; what that has brought to the accounts:`);
}

/** @throws ServerError when money has appeared or was lost */
async function checkMoney(operator: TradingClient): Promise<void> {
  const money = await moneyIn(operator, CURRENCY);
  if (money === undefined) throw new ServerError(`The engine knows of no money in ${CURRENCY}.`);
  const { ok, line } = conserved(money);
  console.log(line);
  if (!ok) throw new ServerError('Money has appeared, or was lost.');
}

try {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2));
  if (options) await simulate(options);
  else console.log(USAGE);
} catch (error) {
  console.error(messageFor(error, [UsageError]));
  process.exitCode = 1;
}
