import type { Page } from 'playwright-core';

/** Opens the pages and signs in as somebody does. */
export async function signIn(page: Page, pagesUrl: string, key: string): Promise<void> {
  await page.goto(pagesUrl);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('status').getByText('Live').waitFor();
}
