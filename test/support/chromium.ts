import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where the browser is, or would be. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';

/** Whether there is a browser: Chromium at CHROMIUM_PATH, or where Debian puts it. */
export const browserAvailable = isExecutable(CHROMIUM);

/** Starts Chromium without a window. */
export function startBrowser(): Promise<Browser> {
  // The sandbox needs rights that root in a container does not have; the pages are our own.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
