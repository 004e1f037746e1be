import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, cpSync, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { waitFor } from '../waiting.js';

const PROGRAMS = ['redis-server', 'valkey-server'];
const START_TIMEOUT_MS = 60_000;
const COMMAND_TIMEOUT_MS = 5_000;

/** The Redis on the PATH, if there is one. */
export function findRedisProgram(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A private redis-server as it is to be run in life: append-only file, synced every second, noeviction. */
export class RedisServer {
  readonly url: string;
  private readonly dataFolder: string;
  private process: ChildProcess | undefined;
  private isClosed = false;

  constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.url = `redis://127.0.0.1:${port}`;
    this.dataFolder = join(folder, 'redis');
    mkdirSync(this.dataFolder, { recursive: true });
  }

  get pid(): number {
    if (this.process?.pid === undefined) throw new Error('redis-server does not run');
    return this.process.pid;
  }

  /** Returns when it answers: while it reads its file it refuses everything. */
  async start(): Promise<void> {
    if (this.isClosed) throw new Error('the drill is over');
    const settings = ['bind 127.0.0.1', `port ${this.port}`, 'appendonly yes', 'appendfsync everysec'];
    const config = [...settings, 'save ""', 'maxmemory-policy noeviction', 'daemonize no', ''].join('\n');
    const server = spawn(this.program, ['-'], { cwd: this.dataFolder, stdio: ['pipe', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.folder, 'redis.log'), { flags: 'a' });
    server.stdout.pipe(log, { end: false });
    server.stderr.pipe(log, { end: false });
    server.once('close', () => log.end());
    // One that dies at once makes this write fail; its log says why.
    server.stdin.on('error', () => undefined);
    server.stdin.end(config);
    this.process = server;
    await waitFor(
      'redis-server to answer',
      async () => {
        if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
        return (await this.command('PING').catch(() => undefined)) === 'PONG';
      },
      { timeoutMs: START_TIMEOUT_MS },
    );
  }

  /** Sends one command over a connection of its own. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(this.url, {
      lazyConnect: true,
      retryStrategy: () => null,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: COMMAND_TIMEOUT_MS,
    });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await redis.call(name, ...args);
    } finally {
      redis.disconnect();
    }
  }

  /** Bytes it has allocated. */
  async usedBytes(): Promise<number> {
    const memory = String(await this.command('INFO', 'memory'));
    return Number(/used_memory:(\d+)/.exec(memory)?.[1] ?? 0);
  }

  signal(signal: NodeJS.Signals): void {
    this.process?.kill(signal);
  }

  /** kill -9, and never again a start: the drill is over. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Copies its files as they are at one moment: what a replica that fell behind would have. */
  copyData(): void {
    this.signal('SIGSTOP');
    try {
      rmSync(this.copyFolder, { recursive: true, force: true });
      cpSync(this.dataFolder, this.copyFolder, { recursive: true });
    } finally {
      this.signal('SIGCONT');
    }
  }

  /** Puts the copy in the place of the files; only while it does not run. */
  restoreCopy(): void {
    rmSync(this.dataFolder, { recursive: true, force: true });
    cpSync(this.copyFolder, this.dataFolder, { recursive: true });
  }

  private get copyFolder(): string {
    return join(this.folder, 'redis-older');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const server = this.process;
    this.process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    // A stopped process takes no other signal than this one.
    server.kill('SIGCONT');
    server.kill(signal);
    await gone;
  }
}
