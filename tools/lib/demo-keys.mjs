import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project.mjs';
import { step } from './output.mjs';

/** @typedef {{ operator: string, viewer?: string, traders: Record<string, string> }} DemoKeys */

/**
 * The demo keys of the exchange, made when it has no key yet. None in production, and none once the exchange has keys of
 * its own only.
 *
 * @param {string} dataFolder
 * @returns {Promise<DemoKeys | undefined>}
 */
export async function makeDemoKeys(dataFolder) {
  if (process.env.NODE_ENV === 'production') return undefined;
  const keysFile = process.env.API_KEYS_FILE
    ? resolve(process.env.API_KEYS_FILE)
    : join(dataFolder, 'api-keys.json');
  const built = join(projectRoot, 'dist', 'libs', 'service', 'src', 'access', 'make-demo.js');
  const { demoKeysFor } = await import(pathToFileURL(built).href);
  return step('Looking for API keys', () => demoKeysFor(keysFile), {
    done: () => `API keys: ${keysFile}`,
  });
}

/**
 * @param {DemoKeys | undefined} keys
 * @returns {string} what the user has to know of them
 */
export function keyLines(keys) {
  if (keys === undefined) return '';
  const named = [
    ['operator', keys.operator],
    ...(keys.viewer === undefined ? [] : [['viewer', keys.viewer]]),
    ...Object.entries(keys.traders).map(([accountId, key]) => [`trader ${accountId}`, key]),
  ];
  const lines = named.map(([name, key]) => `  ${name.padEnd(14)} ${key}`);
  return `
Requests need an API key (authorization: Bearer ...). Those of this demo; \`npm run keys\` makes others:

${lines.join('\n')}
`;
}
