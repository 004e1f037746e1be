import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys, type RequestKeys } from '../../exchange/request-keys.js';
import { TRADER_ACCOUNTS } from '../../simulate/trader.js';
import { findFreePort } from './free-port.js';
import { AppProcess, type AppName } from './app-process.js';
import { PostgresServer } from './postgres-server.js';
import { findRedisProgram, RedisServer } from './redis-server.js';

export const APPS: readonly AppName[] = ['engine', 'storage', 'analytics'];

/** So small that a drill crosses many ends of files, starts from many snapshots and meets a trimmed stream. */
const SMALL_PARTS = {
  LOG_SEGMENT_BYTES: String(1024 * 1024),
  SNAPSHOT_COMMANDS: '2000',
  STREAM_RETENTION_COMMANDS: '1000',
};

export interface SystemOptions {
  readonly folder: string;
  readonly backbone: 'redis' | 'log';
  /** How long an active consumer may be silent before another one takes over; undefined leaves it to the apps. */
  readonly consumerLeaseMs: number | undefined;
}

/** The whole exchange as processes of its own, on a folder and on ports of its own. Ports stay the same over restarts. */
export class ExchangeSystem {
  readonly dataFolder: string;
  /** Of all whose orders the load places, and of the operator. */
  readonly keys: RequestKeys;
  /** What has ended without being asked to, and its last words. */
  readonly unexpectedEnds: string[] = [];
  private readonly apps = new Map<string, AppProcess>();
  private readonly clockFile: string;
  private isOver = false;

  private constructor(
    private readonly options: SystemOptions,
    private readonly ports: Readonly<Record<AppName, number>>,
    readonly postgres: PostgresServer,
    readonly redis: RedisServer | undefined,
  ) {
    this.dataFolder = join(options.folder, 'data');
    this.clockFile = join(options.folder, 'clock-offset');
    mkdirSync(this.dataFolder);
    const keysFile = join(this.dataFolder, KEYS_FILE_NAME);
    this.keys = openKeys({ keysFile, accountIds: TRADER_ACCOUNTS, label: 'drill' });
    this.setClock(0);
  }

  /** Starts everything. Without a Redis, or a redis-server on the PATH, events travel through the log. */
  static async start(options: SystemOptions): Promise<ExchangeSystem> {
    const { folder, backbone } = options;
    const ports = {
      engine: await findFreePort(),
      storage: await findFreePort(),
      analytics: await findFreePort(),
    };
    const postgres = new PostgresServer(folder, await findFreePort());
    const program = backbone === 'log' ? undefined : findRedisProgram();
    const redis = program === undefined ? undefined : new RedisServer(program, folder, await findFreePort());
    const system = new ExchangeSystem(options, ports, postgres, redis);
    try {
      await Promise.all([postgres.start(), redis?.start()]);
      await Promise.all(APPS.map((name) => system.run(name)));
      return system;
    } catch (error) {
      await system.kill();
      throw error;
    }
  }

  url(name: AppName): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  app(name: AppName): AppProcess {
    const app = this.apps.get(name);
    if (app === undefined) throw new Error(`${name} was not started`);
    return app;
  }

  /** Starts an app without waiting for it; `env` goes beyond what it has anyway. */
  spawn(name: AppName, env: Readonly<Record<string, string>> = {}): AppProcess {
    const app = this.process(name, this.ports[name], env);
    this.apps.set(name, app);
    return app;
  }

  /** Starts an app and waits until it is ready. */
  async run(name: AppName, env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.spawn(name, env).ready();
  }

  /** Starts one more of an app beside the one there is, on a port of its own. */
  async spawnSecond(name: AppName, env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const second = this.process(name, await findFreePort(), env);
    this.apps.set(`second ${name}`, second);
    return second;
  }

  /** kill -9. */
  async killApp(name: AppName): Promise<void> {
    await this.app(name).kill();
  }

  /** Sets the clock of apps that were started with {@link clockEnv}, in ms beside the system's. */
  setClock(offsetMs: number): void {
    writeFileSync(this.clockFile, String(offsetMs));
  }

  /** Lets an app go by the clock of {@link setClock}. */
  get clockEnv(): Readonly<Record<string, string>> {
    return { DRILL_CLOCK_FILE: this.clockFile };
  }

  /** Ends everything at once; the folder stays. */
  async kill(): Promise<void> {
    this.isOver = true;
    await Promise.all([...this.apps.values()].map((app) => app.kill()));
    await Promise.all([this.postgres.close(), this.redis?.close()]);
  }

  /** Ends everything as an operator would. @returns complaints about apps that did not end well */
  async stop(): Promise<string[]> {
    const complaints: string[] = [];
    for (const app of [...this.apps.values()].filter(({ hasEnded }) => !hasEnded)) {
      const code = await app.stop();
      if (code !== 0)
        complaints.push(`${app.start.name} ended with ${code} when asked to stop: ${app.words}`);
    }
    await Promise.all([this.postgres.stop(), this.redis?.stop()]);
    return complaints;
  }

  private process(name: AppName, port: number, env: Readonly<Record<string, string>>): AppProcess {
    if (this.isOver) throw new Error('the drill is over');
    return new AppProcess({
      name,
      port,
      logFile: join(this.options.folder, `${name}.log`),
      onUnexpectedEnd: (words) => this.unexpectedEnds.push(words),
      env: {
        DATA_DIR: this.dataFolder,
        DATABASE_URL: this.postgres.url,
        [`${name.toUpperCase()}_PORT`]: String(port),
        CONSUMER_LEASE_MS: String(this.options.consumerLeaseMs ?? ''),
        ...SMALL_PARTS,
        ...(this.redis === undefined
          ? { BACKBONE: 'log' }
          : { BACKBONE: 'redis', REDIS_URL: this.redis.url }),
        ...env,
      },
    });
  }
}
