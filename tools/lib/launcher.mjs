import { join, relative } from 'node:path';
import { APPS, appDied, checkPorts, spawnApp, waitUntilReady } from './apps.mjs';
import { ensureBuild } from './build.mjs';
import { takeDataFolder } from './data-folder.mjs';
import { keyLines, makeDemoKeys } from './demo-keys.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { appEnvironment, chooseBackbone, provideDatabase } from './services.mjs';
import { printFatal, UserError } from './errors.mjs';
import { watchLog } from './log-watch.mjs';
import { readOptions } from './options.mjs';
import { say, step } from './output.mjs';
import { onParentGone } from './parent.mjs';
import { logTail, stopProcess } from './processes.mjs';
import { projectRoot } from './project.mjs';

/** An app answers or commits what it has in hand, and ends within ten seconds; beyond this it is ended by force. */
const APP_STOP_TIMEOUT_MS = 30_000;

/**
 * Something that runs beside the exchange and is stopped before it, such as the demo.
 *
 * @typedef {object} Companion
 * @property {string} name
 * @property {() => Promise<void>} check called when everything is built; throws for arguments that cannot be used
 * @property {(pagesUrl: string) => string} invitation what to do first, said instead of the README's first match
 * @property {(env: NodeJS.ProcessEnv) => import('node:child_process').ChildProcess} spawn env: where the exchange is
 */

/**
 * `npm start`: sets everything up, runs the three apps until Ctrl-C, stops them in order.
 *
 * @param {string[]} args
 * @param {Companion} [companion]
 */
export async function launch(args, companion) {
  const run = new Run();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => run.requestStop());
  onParentGone(() => run.requestStop());
  // A closed terminal takes no more lines; the stopping goes on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    const options = readOptions(args);
    if (!options) return;
    await start(options, run, companion);
    await run.over;
  } catch (error) {
    run.fail(error);
  }
  await run.stopEverything();
  process.exitCode = run.failure === undefined ? 0 : 1;
  if (run.failure !== undefined) printFatal(run.failure);
}

/** One run of the launcher: what has been started, and why it ends. */
class Run {
  #controller = new AbortController();
  /** @type {{ name: string, stop: () => Promise<void> | void }[]} what is running, in the order of stopping */
  #running = [];
  /** @type {() => void} */
  #end = () => {};
  /** Settled when the run is to end. @type {Promise<void>} */
  over = new Promise((resolve) => (this.#end = resolve));
  /** @type {unknown} why it ended, when nobody asked it to */
  failure = undefined;

  /** Aborted as soon as the run is to end. */
  get signal() {
    return this.#controller.signal;
  }

  /** Ctrl-C; a second one changes nothing, the stopping goes on. */
  requestStop() {
    if (this.signal.aborted) return;
    say('\nStopping ...');
    this.#abort();
  }

  /** @param {unknown} error */
  fail(error) {
    if (!this.signal.aborted) this.failure = error;
    this.#abort();
  }

  #abort() {
    this.#controller.abort();
    this.#end();
  }

  /**
   * Services are stopped last come, first gone; apps before them, in the order they were started; a companion before those.
   *
   * @param {string} name
   * @param {() => Promise<void> | void} stop
   * @param {{ first?: boolean, beforeApps?: boolean }} [options]
   */
  stopLater(name, stop, { first = false, beforeApps = false } = {}) {
    if (beforeApps) {
      this.#running.unshift({ name, stop });
      this.#appCount++;
    } else if (first) this.#running.splice(this.#appCount++, 0, { name, stop });
    else this.#running.splice(this.#appCount, 0, { name, stop });
  }
  #appCount = 0;

  async stopEverything() {
    for (const { name, stop } of this.#running) {
      try {
        await stop();
      } catch (error) {
        console.error(`Could not stop ${name}:`, error);
      }
    }
  }
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {Run} run
 * @param {Companion} [companion]
 */
async function start(options, run, companion) {
  const { ports, hosts } = options;
  say(`backlay on Node.js ${process.versions.node}, data in ${shown(options.dataFolder)}`);
  const folder = await takeDataFolder(options.dataFolder);
  run.stopLater('data folder', () => folder.release());
  await checkPorts(ports, hosts);
  await ensureDependencies({ signal: run.signal });
  run.signal.throwIfAborted();
  await ensureBuild({ signal: run.signal });
  run.signal.throwIfAborted();
  await companion?.check();

  const database = await provideDatabase(folder);
  for (const server of database.servers) watchService(run, 'PostgreSQL', server);
  run.signal.throwIfAborted();
  const backbone = await chooseBackbone(options.backbone, folder);
  for (const server of backbone.servers) watchService(run, 'Redis', server);
  run.signal.throwIfAborted();

  const demoKeys = await makeDemoKeys(folder.path);
  const apps = APPS.map(({ name }) => {
    const env = appEnvironment(name, { options, folder, database, backbone });
    const app = spawnApp({ name, port: ports[name], host: hosts[name], env, logFile: folder.logFile(name) });
    folder.rememberChild(app.process.pid ?? 0);
    const log = watchLog(name, app.logFile);
    app.process.once('exit', () => run.fail(appDied(app)));
    app.process.once('error', (error) => run.fail(error));
    run.stopLater(
      name,
      () =>
        step(`Stopping the ${name}`, () => stopProcess(app.process, { timeoutMs: APP_STOP_TIMEOUT_MS }), {
          done: (how) =>
            how === 'stopped' ? `${name} stopped` : `${name} did not stop in time and was ended by force`,
        }).then(() => log.stop()),
      { first: true },
    );
    return app;
  });
  const [engine, storage, analytics] = apps.map(({ url }) => url);
  const { kind, ...redis } = backbone;
  folder.rememberServices({
    engine,
    storage,
    analytics,
    backbone: kind,
    ...('url' in redis ? { redisUrl: redis.url } : {}),
    databaseUrl: database.url,
  });
  for (const app of apps) {
    await step(`Starting the ${app.name}`, () => waitUntilReady(app, run.signal), {
      done: () => `${app.name} is ready: ${app.url}`,
    });
    run.signal.throwIfAborted();
  }
  welcome(apps, folder.path, { demoKeys, companion });
  if (companion !== undefined) accompany(run, companion, { options, folder, database, backbone });
}

/**
 * @param {Run} run
 * @param {Companion} companion
 * @param {Parameters<typeof import('./services.mjs').appEnvironment>[1]} exchange
 */
function accompany(run, { name, spawn }, exchange) {
  const child = spawn(appEnvironment('engine', exchange));
  exchange.folder.rememberChild(child.pid ?? 0);
  child.once('error', (error) => run.fail(error));
  child.once('exit', (code, signal) => run.fail(new UserError(`The ${name} has ended (${signal ?? code}).`)));
  run.stopLater(name, () => stopProcess(child, { timeoutMs: APP_STOP_TIMEOUT_MS }).then(() => undefined), {
    beforeApps: true,
  });
}

/**
 * @param {Run} run
 * @param {string} name
 * @param {{ process: import('node:child_process').ChildProcess, logFile: string, stop: () => Promise<void> }} server
 */
function watchService(run, name, server) {
  server.process.once('exit', () => {
    run.fail(
      new UserError(`${name} ended by itself; its log ${server.logFile} ends with:`, {
        detail: logTail(server.logFile),
      }),
    );
  });
  run.stopLater(name, () => step(`Stopping ${name}`, server.stop, { done: () => `${name} stopped` }));
}

/**
 * @param {import('./apps.mjs').App[]} apps
 * @param {string} dataFolder
 * @param {{ demoKeys: import('./demo-keys.mjs').DemoKeys | undefined, companion: Companion | undefined }} told
 */
function welcome(apps, dataFolder, { demoKeys, companion }) {
  const [engine] = apps;
  const analytics = apps.find(({ name }) => name === 'analytics');
  const lines = apps.map(({ name, url }) => `  ${name.padEnd(10)} ${url}   API: ${url}/docs`);
  say(`
backlay is running. Logs are in ${shown(join(dataFolder, 'logs'))}; Ctrl-C stops everything.

  pages      ${analytics?.url}/   markets, books and orders to look at; sign in with a key
${lines.join('\n')}
${keyLines(demoKeys)}
${companion === undefined ? firstMatch(engine.url, demoKeys) : companion.invitation(`${analytics?.url}/`)}
`);
}

/**
 * @param {string} engineUrl
 * @param {import('./demo-keys.mjs').DemoKeys | undefined} demoKeys
 */
function firstMatch(engineUrl, demoKeys) {
  return `First thing to try: the "First match in 60 seconds" of README.md, which begins with

  curl -s ${engineUrl}/v1/accounts -H 'authorization: Bearer ${demoKeys?.operator ?? '<operator key>'}' -H 'content-type: application/json' -d '{"accountId":"alice","currency":"GBP"}'

or open ${engineUrl}/docs and press "Try it out" from top to bottom (on a fresh exchange),

or watch traders at work:  npm run simulate -- --seed 1 --rate 100`;
}

/**
 * @param {string} path
 * @returns {string} shorter where it lies in the clone
 */
function shown(path) {
  const inside = relative(projectRoot, path);
  return inside.startsWith('..') || inside === '' ? path : inside;
}
