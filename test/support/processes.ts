import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort } from './free-port.js';
import { waitFor } from './wait.js';

/** The apps of the repository. */
export type AppName = 'engine' | 'storage' | 'analytics';

/** An app running as a process of its own, as in production. */
export interface RunningApp {
  readonly name: AppName;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Asks it to stop (SIGTERM) and waits. Returns the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends any other signal (SIGSTOP, SIGCONT) without waiting. */
  signal(signal: NodeJS.Signals): void;
}

/** Ends the app when the test run is killed: the channel between them closes. */
const STOP_WITH_PARENT = pathToFileURL(resolve(process.cwd(), 'tools', 'lib', 'stop-with-launcher.mjs')).href;

const READY_TIMEOUT_MS = 30_000;
const OUTPUT_CHARACTERS_MAX = 1_000_000;

/**
 * Starts a built app (dist/) on a free port and waits until `/health/ready` answers 200.
 *
 * @param env the app's own variables; host, port and PATH are added
 * @throws Error with what the app printed when it ends or does not become ready
 */
export async function startApp(name: AppName, env: Record<string, string>): Promise<RunningApp> {
  const main = resolve(process.cwd(), 'dist', 'apps', name, 'src', 'main.js');
  if (!existsSync(main))
    throw new Error(`${main} is not built: \`npx nest build engine\` (\`npm test\` does it by itself)`);
  const portVariable = `${name.toUpperCase()}_PORT`;
  const port = env[portVariable] ?? String(await findFreePort());
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', STOP_WITH_PARENT, main], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env, [portVariable]: port },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.channel?.unref();
  const app = new AppProcess(name, `http://127.0.0.1:${port}`, child);
  try {
    await app.ready();
    return app;
  } catch (error) {
    await app.kill();
    throw new Error(`${name} did not become ready; it printed:\n${app.output()}`, { cause: error });
  }
}

class AppProcess implements RunningApp {
  private printed = '';

  constructor(
    readonly name: AppName,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed = (this.printed + text).slice(-OUTPUT_CHARACTERS_MAX);
      });
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} was not started`);
    return this.child.pid;
  }

  output(): string {
    return this.printed;
  }

  async ready(): Promise<void> {
    await waitFor(
      `${this.name} to be ready`,
      async () => {
        if (this.hasExited())
          throw new Error(`${this.name} ended with ${this.child.exitCode ?? this.child.signalCode}`);
        const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
        await answer?.body?.cancel();
        return answer?.status === 200;
      },
      { timeoutMs: READY_TIMEOUT_MS, intervalMs: 50 },
    );
  }

  async stop(): Promise<number | null> {
    await this.end('SIGTERM');
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.hasExited()) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
