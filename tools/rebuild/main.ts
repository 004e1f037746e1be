import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { findRunningExchange, loadEnvironmentFile, PROJECT_ROOT } from '../exchange/running-exchange.js';

/*
 * Each app rebuilds itself, by its own migrations and projectors: this finds the database and the log, and hands over.
 * Where the environment is complete, as in a container, `node dist/apps/storage/src/rebuild.js` does the same.
 */
const APPS = ['storage', 'analytics'];

async function rebuild([app = '', ...args]: string[]): Promise<number> {
  if (!APPS.includes(app)) {
    console.error('npm run rebuild -- storage|analytics [--check] [--replace] [--log DIR]');
    return app === '--help' || app === '-h' ? 0 : 2;
  }
  loadEnvironmentFile();
  const { dataFolder, databaseUrl } = findRunningExchange();
  const env = {
    ...process.env,
    DATA_DIR: dataFolder,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  };
  const main = resolve(PROJECT_ROOT, 'dist', 'apps', app, 'src', 'rebuild.js');
  const child = spawn(process.execPath, ['--enable-source-maps', main, ...args], { env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  await once(child, 'exit');
  return child.exitCode ?? 1;
}

process.exitCode = await rebuild(process.argv.slice(2));
