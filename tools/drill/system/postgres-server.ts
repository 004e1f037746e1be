import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { z } from 'zod';
import { launcherHelper } from '../paths.js';
import { childrenOf, killNow } from './process-tree.js';

const DATABASE = 'drill';

const started = z.object({ url: z.string(), pid: z.number() });

/** The embedded PostgreSQL on a folder and a port of its own, with the settings of real use. */
export class PostgresServer {
  private helper: ChildProcess | undefined;
  private pid = 0;
  private isClosed = false;
  private serverUrl = '';

  constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Connection string of the drill's database; valid after the first start, over all restarts. */
  get url(): string {
    return withDatabase(this.serverUrl);
  }

  /** Starts it, and makes the database when there is none. */
  async start(): Promise<void> {
    if (this.isClosed) throw new Error('the drill is over');
    const args = [join(this.folder, 'postgres'), join(this.folder, 'postgres.log'), String(this.port)];
    // A session of its own: Ctrl-C reaches the drill, which stops the apps before their database.
    const helper = spawn(process.execPath, [launcherHelper('postgres-server.mjs'), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    helper.stdin?.on('error', () => undefined);
    this.helper = helper;
    const { url, pid } = started.parse(JSON.parse(await firstLine(helper)));
    this.serverUrl = url;
    this.pid = pid;
    await createDatabase(url);
  }

  /** kill -9, and never again a start: the drill is over. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.kill();
  }

  /** kill -9 of the server and of each of its processes. */
  async kill(): Promise<void> {
    const helper = this.helper;
    if (helper === undefined) return;
    this.helper = undefined;
    const backends = childrenOf(this.pid);
    const gone = once(helper, 'exit');
    for (const pid of [this.pid, ...backends]) killNow(pid);
    await gone;
  }

  async stop(): Promise<void> {
    const helper = this.helper;
    if (helper === undefined) return;
    this.helper = undefined;
    const gone = once(helper, 'exit');
    helper.stdin?.end();
    await gone;
  }
}

function withDatabase(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function firstLine(helper: ChildProcess): Promise<string> {
  if (helper.stdout === null) throw new Error('the helper has no output');
  for await (const line of createInterface({ input: helper.stdout })) return line;
  throw new Error('the embedded PostgreSQL did not start; its reason is above');
}
