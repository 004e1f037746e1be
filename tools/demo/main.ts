import { setMaxListeners } from 'node:events';
import type { TradingClient } from '@backlay/client';
import { EngineClient } from '../exchange/engine-client.js';
import { ExchangeClients } from '../exchange/exchange-clients.js';
import { openKeys, untilKnown, type RequestKeys } from '../exchange/request-keys.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { messageFor } from '../exchange/user-errors.js';
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
const UNFINISHED = ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'] as const;

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
  const clients = new ExchangeClients({ engine: engineUrl }, keys);
  const engine = new EngineClient(clients);
  const beforeOff = (ratePerSecond * BEFORE_OFF_SHARE) / markets;
  try {
    const purse = new Purse(clients.operator, [...TRADER_ACCOUNTS, ...VISITORS]);
    await clearAway(clients.operator);
    await purse.fill();
    const { signal } = stop;
    const clock = new DayClock(speed, signal);
    const rates = { beforeOff, inPlay: beforeOff * IN_PLAY_FACTOR };
    await new Day({ engine, clock, signal, rates, say, purse, stop: () => stop.abort() }, seed).run(markets);
  } finally {
    await clients.close();
  }
}

/** What an earlier demo has left behind has no judge any more: it is voided, as if it had never been. */
async function clearAway(operator: TradingClient): Promise<void> {
  for (const status of UNFINISHED) {
    const left = (await operator.markets(status)).filter(({ fixture }) => isOfDemo(fixture ?? ''));
    for (const { marketId } of left) await operator.voidMarket(marketId);
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
  console.error(messageFor(error, [UsageError]));
  process.exitCode = 1;
}
