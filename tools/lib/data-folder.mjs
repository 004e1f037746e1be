import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { errorCode, UserError } from './errors.mjs';
import { commandLine, isAlive, waitUntil } from './processes.mjs';
import { projectRoot } from './project.mjs';

/** A new data folder takes about 120 MB; below this a start would only fail later and less clearly. */
const FREE_BYTES_MIN = 256 * 1024 * 1024;
const LOG_BYTES_MAX = 10 * 1024 * 1024;
const LEFTOVER_TIMEOUT_MS = 30_000;

/** What the process of a remembered number must look like: by now the number may belong to anybody. */
const OUR_PROCESSES = /dist[\\/]apps[\\/]|redis-server|valkey-server/;

/**
 * Where the parts of a running exchange are; the URLs have their passwords.
 *
 * @typedef {{ engine: string, storage: string, analytics: string, backbone: 'redis' | 'log', redisUrl?: string, databaseUrl: string }} Services
 */

/**
 * The data folder of one exchange, taken by this launcher until `release`.
 *
 * @typedef {object} DataFolder
 * @property {string} path
 * @property {(name: string) => string} logFile
 * @property {(pid: number) => void} rememberChild notes a process, so that the next launcher can end it if this one is killed
 * @property {(services: Services) => void} rememberServices notes where everything is, for tools that look at what runs
 * @property {() => void} release
 */

/**
 * @param {string | undefined} wanted as the user gave it; relative to the current folder
 * @returns {string}
 */
export function dataFolderPath(wanted) {
  return wanted ? resolve(process.env.INIT_CWD ?? process.cwd(), wanted) : join(projectRoot, '.data');
}

/**
 * Takes a data folder: makes it when it is absent, sees that it can be written and that nobody else is using it.
 *
 * @param {string} path
 * @returns {Promise<DataFolder>}
 */
export async function takeDataFolder(path) {
  const logs = join(path, 'logs');
  try {
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, '.writable'), '');
    rmSync(join(logs, '.writable'));
  } catch (error) {
    throw folderError(path, error);
  }
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize < FREE_BYTES_MIN) {
    const [free, least] = [bavail * bsize, FREE_BYTES_MIN].map((bytes) => Math.floor(bytes / 1024 / 1024));
    throw new UserError(
      `The disk is nearly full: ${path} has ${free} MB left and an exchange needs at least ${least} MB to start.`,
    );
  }
  const lockFile = join(path, 'launcher.lock');
  await takeLock(lockFile, path);
  const servicesFile = join(path, 'services.json');
  /** @type {number[]} */
  const children = [];
  return {
    path,
    logFile: (name) => rotated(join(logs, `${name}.log`)),
    rememberChild: (pid) => {
      children.push(pid);
      writeFileSync(lockFile, JSON.stringify({ pid: process.pid, children }));
    },
    rememberServices: (services) => {
      rmSync(servicesFile, { force: true });
      writeFileSync(servicesFile, JSON.stringify(services), { mode: 0o600 });
    },
    release: () => {
      rmSync(servicesFile, { force: true });
      rmSync(lockFile, { force: true });
    },
  };
}

/**
 * @param {string} path
 * @param {unknown} error
 * @returns {unknown}
 */
function folderError(path, error) {
  const code = errorCode(error);
  if (code === 'ENOSPC')
    return new UserError(`The disk is full: nothing can be written into the data folder ${path}.`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new UserError(
      `The data folder ${path} cannot be written: choose another one with DATA_DIR or --data.`,
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new UserError(
      `The data folder ${path} is not a folder: choose another one with DATA_DIR or --data.`,
    );
  }
  return error;
}

/**
 * @param {string} lockFile
 * @param {string} path
 */
async function takeLock(lockFile, path) {
  for (;;) {
    try {
      const file = openSync(lockFile, 'wx');
      writeSync(file, JSON.stringify({ pid: process.pid, children: [] }));
      closeSync(file);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw folderError(path, error);
    }
    const holder = readLock(lockFile);
    if (holder && holder.pid !== process.pid && isLauncher(holder.pid)) {
      throw new UserError(
        `Another \`npm start\` (process ${holder.pid}) is using the data folder ${path}: stop it, or choose another folder with DATA_DIR or --data.`,
      );
    }
    await endLeftovers(holder?.children ?? []);
    rmSync(lockFile, { force: true });
  }
}

/**
 * @param {string} lockFile
 * @returns {{ pid: number, children: number[] } | undefined}
 */
function readLock(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The number of a dead launcher may belong to anybody by now.
 *
 * @param {number} pid
 */
function isLauncher(pid) {
  return isAlive(pid) && commandLine(pid).includes('start.mjs');
}

/**
 * Ends what a launcher that was killed has left running.
 *
 * @param {number[]} pids
 */
async function endLeftovers(pids) {
  for (const pid of pids) {
    const isOurs = () => isAlive(pid) && OUR_PROCESSES.test(commandLine(pid));
    if (!isOurs()) continue;
    process.kill(pid, 'SIGTERM');
    if (await waitUntil(() => !isOurs(), { timeoutMs: LEFTOVER_TIMEOUT_MS })) continue;
    throw new UserError(`Process ${pid} of an earlier run does not stop: end it and start again.`);
  }
}

/**
 * @param {string} file
 * @returns {string} the same, moved out of the way when it has grown large
 */
function rotated(file) {
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return file;
}
