import {
  ConsumerLedger,
  PostgresLedgerStore,
  databaseOptions,
  openDatabase,
  type DatabaseSettings,
} from '@backlay/persistence';
import { ConfigError } from '@backlay/service';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ConsumerSettings } from './consumer-settings.js';

/** What an app keeps in PostgreSQL; where PostgreSQL is, the settings say. */
export type ConsumerDatabase = Omit<DatabaseSettings, 'url'>;

/** The open, migrated database and the consumer's ledger in it. */
@Module({})
export class DatabaseModule {
  static forRoot(settings: ConsumerSettings, database: ConsumerDatabase): DynamicModule {
    const { databaseUrl, group, shard, consumer, leaseMs } = settings;
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
          useFactory: async (dataSource: DataSource) => {
            const store = new PostgresLedgerStore(dataSource);
            const ledger = new ConsumerLedger(
              store,
              { consumer: group, shard },
              { owner: consumer, leaseMs },
            );
            await assertTablesAreOurs(ledger, database.schema);
            return ledger;
          },
        },
      ],
      exports: [ConsumerLedger],
    };
  }
}

/**
 * A group that begins at sequence 1 on tables that another one has filled would run into its rows for ever.
 * @throws ConfigError when it would
 */
async function assertTablesAreOurs(ledger: ConsumerLedger, schema: string): Promise<void> {
  const [other] = await ledger.otherConsumers();
  if (other === undefined || (await ledger.position()) !== undefined) return;
  const { consumer, shard } = ledger.identity;
  const variable = `${schema.toUpperCase()}_CONSUMER_GROUP`;
  throw new ConfigError(
    `${variable} is ${JSON.stringify(consumer)}, but the tables of schema ${schema} were filled by group ${JSON.stringify(other)} ` +
      `(shard ${shard}): set ${variable}=${other}, or drop the schema to begin anew.`,
  );
}
