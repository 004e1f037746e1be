import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { PROJECT_ROOT } from '../exchange/running-exchange.js';
import { LivelyExchange } from './lively-exchange.js';
import { fairPrice } from './makers.js';
import { Photographer, type Picture } from './pictures.js';
import { PrivateExchange } from '../exchange/private-exchange.js';
import { PROGRAMMES } from './programme.js';

const USAGE = `npm run screenshots -- [options]

Starts an exchange of its own, lets traders loose in it, and takes the pictures of README.md.

  --folder DIR   where the pictures go (default docs/images)
  --seed N       what the traders do follows from it (default 7)

The browser is Chromium at CHROMIUM_PATH, default /usr/bin/chromium.`;

/** The market and the runner that are looked at closely. */
const MARKET = 0;
const RUNNER_ID = 1;

function picturesOf(marketId: number): Picture[] {
  const market = `/markets/${marketId}`;
  const price = '.box';
  return [
    { name: 'overview', path: '/', until: '.market-card', look: 'desk', theme: 'dark' },
    {
      name: 'grid',
      path: `${market}/grid`,
      until: price,
      look: 'desk',
      theme: 'dark',
      press: '.runner:nth-child(2) .back-1',
    },
    {
      name: 'ladder',
      path: `${market}/ladder/${RUNNER_ID}`,
      until: '.rung-last',
      look: 'desk',
      theme: 'dark',
    },
    {
      name: 'charts',
      path: `${market}/charts/${RUNNER_ID}`,
      until: '.u-over',
      look: 'desk',
      theme: 'light',
      press: '.chart-head button',
    },
    { name: 'grid-phone', path: `${market}/grid`, until: price, look: 'phone', theme: 'light' },
  ];
}

async function takePictures(folder: string, seed: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const exchange = await PrivateExchange.start();
  try {
    const lively = await LivelyExchange.open(exchange, seed);
    const marketId = lively.marketIds[MARKET] ?? 0;
    const [, chance] = PROGRAMMES[MARKET]?.runners[RUNNER_ID - 1] ?? ['', 0.5];
    const fair = fairPrice(chance);
    await lively.back(marketId, RUNNER_ID, 4_000);
    await lively.rest([
      { marketId, runnerId: RUNNER_ID, side: 'LAY', price: fair - 30, size: 1_000 },
      { marketId, runnerId: RUNNER_ID, side: 'BACK', price: fair + 70, size: 2_500 },
      { marketId, runnerId: 3, side: 'BACK', price: 900, size: 500 },
    ]);
    const stop = new AbortController();
    const trading = lively.trade(stop.signal);
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    try {
      const photographer = new Photographer(
        browser,
        `${exchange.url('analytics')}/`,
        lively.viewerKey,
        folder,
      );
      for (const picture of picturesOf(marketId))
        console.log(relative(process.cwd(), await photographer.take(picture)));
    } finally {
      await browser.close();
      stop.abort();
      await trading;
      lively.close();
    }
  } finally {
    await exchange.stop();
  }
}

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(PROJECT_ROOT, 'docs', 'images') },
    seed: { type: 'string', default: '7' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(USAGE);
else await takePictures(values.folder, Number(values.seed));
