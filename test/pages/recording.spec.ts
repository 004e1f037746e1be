import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Book } from '@backlay/client';
import type { Browser, Page } from 'playwright-core';
import { formatPrice, formatSize } from '../../apps/analytics/web/src/model/decimal.js';
import { Random } from '../../tools/simulate/random.js';
import { browserAvailable, openPage, startBrowser } from '../support/browser.js';
import { SpecExchange } from '../support/exchange.js';
import { waitFor } from '../support/wait.js';
import { SpecDesk } from './spec-market.js';

/** Real recordings are not part of the project; where they are at hand (RECORDINGS_DIR), they are used. */
const FOLDER = process.env['RECORDINGS_DIR'] ?? join(process.cwd(), '..', 'shared', 'data', 'recordings');
const FILE = join(FOLDER, '1.185781277.bz2');
const SPEED = 20;
const MOMENTS = 10;
/** The recording takes 87 s at this speed. */
const PAUSE_MS_MAX = 6_000;
const SEED = 20;
const BOXES = 3;

jest.setTimeout(300_000);

const isPossible = browserAvailable && existsSync(FILE);
if (!existsSync(FILE))
  console.log(`No recording ${FILE}: the spec that replays it before the pages is skipped.`);

(isPossible ? describe : describe.skip)('the grid of a recorded market', () => {
  let exchange: SpecExchange;
  let desk: SpecDesk;
  let browser: Browser;
  let replay: ChildProcess;
  let output = '';

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    desk = new SpecDesk(exchange);
    browser = await startBrowser();
  });
  afterAll(async () => {
    replay?.kill();
    await browser?.close();
    await exchange?.stop();
  });

  it(`is what was recorded, at ${MOMENTS} moments by chance (seed ${SEED})`, async () => {
    replay = startReplay(exchange, (text) => (output += text));
    const marketId = 1;
    await waitFor('the market to be there', async () => (await desk.operator.markets('OPEN')).length > 0, {
      timeoutMs: 60_000,
    });
    const { page, faults } = await openPage(browser, desk.pagesUrl, {
      viewport: { width: 1280, height: 800 },
    });
    await page.goto(desk.pagesUrl);
    await page.getByLabel('API key').fill(exchange.keys.viewer);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Market 1' }).click();
    const random = new Random(SEED);
    for (let moment = 1; moment <= MOMENTS; moment += 1) {
      // A moment by chance, not a time for something to happen in.
      await delay(random.whole(0, PAUSE_MS_MAX));
      // The replay finds the engine's book equal to the recording after every message.
      await waitFor(`moment ${moment}: the grid to be the book of the engine`, () => isEqual(page, marketId));
    }
    expect(filled).toBeGreaterThan(MOMENTS / 2);
    expect(faults).toEqual([]);
    await once(replay, 'close');
    expect(output).toContain('Every ladder compared was equal.');
    expect(replay.exitCode).toBe(0);
  });

  /** Moments at which the book had prices. */
  let filled = 0;

  /** Whether the grid shows the book; false, too, when the book changes while it is read. */
  async function isEqual(page: Page, marketId: number): Promise<boolean> {
    const before = boxesOf(await desk.operator.book(marketId, BOXES));
    const shown = await page.evaluate<string[][]>(
      `[...document.querySelectorAll('.runner')].map((runner) => [...runner.querySelectorAll('.box')].map(
        (box) => box.querySelector('.box-price').textContent + ' ' + box.querySelector('.box-size').textContent))`,
    );
    const after = boxesOf(await desk.operator.book(marketId, BOXES));
    const expected = JSON.stringify(before);
    if (expected !== JSON.stringify(after) || expected !== JSON.stringify(shown)) return false;
    if (/\d/.test(expected)) filled += 1;
    return true;
  }
});

/** What the boxes of each runner say, from left to right. */
function boxesOf({ runners }: Book): string[][] {
  return runners.map(({ availableToBack, availableToLay }) => {
    const text = (levels: typeof availableToBack) =>
      Array.from({ length: BOXES }, (_, place) => {
        const level = levels[place];
        return level === undefined ? ' ' : `${formatPrice(level.price)} ${formatSize(level.size)}`;
      });
    return [...text(availableToBack).reverse(), ...text(availableToLay)];
  });
}

function startReplay(exchange: SpecExchange, onOutput: (text: string) => void): ChildProcess {
  const main = resolve(process.cwd(), 'dist', 'tools', 'replay', 'main.js');
  const urls = (['engine', 'storage', 'analytics'] as const).flatMap((name) => [
    `--${name}`,
    exchange.url(name),
  ]);
  const child = spawn(process.execPath, [main, FILE, '--speed', String(SPEED), ...urls], {
    env: { ...process.env, ...exchange.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  return child;
}
