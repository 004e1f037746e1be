import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { temporaryDirectory } from './temporary-directory.js';
import { until } from './until.js';

/** A real Redis for a spec file. */
export interface TestRedis {
  /** Set once the file's `beforeAll` has run. */
  readonly url: string;
  /** A connection for the spec itself. */
  readonly client: Redis;
  /** A key that no other spec uses, also on a shared server. */
  key(name?: string): string;
}

const START_ATTEMPTS_MAX = 5;
const binary = findOnPath('redis-server') ?? findOnPath('valkey-server');
const sharedUrl = process.env['REDIS_URL'];

/**
 * A `describe` with a real Redis: a private `redis-server` from the PATH, else the one at REDIS_URL. Without either the
 * block is skipped, and one line says so; with CI=true that is a failure.
 */
export function describeRedis(name: string, define: (redis: TestRedis) => void): void {
  if (binary === undefined && sharedUrl === undefined) {
    if (process.env['CI'] === 'true') {
      it(`${name}: needs Redis`, () => {
        throw new Error('CI needs redis-server on the PATH, or REDIS_URL');
      });
      return;
    }
    process.stderr.write(`skipped for want of redis-server on the PATH or REDIS_URL: ${name}\n`);
    describe.skip(name, () => define(new StartedRedis()));
    return;
  }
  describe(name, () => {
    const redis = new StartedRedis();
    beforeAll(() => redis.start());
    afterAll(() => redis.stop());
    define(redis);
  });
}

/** A `redis-server` of a spec's own, to be killed, frozen and started again. Undefined without one on the PATH. */
export interface BreakableRedis extends TestRedis {
  kill(): Promise<void>;
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>;
  /** Stops the process without ending it, and lets it go on. */
  freeze(): void;
  thaw(): void;
}

/** As `describeRedis`, with a server that may be broken; skipped where only a shared one is to be had. */
export function describeBreakableRedis(name: string, define: (redis: BreakableRedis) => void): void {
  if (binary !== undefined) describeRedis(name, (redis) => define(redis as StartedRedis));
  else describe.skip(name, () => define(new StartedRedis()));
}

class StartedRedis implements BreakableRedis {
  url = '';
  private connection: Redis | undefined;
  private server: ChildProcess | undefined;
  private removeDirectory: (() => Promise<void>) | undefined;

  get client(): Redis {
    if (this.connection === undefined)
      throw new Error('Redis is started before the tests, not while they are defined');
    return this.connection;
  }

  key(name = 'spec'): string {
    return `${name}:${randomUUID()}:0`;
  }

  async start(): Promise<void> {
    if (binary === undefined) this.url = sharedUrl ?? '';
    else await this.startPrivate(binary);
    this.connection = new Redis(this.url, { maxRetriesPerRequest: null, disconnectTimeout: 200 });
    this.connection.on('error', () => undefined);
  }

  async stop(): Promise<void> {
    this.connection?.disconnect();
    if (this.server?.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.kill('SIGKILL');
      await ended;
    }
    await this.removeDirectory?.();
  }

  async kill(): Promise<void> {
    if (this.server === undefined) throw new Error('there is no server to kill');
    const ended = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await ended;
  }

  async restart(): Promise<void> {
    await this.startPrivate(binary ?? '', Number(new URL(this.url).port));
  }

  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  private async startPrivate(path: string, samePort?: number): Promise<void> {
    await this.removeDirectory?.();
    const directory = await temporaryDirectory('redis');
    this.removeDirectory = directory.remove;
    for (let attempt = 1; attempt <= START_ATTEMPTS_MAX; attempt++) {
      const port = samePort ?? (await freePort());
      const server = spawn(
        path,
        [
          '--port',
          String(port),
          '--bind',
          '127.0.0.1',
          '--dir',
          directory.path,
          '--save',
          '',
          '--appendonly',
          'no',
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let output = '';
      server.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await until(() => output.includes('Ready to accept connections') || server.exitCode !== null);
      // Somebody else may have taken the port in the meantime.
      if (server.exitCode !== null) continue;
      this.server = server;
      this.url = `redis://127.0.0.1:${port}`;
      return;
    }
    throw new Error(`redis-server did not start in ${START_ATTEMPTS_MAX} attempts`);
  }
}

function findOnPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
