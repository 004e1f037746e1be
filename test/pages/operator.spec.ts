import { jest } from '@jest/globals';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import {
  accessibilityFaults,
  describeWithBrowser,
  openPage,
  startBrowser,
  type SpecPage,
} from '../support/browser.js';
import { SpecExchange } from '../support/exchange.js';
import { getJson } from '../support/json.js';
import { SpecDesk } from './spec-market.js';

jest.setTimeout(120_000);

const POISON = 'Poison';

const WINDOWS = [
  { name: 'a desk', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
] as const;

describeWithBrowser('the pages of an operator', () => {
  let exchange: SpecExchange;
  let desk: SpecDesk;
  let browser: Browser;

  beforeAll(async () => {
    // What fails once is put aside: there is no reason to wait for more attempts.
    exchange = await SpecExchange.start(undefined, { POISON_ATTEMPTS: '1' });
    desk = new SpecDesk(exchange);
    await desk.fund();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
  });

  /** A name that analytics cannot take, as long as it is not mended. */
  async function poison(isPoisoned: boolean): Promise<void> {
    const client = new pg.Client({ connectionString: exchange.environment['DATABASE_URL'] });
    await client.connect();
    const check = `ADD CONSTRAINT poison CHECK (fixture NOT LIKE '%${POISON}%') NOT VALID`;
    await client.query(`ALTER TABLE analytics.markets ${isPoisoned ? check : 'DROP CONSTRAINT poison'}`);
    await client.end();
  }

  /** An operator's day, in its order: each step goes on from the one before. */
  describe.each(WINDOWS)('on $name', ({ name, ...window }) => {
    const fixture = `Harwell v Elsing on ${name}`;
    const accountId = `carol-${name.split(' ')[1]}`;
    let open: SpecPage;
    let page: Page;
    let marketId: number;

    beforeAll(async () => {
      marketId = await desk.openMarket(fixture);
      await desk.offer('alice', marketId, [['LAY', 250, 1_000]]);
      // One that is matched, one that rests, and one that is refused.
      await desk.offer('bob', marketId, [['BACK', 250, 1_000]]);
      await desk.offer('bob', marketId, [['BACK', 300, 500]]);
      await expect(desk.offer('bob', marketId, [['BACK', 251, 500]])).rejects.toThrow('PRICE_OFF_LADDER');
      open = await openPage(browser, desk.pagesUrl, window);
      page = open.page;
      await page.goto(desk.pagesUrl);
      await page.getByLabel('API key').fill(exchange.keys.operator);
      await page.getByRole('button', { name: 'Sign in' }).click();
    });
    afterAll(() => open?.close());
    afterEach(() => expect(open.faults).toEqual([]));

    const view = (label: string) =>
      page
        .getByRole('navigation', { name: 'Views of operations' })
        .getByRole('link', { name: label })
        .click();
    const button = (text: string) => page.getByRole('button', { name: text, exact: true });
    const answerDialog = (text: string) =>
      page.getByRole('dialog').getByRole('button', { name: text }).click();
    const status = (text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor();
    const expectNoAccessibilityFaults = async () => expect(await accessibilityFaults(page)).toEqual([]);
    const expectFit = async () => {
      const overhang = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overhang).toBeLessThanOrEqual(0);
    };
    /** The figure of a row, by the heading above it. */
    const figure = async (table: string, row: RegExp, column: string): Promise<string> => {
      const part = page.getByRole('region', { name: table }).last();
      const columns = await part.getByRole('columnheader').allInnerTexts();
      return part
        .getByRole('row', { name: row })
        .getByRole('cell')
        .nth(columns.indexOf(column) - 1)
        .innerText();
    };

    it('show how each app is, and where everything stands', async () => {
      await page.getByRole('link', { name: 'Operations' }).click();
      for (const app of ['Engine', 'Storage', 'Analytics']) {
        const card = page.getByRole('region', { name: app, exact: true });
        await card.getByText('READY', { exact: true }).waitFor();
        await card.getByText(/^\d[\d,]* MB$/).waitFor();
      }
      await page.getByText('Given by the engine').waitFor();
      const { sequence } = await getJson<{ sequence: number }>(
        `${exchange.url('engine')}/v1/engine`,
        exchange.keys.operator,
      );
      await page.getByRole('definition').getByText(String(sequence), { exact: true }).first().waitFor();
      await expectNoAccessibilityFaults();
      await expectFit();
    });

    it('tell what was not delivered apart from what is pending, and how far behind each consumer is', async () => {
      for (const consumer of [/^storage connected/, /^analytics connected/]) {
        await page.getByRole('row', { name: consumer }).waitFor();
        for (const column of ['Behind the engine', 'Undelivered', 'Pending', 'Dead letters']) {
          expect(await figure('Positions', consumer, column)).toBe('0');
        }
        expect(await figure('Positions', consumer, 'Sequence')).toMatch(/^\d+$/);
      }
    });

    it('count orders that were accepted, and those that were refused by their reason', async () => {
      const refused = page.getByRole('region', { name: 'Refused, by reason' });
      const offLadder = refused.getByRole('listitem').filter({ hasText: 'Price off ladder' });
      const metrics = await (await fetch(`${exchange.url('engine')}/metrics`)).text();
      const [, count] = /reason="PRICE_OFF_LADDER",app="engine"} (\d+)/.exec(metrics) ?? [];
      expect(await offLadder.locator('strong').innerText()).toBe(count);
      const accepted = page.getByRole('region', { name: 'Accepted, by command' });
      await accepted.getByText('Place order').waitFor();
    });

    it('say where a command spends its time', async () => {
      await desk.offer('alice', marketId, [['LAY', 200, 200]]);
      for (const hop of ['Execute', 'Durable', 'Answer', 'Request', 'Storage', 'Whole way to analytics']) {
        const row = page.getByRole('row', { name: new RegExp(`^${hop} .* m?s`) });
        await row.waitFor();
        // Three percentiles and how many were counted.
        expect(await row.innerText()).toMatch(/(\s[\d.]+ m?s){3}\s+\d+$/);
      }
    });

    it('find a market, suspend it and let it go on', async () => {
      await view('Markets');
      await page.getByRole('searchbox').fill(fixture);
      await page.getByRole('link', { name: fixture }).click();
      await page.getByRole('heading', { name: fixture }).waitFor();
      await button('Suspend').click();
      await status('SUSPENDED');
      expect((await desk.operator.market(marketId)).status).toBe('SUSPENDED');
      await button('Resume').click();
      await status('OPEN');
      await expectNoAccessibilityFaults();
      await expectFit();
    });

    it('ask before a market turns in-play, and keep it as it is when declined', async () => {
      await button('Turn in-play').click();
      await page
        .getByRole('dialog')
        .getByText(/comes once and is not taken back/)
        .waitFor();
      await expectNoAccessibilityFaults();
      await answerDialog('Keep as it is');
      expect((await desk.operator.market(marketId)).inPlay).toBe(false);
      await button('Turn in-play').click();
      await answerDialog('Turn in-play');
      await page.getByRole('region', { name: fixture }).getByText('IN-PLAY').waitFor();
    });

    it('settle a closed market by a result, with a question that says who wins', async () => {
      await button('Close').click();
      await answerDialog('Close');
      await status('CLOSED');
      await page.getByText('Say who has won.').waitFor();
      expect(await button('Settle').isDisabled()).toBe(true);
      await page.getByLabel('Result of Home').selectOption('WINNER');
      await expectNoAccessibilityFaults();
      await button('Settle').click();
      await page
        .getByRole('dialog')
        .getByText(/Home wins\. Every account is paid at once, less 5\.00 %/)
        .waitFor();
      await answerDialog('Settle');
      await status('SETTLED');
      const { runners } = await desk.operator.market(marketId);
      expect(runners.map(({ status: result }) => result)).toEqual(['WINNER', 'LOSER']);
      await expectFit();
    });

    it('open an account, pay money in, set a limit and stop it', async () => {
      await view('Accounts');
      await page.getByLabel('New account').fill(accountId);
      await button('Open').click();
      await page.getByRole('heading', { name: accountId }).waitFor();
      await page.getByLabel('Amount (£)').fill('25.50');
      await button('Deposit').click();
      await page.getByText(`£25.50 paid in: ${accountId}`).waitFor();
      await page.getByRole('definition').getByText('£25.50').first().waitFor();
      await page.getByLabel('Largest size').fill('10');
      await button('Save the limits').click();
      await page.getByText(`The settings of ${accountId} are changed.`).waitFor();
      await button('Stop the account').click();
      await page
        .getByRole('dialog')
        .getByText(/cancelled at once, in every market/)
        .waitFor();
      await answerDialog('Stop the account');
      await page.getByText('STOPPED BY OPERATOR').waitFor();
      const account = await desk.operator.account(accountId);
      expect(account).toMatchObject({
        balance: 2_550,
        settings: { sizeMax: 1_000 },
        stoppedBy: ['OPERATOR'],
      });
      await button('Resume the account').click();
      await page.getByText('STOPPED BY OPERATOR').waitFor({ state: 'detached' });
      await expectNoAccessibilityFaults();
      await expectFit();
    });

    it('say why the engine refuses what is asked', async () => {
      await page.getByLabel('New account').fill(accountId);
      await button('Open').click();
      await page
        .getByRole('log')
        .getByText(/ACCOUNT_EXISTS/)
        .waitFor();
      // The browser tells of every refusal in its console.
      expect((open.faults as string[]).splice(0)).toEqual([expect.stringMatching(/409/)]);
    });

    it('apply what was put aside when its cause is mended', async () => {
      await view('Dead letters');
      const analytics = page.getByRole('region', { name: 'Analytics' });
      await poison(true);
      const poisoned = await desk.openMarket(POISON);
      const row = analytics.getByRole('listitem').filter({ hasText: 'check constraint' }).first();
      await row.waitFor();
      await expectNoAccessibilityFaults();
      await poison(false);
      await row.getByRole('button', { name: /^Redrive sequence/ }).click();
      await page
        .getByRole('dialog')
        .getByText(/exactly once/)
        .waitFor();
      await answerDialog('Redrive');
      await page.getByText(/^Analytics has applied sequence \d+\.$/).waitFor();
      expect((await desk.operator.summary(poisoned)).marketId).toBe(poisoned);
      await expectFit();
    });

    it('show that nothing is put aside any more', async () => {
      await page.getByText('Nothing was put aside.').nth(1).waitFor();
      await expectNoAccessibilityFaults();
      await expectFit();
    });
  });

  it('are not for a trader', async () => {
    const opened = await openPage(browser, desk.pagesUrl);
    const { page } = opened;
    await page.goto(desk.pagesUrl);
    await page.getByLabel('API key').fill(exchange.keys.trader('alice'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Markets', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    await opened.close();
  });
});
