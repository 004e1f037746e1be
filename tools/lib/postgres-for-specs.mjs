import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFatal } from './errors.mjs';
import { startPostgres, TEST_SETTINGS } from './postgres.mjs';

/*
 * A throw-away PostgreSQL for one spec file that is run by itself (`npm run jest -- apps/storage`). It prints its
 * connection string as one line and lives until its standard input closes, which happens also when its parent is killed.
 */
const folder = mkdtempSync(join(tmpdir(), 'backlay-spec-postgres-'));
const cleanUp = () => rmSync(folder, { recursive: true, force: true });

try {
  const server = await startPostgres({
    folder: join(folder, 'data'),
    logFile: join(folder, 'postgres.log'),
    settings: TEST_SETTINGS,
  });
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await server.stop();
    cleanUp();
    process.exit(0);
  };
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => void stop());
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => void stop());
  process.stdin.resume();
  console.log(server.url);
} catch (error) {
  cleanUp();
  printFatal(error);
  process.exitCode = 1;
}
