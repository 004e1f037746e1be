import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { browserAvailable } from './chromium.js';

export { browserAvailable, startBrowser } from './chromium.js';

/**
 * `describe` for specs that need a browser. Without one they count as skipped, which `npm test` says, and which it takes
 * for a failure where `CI=true`.
 */
export const describeWithBrowser = browserAvailable ? describe : describe.skip;

/** How long a page may take for what is waited for, in ms: the machine may be busy. */
const WAIT_MS = 20_000;

/** A page in a window of its own, which remembers what went wrong in it. */
export interface SpecPage {
  readonly page: Page;
  /** Errors of scripts, what the console was told as an error, and what was asked of other hosts. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** @param origin of the pages: whatever is asked of another one is a fault */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<SpecPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== new URL(origin).host && url.protocol !== 'data:') faults.push(`asked for ${url.href}`);
  });
  return { page, faults, close: () => context.close() };
}

/** What somebody who does not see, or does not use a mouse, would stumble over: serious and critical findings of axe. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // By the debugger's way, which the policy of the pages does not reach.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary}`),
    );
}
