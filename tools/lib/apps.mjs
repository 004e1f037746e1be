import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from './errors.mjs';
import { portState } from './ports.mjs';
import { hasExited, logTail, waitUntil } from './processes.mjs';
import { projectRoot } from './project.mjs';

const READY_TIMEOUT_MS = 120_000;
const READY_INTERVAL_MS = 100;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * @typedef {'engine' | 'storage' | 'analytics'} AppName
 * @typedef {{ name: AppName, port: number, url: string, logFile: string, logStart: number, process: import('node:child_process').ChildProcess }} App
 * logStart: where this run's part of the log begins, in bytes
 */

/** In the order of their start; they are stopped in the same order, the source of events first. */
export const APPS = /** @type {const} */ ([
  {
    name: 'engine',
    hostVariable: 'ENGINE_HOST',
    portVariable: 'ENGINE_PORT',
    flag: 'engine-port',
    defaultPort: 3000,
  },
  {
    name: 'storage',
    hostVariable: 'STORAGE_HOST',
    portVariable: 'STORAGE_PORT',
    flag: 'storage-port',
    defaultPort: 3001,
  },
  {
    name: 'analytics',
    hostVariable: 'ANALYTICS_HOST',
    portVariable: 'ANALYTICS_PORT',
    flag: 'analytics-port',
    defaultPort: 3002,
  },
]);

/**
 * Checks that each app can have its port, before anything is started.
 *
 * @param {Record<AppName, number>} ports
 * @param {Record<AppName, string>} hosts
 */
export async function checkPorts(ports, hosts) {
  for (const { name, portVariable, flag } of APPS) {
    const others = APPS.filter((app) => app.name !== name && ports[app.name] === ports[name]);
    if (others.length > 0)
      throw new UserError(
        `Port ${ports[name]} was chosen for the ${name} and for ${others[0].name}: choose another with ${portVariable} or --${flag}.`,
      );
    const state = await portState(ports[name], hosts[name]);
    if (state === 'free') continue;
    const why = state === 'taken' ? 'is taken by another program' : 'may not be used by this user';
    throw new UserError(
      `Port ${ports[name]}, where the ${name} is to listen, ${why}: choose another, for example ${portVariable}=${ports[name] + 1000} npm start (or npm start -- --${flag}=${ports[name] + 1000}).`,
    );
  }
}

/**
 * Starts a built app in a session of its own (see spawnLogged), with a channel that tells it when the launcher dies.
 *
 * @param {{ name: AppName, port: number, host: string, env: NodeJS.ProcessEnv, logFile: string }} options
 * @returns {App}
 */
export function spawnApp({ name, port, host, env, logFile }) {
  const main = join(projectRoot, 'dist', 'apps', name, 'src', 'main.js');
  const preload = pathToFileURL(join(projectRoot, 'tools', 'lib', 'stop-with-launcher.mjs')).href;
  const log = openSync(logFile, 'a');
  const logStart = fstatSync(log).size;
  try {
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', preload, main], {
      cwd: projectRoot,
      env,
      detached: process.platform !== 'win32',
      stdio: ['ignore', log, log, 'ipc'],
    });
    child.channel?.unref();
    return { name, port, url: `http://${reachable(host)}:${port}`, logFile, logStart, process: child };
  } finally {
    closeSync(log);
  }
}

/**
 * @param {string} host that an app listens on
 * @returns {string} one by which this machine reaches it
 */
export function reachable(host) {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Waits until an app says it is ready.
 *
 * @param {App} app
 * @param {AbortSignal} signal ends the waiting early
 */
export async function waitUntilReady(app, signal) {
  // Replaying a long log takes as long as it takes: while the app says that it is at it, the time does not run.
  let deadline = performance.now() + READY_TIMEOUT_MS;
  let inTime = false;
  const isOver = async () => {
    if (signal.aborted || hasExited(app.process)) return true;
    const { isReady, isStarting } = await probe(app);
    if (isStarting) deadline = performance.now() + READY_TIMEOUT_MS;
    inTime = isReady;
    return isReady || performance.now() > deadline;
  };
  await waitUntil(isOver, { timeoutMs: Infinity, intervalMs: READY_INTERVAL_MS });
  if (hasExited(app.process)) throw appDied(app);
  signal.throwIfAborted();
  if (!inTime) {
    throw new UserError(
      `The ${app.name} did not become ready within ${READY_TIMEOUT_MS / 1000} s; its log ${app.logFile} ends with:`,
      { detail: logTail(app.logFile, { from: app.logStart }) },
    );
  }
}

/**
 * @param {App} app
 * @returns {Promise<{ isReady: boolean, isStarting: boolean }>} what it says of itself; neither when it says nothing
 */
async function probe(app) {
  try {
    const answer = await fetch(`${app.url}/health/ready`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    const body = await answer.text();
    return { isReady: answer.status === 200, isStarting: body.includes('STARTING') };
  } catch {
    return { isReady: false, isStarting: false };
  }
}

/**
 * @param {App} app one that has ended by itself
 * @returns {UserError}
 */
export function appDied({ name, process: child, logFile, logStart }) {
  const how = child.signalCode
    ? `was ended by ${child.signalCode}`
    : `ended with exit code ${child.exitCode}`;
  return new UserError(`The ${name} ${how}; its log ${logFile} ends with:`, {
    detail: logTail(logFile, { from: logStart }),
  });
}
