import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { AppProcess, type AppName } from '../../tools/drill/system/app-process.js';
import { findFreePort } from '../../tools/drill/system/free-port.js';
import type { PostgresServer } from '../../tools/drill/system/postgres-server.js';
import type { RedisServer } from '../../tools/drill/system/redis-server.js';
import { openKeys, type RequestKeys } from '../../tools/exchange/request-keys.js';
import type { RunningExchange } from '../../tools/exchange/running-exchange.js';
import { startPostgres } from '../cold-path/postgres.js';
import { startRedis } from '../cold-path/redis.js';

const APPS: readonly AppName[] = ['engine', 'storage', 'analytics'];

/** All of the exchange as it is to be run in life: five processes that keep what they are told. */
export class WholeExchange {
  private readonly apps = new Map<AppName, AppProcess>();

  private constructor(
    readonly running: RunningExchange,
    readonly keys: RequestKeys,
    readonly redis: RedisServer,
    readonly postgres: PostgresServer,
  ) {}

  /** @param accountIds accounts that there are to be keys for */
  static async start(folder: string, accountIds: readonly string[]): Promise<WholeExchange> {
    const dataFolder = join(folder, 'data');
    await mkdir(dataFolder);
    const keysFile = join(dataFolder, KEYS_FILE_NAME);
    const keys = openKeys({ keysFile, accountIds, label: 'bench' });
    const [redis, postgres] = await Promise.all([startRedis(folder), startPostgres(folder)]);
    const [engine, storage, analytics] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const ports: Readonly<Record<AppName, number>> = { engine, storage, analytics };
    const urlOf = (name: AppName) => `http://127.0.0.1:${ports[name]}`;
    const exchange = new WholeExchange(
      {
        dataFolder,
        keysFile,
        engineUrl: urlOf('engine'),
        storageUrl: urlOf('storage'),
        analyticsUrl: urlOf('analytics'),
        databaseUrl: postgres.url,
        redisUrl: redis.url,
      },
      keys,
      redis,
      postgres,
    );
    for (const name of APPS) exchange.spawn(name, ports, folder);
    try {
      await Promise.all([...exchange.apps.values()].map((app) => app.ready()));
    } catch (error) {
      await exchange.kill();
      throw error;
    }
    return exchange;
  }

  app(name: AppName): AppProcess {
    return this.apps.get(name)!;
  }

  async kill(): Promise<void> {
    await Promise.all([...this.apps.values()].map((app) => app.kill()));
    await Promise.all([this.redis.close(), this.postgres.close()]);
  }

  private spawn(name: AppName, ports: Readonly<Record<AppName, number>>, folder: string): void {
    const { dataFolder, redisUrl = '', databaseUrl = '', engineUrl, storageUrl } = this.running;
    const app = new AppProcess({
      name,
      port: ports[name],
      logFile: join(folder, `${name}.log`),
      onUnexpectedEnd: (words) => console.error(words),
      env: {
        DATA_DIR: dataFolder,
        DATABASE_URL: databaseUrl,
        BACKBONE: 'redis',
        REDIS_URL: redisUrl,
        ENGINE_URL: engineUrl,
        STORAGE_URL: storageUrl,
        [`${name.toUpperCase()}_PORT`]: String(ports[name]),
      },
    });
    this.apps.set(name, app);
  }
}
