import type { Page } from 'playwright-core';

/**
 * Goes from the overview to a market, once the overview has it: a market that was made a moment ago is not in the feed yet, and
 * the page of one that is not there stays empty.
 */
export async function goToMarket(page: Page, marketId: number): Promise<void> {
  await page.locator(`a[href="#/markets/${marketId}"]`).first().click();
  await page.locator('.grid .runner').first().waitFor();
}
