import { ExchangeConsumer, type ConsumerSettings } from '@backlay/consumer';
import type { EventGroup } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { deliver } from '../../../../libs/consumer/src/testing/delivery.js';
import { createSpecDatabase, type SpecDatabase } from '../../../../test/support/postgres.js';
import { AppModule } from '../app.module.js';
import { emptyTables } from './empty-tables.js';

/** Storage without a log and without HTTP: events are handed to its consumer, rows are looked at. */
export class SpecStorage {
  readonly app: INestApplicationContext;
  readonly dataSource: DataSource;
  readonly #database: SpecDatabase;

  private constructor(database: SpecDatabase, app: INestApplicationContext) {
    this.#database = database;
    this.app = app;
    this.dataSource = app.get(DataSource);
  }

  static async create(): Promise<SpecStorage> {
    Logger.overrideLogger(['fatal']);
    const database = await createSpecDatabase();
    const config: ConsumerSettings = {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.url,
      source: { backbone: 'log', directory: 'never-opened' },
      shard: 0,
      group: 'spec',
      consumer: 'spec-1',
      maxEventsPerBatch: 100,
      leaseMs: 60_000,
      onPoison: 'halt',
      poisonAttempts: 5,
      access: { keysFile: 'never-opened', requestsPerSecond: 0, isProduction: false },
    };
    const app = await NestFactory.createApplicationContext(AppModule.register(config), {
      abortOnError: false,
    });
    const storage = new SpecStorage(database, app);
    await storage.clear();
    return storage;
  }

  async store(groups: readonly EventGroup[]): Promise<void> {
    await this.app.get(ExchangeConsumer).apply(...deliver(groups));
  }

  rows<Row extends object>(text: string): Promise<Row[]> {
    return this.dataSource.query<Row[]>(text);
  }

  /** Empties all tables and makes this process the one that writes. */
  async clear(): Promise<void> {
    const tables = await this.rows<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'migrations'`,
    );
    await emptyTables(
      this.dataSource,
      tables.map(({ name }) => name),
    );
    await this.app.get(ConsumerLedger).acquire();
  }

  async destroy(): Promise<void> {
    await this.app.close();
    await this.#database.drop();
  }
}
