import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PrivateExchange } from '../../tools/exchange/private-exchange.js';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { measurePage, type PageFigures } from './measure.js';

/*
 * Whether the pages keep up: frames a second, memory and how busy the browser is while a market changes 1,000 times a second. The
 * exchange, its traders and the browser share the machine.
 *
 *   npm run bench:pages -- [seconds per view] [commands a second]
 */
const SECONDS_DEFAULT = 15;
const RATE_DEFAULT = 1_000;
const RUNNERS = 8;
const ACCOUNT_ID = 'looker';
const SIMULATE = fileURLToPath(new URL('../../tools/simulate/main.js', import.meta.url));

interface Traders {
  readonly process: ChildProcess;
  readonly marketId: number;
}

async function main(seconds: number, rate: number): Promise<void> {
  const exchange = await PrivateExchange.start();
  const keys = openKeys({ keysFile: exchange.keysFile, accountIds: [ACCOUNT_ID], label: 'bench' });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--js-flags=--expose-gc'],
  });
  try {
    const traders = await startTraders(exchange, rate);
    try {
      console.log(`${rate} commands a second on ${RUNNERS} runners, ${seconds} s per view, at 1280 x 800\n`);
      console.log('view      frames/s   worst frame   changes/s   busy   memory            nodes');
      const page = await signIn(browser, exchange, keys.trader(ACCOUNT_ID));
      for (const view of ['grid', 'ladder', 'charts']) {
        await page.goto(`${exchange.url('analytics')}/#/markets/${traders.marketId}/${view}/1`);
        await page.locator(`.market-${view} .${view}`).waitFor();
        console.log(lineOf(view, await measurePage(page, seconds)));
      }
    } finally {
      traders.process.kill('SIGTERM');
      await once(traders.process, 'exit');
    }
  } finally {
    await browser.close();
    keys.close();
    await exchange.stop();
  }
}

async function signIn(browser: Browser, exchange: PrivateExchange, key: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${exchange.url('analytics')}/`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('status').getByText('Live').waitFor();
  return page;
}

/** Resolves when the traders have a market. */
async function startTraders(exchange: PrivateExchange, rate: number): Promise<Traders> {
  const args = ['--rate', String(rate), '--runners', String(RUNNERS), '--engine', exchange.url('engine')];
  const traders = spawn(process.execPath, [SIMULATE, ...args], {
    env: { ...process.env, DATA_DIR: dirname(exchange.keysFile) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const marketId = await new Promise<number>((resolve, reject) => {
    let printed = '';
    // What is printed later is not of interest, but has to be read.
    traders.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = printed.slice(-1_000) + text;
      const named = /Market (\d+)/.exec(printed)?.[1];
      if (named !== undefined) resolve(Number(named));
    });
    traders.once('exit', () => reject(new Error('the traders ended before they had a market')));
  });
  return { process: traders, marketId };
}

function lineOf(view: string, figures: PageFigures): string {
  const { framesPerSecond, worstMs, changesPerSecond, busyShare, heapMb, nodes } = figures;
  return [
    view.padEnd(9),
    framesPerSecond.toFixed(1).padStart(8),
    `${worstMs.toFixed(0)} ms`.padStart(13),
    changesPerSecond.toFixed(0).padStart(11),
    `${(busyShare * 100).toFixed(0)} %`.padStart(6),
    `  ${heapMb[0].toFixed(2)} -> ${heapMb[1].toFixed(2)} MB`.padEnd(19),
    `${nodes[0]} -> ${nodes[1]}`,
  ].join(' ');
}

const [seconds = SECONDS_DEFAULT, rate = RATE_DEFAULT] = process.argv.slice(2).map(Number);
await main(seconds, rate);
