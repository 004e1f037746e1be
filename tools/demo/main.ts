import { setMaxListeners } from 'node:events';
import { KeyFileError } from '@backlay/service';
import { AccountClient } from '../exchange/account-client.js';
import { EngineClient } from '../exchange/engine-client.js';
import { ServerError } from '../exchange/http-client.js';
import { openKeys, untilKnown, type RequestKeys } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { TRADER_ACCOUNTS } from '../simulate/trader.js';
import { isOfDemo } from './calendar/fixture-plan.js';
import { Day } from './day.js';
import { DayClock } from './day-clock.js';
import { UsageError, readDemoOptions, type DemoOptions } from './options.js';
import { Purse } from './purse.js';

/** Accounts of the demo keys that `npm start` prints: whoever tries the pages can bet at once. */
const VISITORS = ['alice', 'bob'];
/** Of the rate, what a market gets before the off; in-play it is so many times that. */
const BEFORE_OFF_SHARE = 0.6;
const IN_PLAY_FACTOR = 5;
const UNFINISHED = ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'];

async function demo(options: DemoOptions): Promise<void> {
  const stop = new AbortController();
  // Every market listens to it, and waits with it: that many are no leak.
  setMaxListeners(0, stop.signal);
  process.on('SIGINT', () => stop.abort()).on('SIGTERM', () => stop.abort());
  const { keysFile, engineUrl } = findRunningExchange();
  const keys = openKeys({ keysFile, accountIds: TRADER_ACCOUNTS, label: 'demo' });
  try {
    await untilKnown('engine', { url: engineUrl, path: '/v1/engine' }, keys);
    await play({ engineUrl, keys, stop }, options);
  } finally {
    keys.close();
  }
}

interface Stage {
  readonly engineUrl: string;
  readonly keys: RequestKeys;
  readonly stop: AbortController;
}

async function play({ engineUrl, keys, stop }: Stage, options: DemoOptions): Promise<void> {
  const { seed, speed, markets, ratePerSecond } = options;
  const engine = new EngineClient(engineUrl, keys);
  const accounts = new AccountClient(engineUrl, keys);
  const beforeOff = (ratePerSecond * BEFORE_OFF_SHARE) / markets;
  try {
    const purse = new Purse(accounts, [...TRADER_ACCOUNTS, ...VISITORS]);
    await clearAway(engine);
    await purse.fill();
    const { signal } = stop;
    const clock = new DayClock(speed, signal);
    const rates = { beforeOff, inPlay: beforeOff * IN_PLAY_FACTOR };
    await new Day({ engine, clock, signal, rates, say, purse, stop: () => stop.abort() }, seed).run(markets);
  } finally {
    engine.close();
    accounts.close();
  }
}

/** What an earlier demo has left behind has no judge any more: it is voided, as if it had never been. */
async function clearAway(engine: EngineClient): Promise<void> {
  for (const status of UNFINISHED) {
    const left = (await engine.markets(status)).filter(({ fixture }) => isOfDemo(fixture));
    for (const { marketId } of left) await engine.changeMarket(marketId, 'void');
    if (left.length > 0) say(`voided    ${left.length} markets that an earlier demo has left ${status}`);
  }
}

function say(line: string): void {
  console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
}

try {
  loadEnvironmentFile();
  await demo(readDemoOptions(process.argv.slice(2)));
} catch (error) {
  const isForUser = [ServerError, UsageError, KeyFileError, TypeError].some((kind) => error instanceof kind);
  console.error(isForUser && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
