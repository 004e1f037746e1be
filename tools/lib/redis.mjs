import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { UserError } from './errors.mjs';
import { findFreePort } from './ports.mjs';
import { hasExited, logTail, spawnLogged, stopProcess, waitUntil } from './processes.mjs';

const PROGRAMS =
  process.platform === 'win32'
    ? ['redis-server.exe', 'valkey-server.exe']
    : ['redis-server', 'valkey-server'];

/** The oldest Redis with XAUTOCLAIM, which the transport needs. Valkey began after it. */
const MINIMUM_VERSION = [6, 2];

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * @param {string} path
 * @returns {boolean}
 */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} program
 * @returns {boolean} whether it runs here and is new enough
 */
function isUsable(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /v=(\d+)\.(\d+)/.exec(stdout ?? '');
  if (status !== 0 || !version) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > MINIMUM_VERSION[0] || (major === MINIMUM_VERSION[0] && minor >= MINIMUM_VERSION[1]);
}

/** @returns {string | undefined} the first usable `redis-server` or `valkey-server` on the PATH */
export function findRedisProgram() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
  return found.find(isUsable);
}

/**
 * @param {number} port
 * @param {string} password
 * @returns {Promise<boolean>} whether the server answers and has read its file
 */
function answersPing(port, password) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (answer.split('\r\n').length > 2) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer.includes('+PONG')));
  });
}

/**
 * Starts a private Redis: loopback only, its own password and port, everything kept in an append-only file.
 *
 * @param {{ program: string, folder: string, logFile: string }} options
 * @returns {Promise<{ url: string, process: import('node:child_process').ChildProcess, logFile: string, stop: () => Promise<void> }>}
 */
export async function startRedis({ program, folder, logFile }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await findFreePort();
  const password = randomBytes(18).toString('hex');
  // Given on the standard input: a command line can be read by every user of the machine.
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'loglevel notice',
    'daemonize no',
  ].join('\n');
  // Started in its folder rather than told it: no quoting of unusual paths.
  const child = spawnLogged(program, ['-'], { logFile, cwd: folder, env: process.env, stdin: `${config}\n` });
  let spawnError = '';
  child.once('error', (error) => (spawnError = error.message));
  const isOver = () => spawnError !== '' || hasExited(child);
  const inTime = await waitUntil(async () => isOver() || answersPing(port, password), {
    timeoutMs: START_TIMEOUT_MS,
  });
  if (!inTime || isOver()) {
    await stopProcess(child, { signal: 'SIGKILL', timeoutMs: STOP_TIMEOUT_MS });
    throw new UserError(`${program} did not start on the data in ${folder}; its log ${logFile} ends with:`, {
      detail: spawnError || logTail(logFile),
    });
  }
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    process: child,
    logFile,
    stop: async () => {
      await stopProcess(child, { signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT_MS });
    },
  };
}
