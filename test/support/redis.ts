import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from './free-port.js';
import { waitFor } from './wait.js';

/** A Redis for one spec file. */
export interface SpecRedis {
  readonly url: string;
  /** False for the server of REDIS_URL, which others may be using: never flush or restart that one. */
  readonly isPrivate: boolean;
  /** Ends the server at once, as a power cut would; `start` brings it back with what its append-only file holds. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and deletes its files. */
  stop(): Promise<void>;
}

const PROGRAMS = ['redis-server', 'valkey-server'];

function findProgram(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether specs can have a real Redis: `redis-server` on the PATH, or REDIS_URL. */
export const redisAvailable = findProgram() !== undefined || Boolean(process.env['REDIS_URL']);

/**
 * `describe` for specs that need a real Redis. Without one they count as skipped, which `npm test` says, and which it
 * takes for a failure where `CI=true`.
 */
export const describeWithRedis = redisAvailable ? describe : describe.skip;

/** Starts a private Redis (append-only file on, noeviction), or takes the one of REDIS_URL when there is no program. */
export async function startSpecRedis(): Promise<SpecRedis> {
  const program = findProgram();
  if (program) return PrivateRedis.create(program);
  const url = process.env['REDIS_URL'];
  if (!url) throw new Error('no Redis: use describeWithRedis');
  const refuse = () => Promise.reject(new Error('the Redis of REDIS_URL is not ours to stop'));
  return { url, isPrivate: false, kill: refuse, start: refuse, stop: () => Promise.resolve() };
}

class PrivateRedis implements SpecRedis {
  readonly isPrivate = true;
  readonly url: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'backlay-spec-redis-'));
  private process: ChildProcess | undefined;

  private constructor(
    private readonly program: string,
    private readonly port: number,
  ) {
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async create(program: string): Promise<SpecRedis> {
    const redis = new PrivateRedis(program, await findFreePort());
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    const network = ['--port', String(this.port), '--bind', '127.0.0.1'];
    const storage = ['--dir', this.folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const server = spawn(this.program, [...network, ...storage, '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    this.process = server;
    await waitFor('redis-server to answer', () => {
      if (server.exitCode !== null) throw new Error(`${this.program} ended with code ${server.exitCode}`);
      return this.answersPing();
    });
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const server = this.process;
    this.process = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }

  /** Listening is not enough: while the append-only file is read, every command is answered with LOADING. */
  private async answersPing(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('PING\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString('latin1').startsWith('+PONG');
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
