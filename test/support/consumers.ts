import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventGroupEncoder, eventStreamKey, type EventGroup } from '@backlay/contracts';
import { EventLogWriter, RedisStreamsWriter } from '@backlay/transport';
import pg from 'pg';
import { getJson } from './json.js';
import { keysIn } from './keys.js';
import { createSpecDatabase, type SpecDatabase } from './postgres.js';
import { startApp, type AppName, type RunningApp } from './processes.js';
import { waitFor } from './wait.js';

/** What `GET /v1/position` says. */
export interface Position {
  readonly sequence: number;
  readonly status: string;
  readonly consumer: string;
  readonly holder: string | null;
}

type ConsumerName = Exclude<AppName, 'engine'>;

/** Sequences of one entry in Redis: a publisher packs them, too. */
const GROUPS_PER_ENTRY = 7;

/** Events as an engine would make them, on either backbone, and consumers of them as processes. */
export class ConsumerBench {
  readonly client: pg.Client;
  readonly folder = mkdtempSync(join(tmpdir(), 'backlay-consumers-'));
  readonly keys = keysIn(this.folder);
  readonly #encoder = new EventGroupEncoder();
  readonly #apps: RunningApp[] = [];
  #writer: EventLogWriter | RedisStreamsWriter | undefined;

  private constructor(
    private readonly database: SpecDatabase,
    private readonly redisUrl: string | undefined,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.client = new pg.Client({ connectionString: database.url });
  }

  /** @param env variables of every process */
  static async create(env: Record<string, string> = {}, redisUrl?: string): Promise<ConsumerBench> {
    const bench = new ConsumerBench(await createSpecDatabase(), redisUrl, env);
    await bench.client.connect();
    bench.#writer =
      redisUrl === undefined
        ? await EventLogWriter.open({ directory: join(bench.folder, 'event-log'), shard: 0, policy: 'os' })
        : new RedisStreamsWriter({ redis: redisUrl, stream: eventStreamKey(0), epoch: 1 });
    return bench;
  }

  /** What every process is started with. */
  get environment(): Record<string, string> {
    const { redisUrl, folder, database, env } = this;
    const backbone: Record<string, string> =
      redisUrl === undefined ? { BACKBONE: 'log' } : { BACKBONE: 'redis', REDIS_URL: redisUrl };
    return { DATA_DIR: folder, DATABASE_URL: database.url, ...backbone, ...env };
  }

  /** Starts a process and waits until it is ready, active or not. */
  async start(name: ConsumerName, consumer: string, env: Record<string, string> = {}): Promise<RunningApp> {
    const prefix = name.toUpperCase();
    const app = await startApp(name, {
      ...this.environment,
      [`${prefix}_CONSUMER_NAME`]: consumer,
      ...env,
    });
    this.#apps.push(app);
    return app;
  }

  async append(groups: readonly EventGroup[]): Promise<void> {
    if (this.#writer instanceof RedisStreamsWriter) return this.#publish(this.#writer, groups);
    const writer = this.#writer;
    if (writer === undefined) throw new Error('the bench is not open');
    for (const group of groups) {
      const payload = this.#encoder.encode(group);
      writer.append({ sequence: group.sequence, payload, journal: Buffer.alloc(0) });
    }
    await writer.whenDurable(writer.lastSequence);
  }

  position(app: RunningApp): Promise<Position> {
    return getJson<Position>(`${app.url}/v1/position`, this.keys.operator);
  }

  /** Waits until a sequence is applied, by whichever process. */
  async untilApplied(app: RunningApp, sequence: number, timeoutMs = 30_000): Promise<void> {
    await waitFor(
      `sequence ${sequence} to be applied`,
      async () => (await this.position(app)).sequence >= sequence,
      { timeoutMs },
    );
  }

  async untilStatus(app: RunningApp, status: string, timeoutMs = 30_000): Promise<void> {
    await waitFor(`status ${status}`, async () => (await this.position(app)).status === status, {
      timeoutMs,
    });
  }

  async rows<Row extends object>(statement: string): Promise<Row[]> {
    return (await this.client.query<Row>(statement)).rows;
  }

  async destroy(): Promise<void> {
    for (const app of this.#apps) {
      app.signal('SIGCONT');
      await app.kill();
    }
    await this.#writer?.close();
    await this.client.end();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #publish(writer: RedisStreamsWriter, groups: readonly EventGroup[]): Promise<void> {
    for (let start = 0; start < groups.length; start += GROUPS_PER_ENTRY) {
      const packed = groups.slice(start, start + GROUPS_PER_ENTRY);
      await writer.write({
        firstSequence: packed[0]?.sequence ?? 0,
        lastSequence: packed.at(-1)?.sequence ?? 0,
        payload: Buffer.concat(packed.map((group) => Buffer.from(this.#encoder.encode(group)))),
      });
    }
  }
}
