import { jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
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

/** More presses than any page here has controls. */
const TABS_MAX = 60;

describeWithBrowser('the pages without a mouse', () => {
  let exchange: SpecExchange;
  let desk: SpecDesk;
  let browser: Browser;
  let open: SpecPage;
  let page: Page;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    desk = new SpecDesk(exchange);
    await desk.fund();
    const marketId = await desk.openMarket('Leeds v York');
    await desk.offer('alice', marketId, [['LAY', 250, 10_000]]);
    browser = await startBrowser();
    open = await openPage(browser, desk.pagesUrl, { viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.goto(desk.pagesUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
  });

  const focusedName = () =>
    page.evaluate<string>(
      '(document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? "").trim()',
    );

  /** Presses Tab until the control with this name has the focus. */
  async function tabTo(name: RegExp): Promise<void> {
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      await page.keyboard.press('Tab');
      if (name.test(await focusedName())) return;
    }
    throw new Error(`${String(name)} was not reached by Tab`);
  }

  it('are signed into, searched and traded on', async () => {
    // The field for the key has the focus from the beginning.
    await page.keyboard.type(exchange.keys.trader('bob'));
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Live').waitFor();
    await page.getByRole('link', { name: 'Leeds v York' }).waitFor();
    await tabTo(/Leeds v York/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Back Home at 2\.50/ }).waitFor();
    await tabTo(/^Back Home at ?2\.50/);
    await page.keyboard.press('Enter');
    // The size is marked: what is typed replaces it.
    await waitFor('the slip to have the focus', async () =>
      page.evaluate<boolean>('document.activeElement?.id === "slip-size"'),
    );
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await page.getByText('Back of Home: matched, 3.00 at 2.50.').waitFor();
    // And one goes on from where the slip was begun.
    expect(await focusedName()).toMatch(/^Back Home at ?2\.50/);
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Bet slip' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('form', { name: 'Bet slip' }).waitFor({ state: 'detached' });
    expect(open.faults).toEqual([]);
  });

  it.each([
    ['Dark', 'Blue and pink'],
    ['Dark', 'Blue and orange'],
    ['Light', 'Blue and pink'],
    ['Light', 'Blue and orange'],
  ])('can be read in the theme %s, %s, and keep it', async (theme, palette) => {
    await page.getByLabel('Settings').click();
    await page.getByLabel('Theme').selectOption(theme);
    await page.getByLabel('Back and lay').selectOption(palette);
    await page.reload();
    await page.getByRole('button', { name: /^Back Home at 2\.50/ }).click();
    await page.getByRole('form', { name: 'Bet slip' }).waitFor();
    const chosen = await page.evaluate<string[]>(
      '[document.documentElement.dataset.theme, document.documentElement.dataset.palette]',
    );
    expect(chosen).toEqual([theme.toLowerCase(), palette === 'Blue and pink' ? 'classic' : 'distinct']);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(open.faults).toEqual([]);
  });
});
