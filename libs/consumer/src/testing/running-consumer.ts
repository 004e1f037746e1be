import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventGroupEncoder, type EventGroup } from '@backlay/contracts';
import { EventLogWriter } from '@backlay/transport';
import { Logger, type INestApplication } from '@nestjs/common';
import { SpecKeys } from '../../../service/src/testing/spec-keys.js';
import { createSpecDatabase, type SpecDatabase } from '../../../../test/support/postgres.js';
import { waitFor } from '../../../../test/support/wait.js';
import type { ConsumerSettings } from '../consumer-settings.js';
import type { PositionView } from '../position.js';

/** Starts the app under test. */
export type StartApp = (config: ConsumerSettings) => Promise<INestApplication>;

/** An answer over HTTP. */
export interface Answer<Body> {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Body;
}

/**
 * A consuming app as it really runs: its own database, an event log on disk that a writer fills, and HTTP in front.
 * `restart` starts it again on the same data, as after a crash.
 */
export class RunningConsumer {
  readonly database: SpecDatabase;
  readonly config: ConsumerSettings;
  readonly keys: SpecKeys;
  readonly #start: StartApp;
  readonly #folder: string;
  readonly #writer: EventLogWriter;
  readonly #encoder = new EventGroupEncoder();
  #app: INestApplication | undefined;

  private constructor(parts: {
    readonly start: StartApp;
    readonly database: SpecDatabase;
    readonly folder: string;
    readonly writer: EventLogWriter;
    readonly config: ConsumerSettings;
    readonly keys: SpecKeys;
  }) {
    this.keys = parts.keys;
    this.#start = parts.start;
    this.database = parts.database;
    this.#folder = parts.folder;
    this.#writer = parts.writer;
    this.config = parts.config;
  }

  /** @param route changes the way to the database, such as through a proxy */
  static async create(
    start: StartApp,
    overrides: Partial<ConsumerSettings> = {},
    route: (databaseUrl: string) => Promise<string> = (url) => Promise.resolve(url),
  ): Promise<RunningConsumer> {
    Logger.overrideLogger(['fatal']);
    const database = await createSpecDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'backlay-consumer-spec-'));
    const directory = join(folder, 'event-log');
    const writer = await EventLogWriter.open({
      directory,
      shard: 0,
      policy: 'os',
      segmentBytes: 4 * 1024 * 1024,
    });
    const keys = new SpecKeys(join(folder, 'api-keys.json'));
    void keys.operator;
    const config: ConsumerSettings = {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: await route(database.url),
      source: { backbone: 'log', directory },
      shard: 0,
      group: 'spec',
      consumer: 'spec-1',
      maxEventsPerBatch: 200,
      leaseMs: 6_000,
      onPoison: 'halt',
      poisonAttempts: 5,
      access: { keysFile: keys.file, requestsPerSecond: 0, isProduction: false },
      ...overrides,
    };
    const running = new RunningConsumer({ start, database, folder, writer, config, keys });
    running.#app = await start(config);
    return running;
  }

  get app(): INestApplication {
    if (this.#app === undefined) throw new Error('the app is stopped');
    return this.#app;
  }

  /** Writes commands with their events to the log, as an engine would. */
  async append(groups: readonly EventGroup[]): Promise<void> {
    for (const group of groups) {
      const payload = this.#encoder.encode(group);
      this.#writer.append({ sequence: group.sequence, payload, journal: Buffer.alloc(0) });
    }
    await this.#writer.whenDurable(this.#writer.lastSequence);
  }

  /** Waits until everything in the log is applied. */
  async untilApplied(): Promise<void> {
    await waitFor(`sequence ${this.#writer.lastSequence} to be applied`, async () => {
      const { body } = await this.get<PositionView>('/v1/position');
      return body.sequence === this.#writer.lastSequence;
    });
  }

  /** Where the app listens. */
  url(): Promise<string> {
    return this.app.getUrl();
  }

  /** Asks the app. @param key who asks: the operator unless given */
  get<Body>(path: string, key = this.keys.operator): Promise<Answer<Body>> {
    return this.send<Body>('GET', path, key);
  }

  /** @param key undefined: nobody signs */
  async send<Body>(method: string, path: string, key: string | undefined): Promise<Answer<Body>> {
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(new URL(path, await this.app.getUrl()), { method, headers });
    const body = (await response.json()) as Body;
    return { status: response.status, contentType: response.headers.get('content-type'), body };
  }

  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    await app?.close();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#app = await this.#start(this.config);
  }

  /** Stops everything and removes all data. */
  async destroy(): Promise<void> {
    await this.stop();
    await this.#writer.close();
    await this.database.drop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
