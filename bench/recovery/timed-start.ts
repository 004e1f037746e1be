import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ENGINE = fileURLToPath(new URL('../../apps/engine/src/main.js', import.meta.url));
const HEALTH_INTERVAL_MS = 10;

/** What a start of the real engine, in a process of its own, was like. */
export interface TimedStart {
  /** From the start of the process to the line that says that it is ready, in ms. */
  readonly readyMs: number;
  /** What the engine says about its replay. */
  readonly report: string;
  /** Resident memory when ready, and its peak, in MB; NaN where there is no /proc. */
  readonly residentMb: number;
  readonly peakMb: number;
  /** The longest wait for an answer of `/health/live` while the log was replayed, in ms. */
  readonly healthMsMax: number;
  /** The same while `whileReady` ran. */
  readonly laterHealthMsMax: number;
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  /** What to do with the running engine before it is stopped. */
  readonly whileReady?: (url: string) => Promise<void>;
}

/** Starts `node dist/apps/engine/src/main.js`, waits until it is ready and stops it. */
export async function timedStart(folder: string, { env, whileReady }: StartOptions): Promise<TimedStart> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const engine = spawn(process.execPath, [ENGINE], {
    env: { PATH: process.env['PATH'], DATA_DIR: folder, ENGINE_PORT: String(port), BACKBONE: 'log', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(engine, 'exit');
  try {
    const watch = new HealthWatch(`${url}/health/live`);
    const report = await readyReport(engine);
    const readyMs = performance.now() - started;
    const healthMsMax = await watch.end();
    const memory = await memoryOf(engine);
    const later = new HealthWatch(`${url}/health/live`);
    await whileReady?.(url);
    return { readyMs, report, healthMsMax, laterHealthMsMax: await later.end(), ...memory };
  } finally {
    engine.kill('SIGTERM');
    await exited;
  }
}

/** The line behind "ready". */
async function readyReport(engine: ChildProcess): Promise<string> {
  if (engine.stdout === null) throw new Error('the engine has no standard output');
  for await (const line of createInterface({ input: engine.stdout })) {
    if (line.startsWith('replayed')) return line;
  }
  throw new Error('the engine ended before it was ready; its reason is above');
}

async function memoryOf({ pid }: ChildProcess): Promise<{ residentMb: number; peakMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const megabytes = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? NaN) / 1024;
  return { residentMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}

/** Asks for the health of an engine again and again, from its first answer on. */
class HealthWatch {
  readonly #done = new AbortController();
  readonly #watching: Promise<void>;
  #longestMs = 0;

  constructor(url: string) {
    this.#watching = this.#watch(url);
  }

  /** The longest answer took so long, in ms. */
  async end(): Promise<number> {
    this.#done.abort();
    await this.#watching;
    return this.#longestMs;
  }

  async #watch(url: string): Promise<void> {
    while (!this.#done.signal.aborted) {
      const asked = performance.now();
      const answered = await fetch(url).then(
        (response) => response.text(),
        () => undefined,
      );
      if (answered !== undefined) this.#longestMs = Math.max(this.#longestMs, performance.now() - asked);
      await delay(HEALTH_INTERVAL_MS);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
