import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpecKeys } from '../../libs/service/src/testing/spec-keys.js';
import { findFreePort } from './free-port.js';
import { keysIn } from './keys.js';
import { createSpecDatabase, type SpecDatabase } from './postgres.js';
import { startApp, type AppName, type RunningApp } from './processes.js';

const APPS: readonly AppName[] = ['engine', 'storage', 'analytics'];

/** The three apps as processes of their own, on one data folder and one database. */
export class SpecExchange {
  private readonly apps = new Map<AppName, RunningApp>();

  private constructor(
    private readonly folder: string,
    readonly keys: SpecKeys,
    private readonly database: SpecDatabase,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * @param redisUrl with it events travel through Redis, without it consumers follow the engine's log
   * @param more variables of every app
   */
  static async start(redisUrl?: string, more: Readonly<Record<string, string>> = {}): Promise<SpecExchange> {
    const folder = mkdtempSync(join(tmpdir(), 'backlay-exchange-'));
    const database = await createSpecDatabase();
    const env: Record<string, string> = { DATA_DIR: folder, DATABASE_URL: database.url, BACKBONE: 'log' };
    if (redisUrl !== undefined) Object.assign(env, { BACKBONE: 'redis', REDIS_URL: redisUrl });
    Object.assign(env, more);
    // Ports stay the same over restarts, as they do in life.
    for (const name of APPS) env[`${name.toUpperCase()}_PORT`] = String(await findFreePort());
    // The pages, which analytics serves, reach the others through it.
    env['ENGINE_URL'] = `http://127.0.0.1:${env['ENGINE_PORT']}`;
    env['STORAGE_URL'] = `http://127.0.0.1:${env['STORAGE_PORT']}`;
    const exchange = new SpecExchange(folder, keysIn(folder), database, env);
    for (const name of APPS) await exchange.run(name);
    return exchange;
  }

  /** What the apps were started with: where the data folder, the database and the ports are. */
  get environment(): Readonly<Record<string, string>> {
    return this.env;
  }

  url(name: AppName): string {
    return `http://127.0.0.1:${this.env[`${name.toUpperCase()}_PORT`]}`;
  }

  /** @throws Error when the app was never started */
  pid(name: AppName): number {
    const app = this.apps.get(name);
    if (app === undefined) throw new Error(`${name} was not started`);
    return app.pid;
  }

  /** kill -9 and nothing else: {@link killAndRestart} goes on from there. */
  async kill(name: AppName): Promise<void> {
    await this.apps.get(name)?.kill();
  }

  /** kill -9, then a new process. */
  async killAndRestart(name: AppName): Promise<void> {
    await this.kill(name);
    await this.run(name);
  }

  async stop(): Promise<void> {
    for (const app of this.apps.values()) await app.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(name: AppName): Promise<void> {
    this.apps.set(name, await startApp(name, { ...this.env }));
  }
}
