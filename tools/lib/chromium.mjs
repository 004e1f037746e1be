import { accessSync, constants } from 'node:fs';

/** @returns {string | undefined} Chromium at CHROMIUM_PATH, or where Debian puts it */
export function findChromium() {
  const path = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}
