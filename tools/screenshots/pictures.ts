import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';

/** A picture of a page. */
export interface Picture {
  /** Name of the file. */
  readonly name: string;
  /** Behind the #. */
  readonly path: string;
  /** By which one sees that the page is there. */
  readonly until: string;
  readonly look: 'desk' | 'phone';
  readonly theme: 'dark' | 'light';
  /** What is pressed first: a price, for example. */
  readonly press?: string;
}

const LOOKS: Readonly<Record<Picture['look'], BrowserContextOptions>> = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};

/** Prices have to move before they are lit, and charts have to have something to draw. */
const SETTLE_MS = 1_500;

/** Takes pictures of pages, as whoever has the key sees them. */
export class Photographer {
  constructor(
    private readonly browser: Browser,
    private readonly pagesUrl: string,
    private readonly key: string,
    private readonly folder: string,
  ) {}

  /** @returns the file */
  async take({ name, path, until, look, theme, press }: Picture): Promise<string> {
    const context = await this.browser.newContext({ ...LOOKS[look], colorScheme: theme });
    try {
      const page = await context.newPage();
      await page.goto(this.pagesUrl);
      await page.getByLabel('API key').fill(this.key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('status').getByText('Live').waitFor();
      await page.goto(`${this.pagesUrl}#${path}`);
      await page.locator(until).first().waitFor();
      if (press !== undefined) await page.locator(press).first().click();
      // Nothing is to be under the pointer.
      await page.mouse.move(0, 0);
      await page.waitForTimeout(SETTLE_MS);
      const file = join(this.folder, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    } finally {
      await context.close();
    }
  }
}
