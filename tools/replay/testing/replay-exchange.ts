import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SpecKeys } from '../../../libs/service/src/testing/spec-keys.js';
import { getJson } from '../../../test/support/json.js';
import { keysIn } from '../../../test/support/keys.js';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { startApp, type RunningApp } from '../../../test/support/processes.js';

/** How a replay ended. */
export interface ReplayEnd {
  readonly code: number | null;
  readonly output: string;
}

/** The three apps as they run in production, and the replay command as a user runs it against them. */
export class ReplayExchange {
  private constructor(
    readonly folder: string,
    private readonly database: SpecDatabase,
    private readonly keys: SpecKeys,
    private readonly apps: readonly RunningApp[],
  ) {}

  static async start(): Promise<ReplayExchange> {
    const folder = mkdtempSync(join(tmpdir(), 'backlay-replay-'));
    const database = await createSpecDatabase();
    const keys = keysIn(folder);
    const env = { DATA_DIR: folder, BACKBONE: 'log', DATABASE_URL: database.url };
    const engine = await startApp('engine', env);
    const consumers = await Promise.all([startApp('storage', env), startApp('analytics', env)]);
    return new ReplayExchange(folder, database, keys, [engine, ...consumers]);
  }

  async stop(): Promise<void> {
    for (const app of this.apps) await app.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async replay(...args: string[]): Promise<ReplayEnd> {
    const urls = this.apps.flatMap(({ name, url }) => [`--${name}`, url]);
    const main = resolve(process.cwd(), 'dist', 'tools', 'replay', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main, ...args, ...urls], {
      env: { ...process.env, DATA_DIR: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  /** What the engine answers its operator. */
  read(path: string): Promise<unknown> {
    return getJson<unknown>(`${this.apps[0]?.url}${path}`, this.keys.operator);
  }
}
