import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { HttpConnections } from '../http.js';
import { appMain, launcherHelper, preload } from '../paths.js';
import { waitFor } from '../waiting.js';

export type AppName = 'engine' | 'storage' | 'analytics';

/** What an app is started with. */
export interface AppStart {
  readonly name: AppName;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Told when it ends without being asked to. */
  readonly onUnexpectedEnd: (words: string) => void;
}

const HEALTH_TIMEOUT_MS = 2_500;
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
/** What is kept of an app's last words. */
const WORDS_MAX = 4_000;

/** Ends the app when the drill is gone: the channel between them closes. */
const STOP_WITH_PARENT = pathToFileURL(launcherHelper('stop-with-launcher.mjs')).href;
const SHIFTED_CLOCK = pathToFileURL(preload('shifted-clock.js')).href;

/** One app of the exchange as a process of its own. */
export class AppProcess {
  private readonly child: ChildProcess;
  private readonly health: HttpConnections;
  private lastWords = '';
  private isAsked = false;

  constructor(readonly start: AppStart) {
    const preloads = ['--import', STOP_WITH_PARENT];
    if (start.env['DRILL_CLOCK_FILE'] !== undefined) preloads.push('--import', SHIFTED_CLOCK);
    this.child = spawn(process.execPath, ['--enable-source-maps', ...preloads, appMain(start.name)], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', NO_COLOR: '1', ...start.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.channel?.unref();
    const log = createWriteStream(start.logFile, { flags: 'a' });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.pipe(log, { end: false });
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.lastWords = (this.lastWords + text).slice(-WORDS_MAX);
      });
    }
    this.child.once('close', () => {
      log.end();
      if (this.unexpectedEnd !== undefined) start.onUnexpectedEnd(this.unexpectedEnd);
    });
    this.health = new HttpConnections(this.url, HEALTH_TIMEOUT_MS, { connections: 1 });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.start.name} could not be started`);
    return this.child.pid;
  }

  get url(): string {
    return `http://127.0.0.1:${this.start.port}`;
  }

  /** What it printed last. */
  get words(): string {
    return this.lastWords.trim();
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Says how it ended when nobody asked it to. */
  get unexpectedEnd(): string | undefined {
    if (this.isAsked || !this.hasEnded) return undefined;
    return `${this.start.name} ended by itself with ${this.child.exitCode ?? this.child.signalCode}; it said: ${this.words.slice(-500)}`;
  }

  /** What `/health/ready` says; status 0 without an answer. */
  async readiness(): Promise<{ status: number; text: string }> {
    return this.health.get('/health/ready').catch((error: Error) => ({ status: 0, text: error.message }));
  }

  /** @throws when it ends, or does not become ready in time */
  async ready(timeoutMs = READY_TIMEOUT_MS): Promise<void> {
    let seen = 'no answer';
    await waitFor(
      `${this.start.name} to be ready`,
      async () => {
        if (this.unexpectedEnd !== undefined) throw new Error(this.unexpectedEnd);
        const { status, text } = await this.readiness();
        seen = `${status} ${text.slice(0, 300)}`;
        return status === 200;
      },
      { timeoutMs, why: () => seen },
    );
  }

  /** Waits until it has ended by itself, as it should. @returns its exit code */
  async ended(timeoutMs: number): Promise<number | null> {
    this.isAsked = true;
    await waitFor(`${this.start.name} to end`, () => this.hasEnded, { timeoutMs, why: () => this.words });
    this.health.close();
    return this.child.exitCode;
  }

  /** SIGTERM. @returns the exit code */
  async stop(): Promise<number | null> {
    await this.end('SIGTERM', STOP_TIMEOUT_MS);
    return this.child.exitCode;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL', STOP_TIMEOUT_MS);
  }

  /** SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private async end(signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
    this.isAsked = true;
    this.health.close();
    if (this.hasEnded) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    const tooLate = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
    await gone;
    clearTimeout(tooLate);
  }
}
