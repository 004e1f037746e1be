import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import type * as client from './index.js';
import { SpecFeed } from './testing/spec-feed.js';
import { image, MARKET, RUNNER } from './testing/spec-markets.js';
import { PLACED, SpecServer } from './testing/spec-server.js';

// Vite and Chromium start, on a busy machine.
jest.setTimeout(60_000);

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const VITE = resolve('node_modules', 'vite', 'bin', 'vite.js');
const ENTRY = `import * as client from '@backlay/client';\nglobalThis.client = client;\n`;

/** A page of the same host as the engine; its icon is asked for nowhere. */
const PAGE = '<!doctype html><link rel="icon" href="data:,">';

/** Bundles the library as a page has it, in a process of its own: Vite's binary parts do not work inside of Jest. */
async function bundle(folder: string): Promise<string> {
  const source = (lib: string): string => resolve('libs', lib, 'src', 'index.ts');
  const entry = join(folder, 'page.ts');
  writeFileSync(entry, ENTRY);
  const config = {
    root: folder,
    logLevel: 'error',
    resolve: { alias: { '@backlay/client': source('client'), '@backlay/contracts': source('contracts') } },
    build: { outDir: 'out', minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  };
  writeFileSync(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  await promisify(execFile)(process.execPath, [VITE, 'build', folder], { cwd: folder });
  return readFileSync(join(folder, 'out', 'page.mjs'), 'utf8');
}

describe('the client library in a browser', () => {
  let folder: string;
  let code: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-client-'));
    code = await bundle(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is bundled without anything of Node', () => {
    expect(code).toContain('globalThis.client');
    expect(code).not.toMatch(/\bimport\b[^;]*\bfrom\b|\brequire\(|\bBuffer\b|\bnode:|\bprocess\./);
  });

  const describeInBrowser = existsSync(CHROMIUM) ? describe : describe.skip;

  describeInBrowser('that is Chromium', () => {
    let browser: Browser;
    let feed: SpecFeed;
    let engine: SpecServer;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      [feed, engine] = await Promise.all([SpecFeed.start(), SpecServer.start()]);
    });
    afterAll(async () => {
      await browser?.close();
      await feed?.stop();
      await engine?.stop();
    });

    it('keeps a book and places an order by what the browser has', async () => {
      const page = await browser.newPage();
      engine.will({ status: 200, body: PAGE }, { status: 201, body: PLACED });
      await page.goto(`${engine.url}/`);
      await page.addScriptTag({ content: code, type: 'module' });
      const seen = page.evaluate(seenInPage, { feedUrl: feed.url, marketId: MARKET, runnerId: RUNNER });
      const connection = await feed.connection();
      await connection.welcome();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      expect(await seen).toEqual({ best: [[250, 1_000]], orderId: PLACED.orderId });
      expect(engine.requests.at(-1)).toMatchObject({ path: '/v1/orders', authorization: 'Bearer blk_a_b' });
      expect(await connection.closed).toBe(1000);
    });
  });
});

/** Runs inside of the page. */
async function seenInPage({
  feedUrl,
  marketId,
  runnerId,
}: {
  feedUrl: string;
  marketId: number;
  runnerId: number;
}) {
  const { FeedClient, TradingClient } = (globalThis as unknown as { client: typeof client }).client;
  const feedClient = new FeedClient({ url: feedUrl, key: 'blk_a_b' });
  await feedClient.connect();
  const markets = feedClient.markets({ marketIds: [marketId] });
  await markets.ready();
  const best = markets.markets.get(marketId)?.runners.get(runnerId)?.availableToBack.best(3);
  const trading = new TradingClient({ engineUrl: '', key: 'blk_a_b' });
  const order = { marketId, runnerId, side: 'BACK', price: 250, size: 1_000 } as const;
  const { orderId } = await trading.placeOrder(order);
  await feedClient.close();
  return { best, orderId };
}
