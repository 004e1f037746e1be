import { ConsumerLedger, databaseOptions, openDatabase, type DatabaseSettings } from '@backlay/persistence';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ConsumerSettings } from './consumer-settings.js';

/** What an app keeps in PostgreSQL; where PostgreSQL is, the settings say. */
export type ConsumerDatabase = Omit<DatabaseSettings, 'url'>;

/** The open, migrated database and the consumer's ledger in it. */
@Module({})
export class DatabaseModule {
  static forRoot({ databaseUrl, group, shard }: ConsumerSettings, database: ConsumerDatabase): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...databaseOptions({ ...database, url: databaseUrl }),
            // openDatabase does the waiting.
            retryAttempts: 0,
          }),
          dataSourceFactory: async (options) => {
            if (options === undefined) throw new TypeError('no options for the database');
            const logger = new Logger('Database');
            return openDatabase(options, { onWait: (reason) => logger.warn(`${reason}; trying again`) });
          },
        }),
      ],
      providers: [
        {
          provide: ConsumerLedger,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new ConsumerLedger(dataSource, { consumer: group, shard }),
        },
      ],
      exports: [ConsumerLedger],
    };
  }
}
