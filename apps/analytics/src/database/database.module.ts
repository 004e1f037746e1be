import { ConsumerLedger, databaseOptions, openDatabase } from '@backlay/persistence';
import { Global, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ANALYTICS_CONFIG, type AnalyticsConfig } from '../config.js';
import { ENTITIES, MIGRATIONS } from './schema.js';

/** The PostgreSQL schema that this app owns. */
export const SCHEMA = 'analytics';

/** The open, migrated database and the consumer's ledger in it. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ANALYTICS_CONFIG],
      useFactory: ({ databaseUrl }: AnalyticsConfig) => ({
        ...databaseOptions({
          url: databaseUrl,
          schema: SCHEMA,
          applicationName: 'backlay analytics',
          entities: ENTITIES,
          migrations: MIGRATIONS,
        }),
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
      inject: [DataSource, ANALYTICS_CONFIG],
      useFactory: (dataSource: DataSource, { group, shard }: AnalyticsConfig) =>
        new ConsumerLedger(dataSource, { consumer: group, shard }),
    },
  ],
  exports: [ConsumerLedger],
})
export class DatabaseModule {}
