import { jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import {
  accessibilityFaults,
  describeWithBrowser,
  openPage,
  startBrowser,
  type SpecPage,
} from '../support/browser.js';
import { SpecExchange } from '../support/exchange.js';
import { waitFor } from '../support/wait.js';
import { SpecDesk } from './spec-market.js';

jest.setTimeout(120_000);

const WINDOWS = [
  { name: 'a desk', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
] as const;

/** Waits until it is to be seen. */
const expectSeen = (what: Locator) => what.waitFor();
/** Waits until it is there no more. */
const expectGone = (what: Locator) => what.waitFor({ state: 'detached' });

describeWithBrowser('the pages of a trader', () => {
  let exchange: SpecExchange;
  let desk: SpecDesk;
  let browser: Browser;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    desk = new SpecDesk(exchange);
    await desk.fund();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
  });

  /** A trader's day, in its order: each step goes on from the one before. */
  describe.each(WINDOWS)('on $name', ({ name, ...window }) => {
    const fixture = `Leeds v York on ${name}`;
    let open: SpecPage;
    let page: Page;
    let marketId: number;

    beforeAll(async () => {
      marketId = await desk.openMarket(fixture);
      await desk.offer('alice', marketId, [
        ['LAY', 250, 10_000],
        ['LAY', 248, 5_000],
        ['BACK', 260, 10_000],
      ]);
      open = await openPage(browser, desk.pagesUrl, window);
      page = open.page;
      await page.goto(desk.pagesUrl);
    });
    afterAll(() => open?.close());
    afterEach(() => expect(open.faults).toEqual([]));

    const box = (text: RegExp) => page.getByRole('button', { name: text });
    const expectNoAccessibilityFaults = async () => expect(await accessibilityFaults(page)).toEqual([]);

    it('refuse a key that is none, and one that nobody has', async () => {
      await page.getByLabel('API key').fill('password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectSeen(page.getByRole('alert').getByText('A key looks like'));
      await page.getByLabel('API key').fill(`blk_0123456789abcdef_${'A'.repeat(43)}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectSeen(page.getByRole('alert').getByText('does not know this key'));
      await expectNoAccessibilityFaults();
    });

    it('take a good key, and keep it out of the address and of what outlives the tab', async () => {
      const key = exchange.keys.trader('bob');
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectSeen(page.getByRole('status').getByText('Live'));
      expect(page.url()).not.toContain(key);
      expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain(key);
      await page.reload();
      await expectSeen(page.getByRole('status').getByText('Live'));
    });

    it('find a market by its name', async () => {
      await page.getByRole('searchbox').fill(fixture);
      await expectSeen(page.getByRole('link', { name: fixture }));
      expect(await page.locator('.market-card').count()).toBe(1);
      await expectNoAccessibilityFaults();
      await page.getByRole('link', { name: fixture }).click();
      await expectSeen(page.getByRole('heading', { name: fixture }));
    });

    it('show a price move', async () => {
      await expectSeen(box(/^Back Home at 2\.50 ?, available: 100$/));
      await desk.offer('alice', marketId, [['LAY', 252, 2_000]]);
      await expectSeen(box(/^Back Home at 2\.52 ?, available: 20$/));
      await expectNoAccessibilityFaults();
    });

    it('say what would be before an order is placed', async () => {
      await box(/^Back Home at 2\.52/).click();
      await page.getByLabel('Size (£)').fill('10');
      // 15.20 is won, less 5 % commission; 10.00 is lost.
      await expectSeen(page.locator('.outcome').getByText('+14.44'));
      await expectSeen(page.locator('.outcome').getByText('−10.00'));
      await expectNoAccessibilityFaults();
    });

    it('place it by a click, and show it matched', async () => {
      await page.getByRole('button', { name: 'Back at 2.52' }).click();
      await expectSeen(page.getByText('Back of Home: matched, 10.00 at 2.52.'));
      await expectSeen(page.getByRole('region', { name: 'Matched' }).getByText('10.00'));
      await expectSeen(box(/^Back Home at 2\.52 ?, available: 10$/));
      await expectSeen(page.locator('.outcome').getByText('+14.44'));
    });

    it('change and cancel what rests', async () => {
      await box(/^Lay Home at 2\.60/).click();
      await page.getByLabel('Price', { exact: true }).fill('2.54');
      await page.getByLabel('Size (£)').fill('5');
      await page.getByRole('button', { name: 'Lay at 2.54' }).click();
      const unmatched = page.getByRole('region', { name: 'Unmatched' });
      await unmatched.getByRole('button', { name: /^Change lay of Home, 5\.00 at 2\.54/ }).click();
      await unmatched.getByLabel('New price').fill('2.56');
      await unmatched.getByRole('button', { name: 'Save' }).click();
      await unmatched.getByRole('button', { name: /^Cancel lay of Home, 5\.00 at 2\.56/ }).click();
      await expectSeen(unmatched.getByText('Nothing of yours is in the book.'));
    });

    it('trade on the ladder by keys alone', async () => {
      await page.getByRole('link', { name: 'Ladder', exact: true }).click();
      const ladder = page.getByRole('grid', { name: 'Prices of Home' });
      await expectSeen(ladder.getByRole('rowheader', { name: /^2\.52/ }));
      await ladder.focus();
      // It begins at the last price, 2.52; one tick up is 2.54.
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('l');
      const own = ladder.getByRole('button', { name: /^Cancel lay of 2 at 2\.54 ?, place #1 in the queue/ });
      await expectSeen(own);
      await expectNoAccessibilityFaults();
      await page.keyboard.press('c');
      await expectGone(own);
    });

    it('close a position at a price, for what the ladder says', async () => {
      await desk.trader('alice').cancelAll(marketId);
      await desk.offer('alice', marketId, [
        ['LAY', 236, 5_000],
        ['BACK', 240, 20_000],
      ]);
      // 10.00 at 2.52, laid with 10.50 at 2.40: 0.50 whoever wins.
      await page.getByRole('button', { name: /^Close at 2\.40 for \+0\.50/ }).click();
      await expectSeen(page.getByText('Lay of Home: matched, 10.50 at 2.40.'));
      await expectGone(page.getByRole('button', { name: /^Close at / }).first());
    });

    it('cash out for the amount on the button', async () => {
      await page.getByRole('link', { name: 'Grid', exact: true }).click();
      await box(/^Back Home at 2\.36/).click();
      await page.getByLabel('Size (£)').fill('4');
      await page.getByRole('button', { name: 'Back at 2.36' }).click();
      // 4.00 at 2.36, laid with 3.93 at 2.40, lose 0.07 of the 0.50.
      await page.getByRole('button', { name: /^Cash out Home for \+0\.43/ }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Cash out/ })
        .click();
      await expectSeen(page.getByText('Home is closed: +0.43'));
    });

    it('draw the price and the depth', async () => {
      await page.getByRole('link', { name: 'Charts', exact: true }).click();
      await expectSeen(page.getByRole('img', { name: /^Price of Home over time, last 2\.40/ }));
      await expectSeen(page.getByRole('img', { name: 'Depth of the book of Home' }));
      await expectNoAccessibilityFaults();
    });

    it('show what was settled, and the money', async () => {
      await desk.settle(marketId);
      await page.getByRole('link', { name: 'Orders', exact: true }).click();
      await page.getByRole('button', { name: 'Matched', exact: true }).click();
      await expectSeen(page.getByText(fixture).first());
      await waitFor('storage to have the settlement', async () => {
        const { items } = await desk.trader('bob').settledOrders({ marketId });
        return items.length > 0;
      });
      await page.getByRole('button', { name: 'Settled' }).click();
      await expectSeen(page.getByText(fixture).first());
      await expectNoAccessibilityFaults();
      await page.getByRole('link', { name: 'Statement', exact: true }).click();
      await expectSeen(page.getByRole('link', { name: `Market ${marketId}` }).first());
      await expectSeen(page.getByText('Commission').first());
      await expectNoAccessibilityFaults();
    });

    it('find a market that is over, with its result', async () => {
      await page.getByRole('link', { name: 'Markets', exact: true }).click();
      await page.getByRole('button', { name: 'Over', exact: true }).click();
      await page.getByRole('link', { name: fixture }).click();
      await expectSeen(page.getByText('WINNER'));
      await expectSeen(page.getByRole('status').getByText('SETTLED'));
      await expectNoAccessibilityFaults();
    });

    it('fit into the window', async () => {
      const overhang = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overhang).toBeLessThanOrEqual(0);
    });

    it('forget the key when one signs out', async () => {
      await page.getByLabel('Settings').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expectSeen(page.getByRole('heading', { name: 'Sign in' }));
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    });
  });
});
