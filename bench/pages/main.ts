import { availableParallelism } from 'node:os';
import type { Page } from 'playwright-core';
import { goToMarket } from '../../test/pages/go-to-market.js';
import { signIn } from '../../test/pages/sign-in.js';
import { startBrowser } from '../../test/support/chromium.js';
import { ExchangeClients } from '../../tools/exchange/exchange-clients.js';
import { PrivateExchange } from '../../tools/exchange/private-exchange.js';
import { openKeys, untilKnown } from '../../tools/exchange/request-keys.js';
import { messageFor } from '../../tools/exchange/user-errors.js';
import { LevelLoad, LOAD_ACCOUNTS } from './level-load.js';
import { readOptions, type Options } from './options.js';
import { PageMeter } from './page-meter.js';
import { OptionError } from '../report/options.js';
import { reportRows, type Row } from '../report/rows.js';
import { aboutPages, HEADER, judge, viewRows, windowLine, type Window } from './report.js';

/*
 * Whether the pages keep up: frames a second and memory while the levels of the market that is looked at change 1,000 times a second.
 * Frames are counted in windows of 5 s; between two windows garbage is collected, and what is left is the heap. Chromium has no
 * window, so it draws without a graphics card; engine, storage, analytics, PostgreSQL, the load and the browser share the machine.
 *
 *   npm run bench:pages -- [--minutes 3, of each view] [--rate 1000, level changes a second] [--view grid|ladder|charts]...
 */
const FRAMES_PER_SECOND_MIN = 30;
const WINDOW_MS = 5_000;
/** Fewer have no thirds. */
const WINDOWS_MIN = 3;
const WINDOWS_PER_MINUTE = 60_000 / WINDOW_MS;
const ACCOUNT_ID = 'looker';
const FUNDS = 1_000_00;

async function main(options: Options): Promise<boolean> {
  const exchange = await PrivateExchange.start();
  const accountIds = [ACCOUNT_ID, ...LOAD_ACCOUNTS];
  const keys = openKeys({ keysFile: exchange.keysFile, accountIds, label: 'bench' });
  const clients = new ExchangeClients({ engine: exchange.url('engine') }, keys);
  const browser = await startBrowser();
  try {
    await untilKnown('engine', { url: exchange.url('engine'), path: '/v1/engine' }, keys);
    await clients.operator.openAccount(ACCOUNT_ID, 'GBP');
    await clients.operator.deposit({ accountId: ACCOUNT_ID, amount: FUNDS });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await signIn(page, `${exchange.url('analytics')}/`, keys.trader(ACCOUNT_ID));
    const load = new LevelLoad(clients);
    await load.prepare();
    await goToMarket(page, load.marketId);
    load.start(options.rate);
    try {
      return await watchViews(page, load, options);
    } finally {
      await load.stop();
    }
  } finally {
    await browser.close();
    await clients.close();
    keys.close();
    await exchange.stop();
  }
}

/** Measures one view after the other, and prints what it comes to. */
async function watchViews(page: Page, load: LevelLoad, { minutes, rate, views }: Options): Promise<boolean> {
  const faults = faultsOf(page);
  const meter = await PageMeter.attach(page);
  console.log(`${availableParallelism()} cores, ${rate} level changes/s, ${minutes} min of each view`);
  let isGood = true;
  const rows: Row[] = [];
  for (const view of views) {
    await page.evaluate(`location.hash = '#/markets/${load.marketId}/${view}/1'`);
    await page.locator(`.market-${view} .${view}`).waitFor();
    console.log(`${view}\n${HEADER}`);
    const windows = await watch(meter, load, minutes);
    const demands = { framesPerSecondMin: FRAMES_PER_SECOND_MIN, changesPerSecond: rate };
    const verdict = judge(view, windows, { demands, faults: faults.splice(0) });
    for (const line of verdict.lines) console.log(line);
    isGood &&= verdict.isGood;
    rows.push(...viewRows(view, windows, demands));
  }
  return reportRows(rows, aboutPages(minutes)) && isGood;
}

/** What goes wrong in the page, as it comes. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

/** Measures a view that is open. The first window, in which everything is fresh, does not count. */
async function watch(meter: PageMeter, load: LevelLoad, minutes: number): Promise<readonly Window[]> {
  await meter.measure(WINDOW_MS);
  const windows: Window[] = [];
  while (windows.length < Math.max(WINDOWS_MIN, minutes * WINDOWS_PER_MINUTE)) {
    const [changesBefore, beganMs] = [load.changes, performance.now()];
    const figures = await meter.measure(WINDOW_MS);
    const seconds = (performance.now() - beganMs) / 1_000;
    const window = { ...figures, changesPerSecond: (load.changes - changesBefore) / seconds };
    windows.push(window);
    console.log(windowLine(windows.length, window));
  }
  return windows;
}

try {
  if (!(await main(readOptions(process.argv.slice(2))))) process.exitCode = 1;
} catch (error) {
  console.error(messageFor(error, [OptionError]));
  process.exitCode = 1;
}
