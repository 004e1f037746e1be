import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Lines of a log shown when a process dies. */
const TAIL_LINES = 15;

/**
 * Waits until a condition holds, looking again at short intervals.
 *
 * @param {() => boolean | Promise<boolean>} condition
 * @param {{ timeoutMs: number, intervalMs?: number }} options
 * @returns {Promise<boolean>} false when the time ran out
 */
export async function waitUntil(condition, { timeoutMs, intervalMs = 25 }) {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() >= deadline) return false;
    await delay(intervalMs);
  }
  return true;
}

/**
 * Starts a process in a session of its own, so that Ctrl-C in the terminal reaches only the launcher, which then stops
 * everything in order. Its output goes straight to a file, which outlives the launcher.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ logFile: string, cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number, stdin?: string }} options
 *   stdin: text given to the process on its standard input, which is then closed
 */
export function spawnLogged(command, args, { logFile, cwd, env, uid, gid, stdin }) {
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(command, args, {
      cwd,
      env,
      uid,
      gid,
      detached: process.platform !== 'win32',
      stdio: [stdin === undefined ? 'ignore' : 'pipe', log, log],
    });
    // A process that dies at once makes this write fail; its exit code and log say why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
    return child;
  } finally {
    closeSync(log);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {boolean}
 */
export function hasExited(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>} settled when the process is gone
 */
export function exited(child) {
  return hasExited(child) ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()));
}

/**
 * Asks a process to stop and, when it does not within the time given, ends it by force.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ signal?: NodeJS.Signals, timeoutMs: number }} options
 * @returns {Promise<'stopped' | 'killed'>}
 */
export async function stopProcess(child, { signal = 'SIGTERM', timeoutMs }) {
  if (hasExited(child)) return 'stopped';
  child.kill(signal);
  if (await waitUntil(() => hasExited(child), { timeoutMs })) return 'stopped';
  child.kill('SIGKILL');
  await exited(child);
  return 'killed';
}

/**
 * @param {number} pid
 * @returns {boolean} whether a process with this number exists, whoever owns it
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {number} pid
 * @returns {string} the command line of a running process, empty when it cannot be seen
 */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    if (process.platform === 'linux' || process.platform === 'win32') return '';
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout?.trim() ?? '';
  }
}

/**
 * @param {string} file
 * @param {{ from?: number }} [options] from: where to begin, in bytes, so that an earlier run is left out
 * @returns {string} the last lines of a log, empty when there is none
 */
export function logTail(file, { from = 0 } = {}) {
  try {
    return readFileSync(file)
      .subarray(from)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .slice(-TAIL_LINES)
      .join('\n');
  } catch {
    return '';
  }
}
