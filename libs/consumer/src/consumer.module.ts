import { ConsumerLedger } from '@backlay/persistence';
import {
  HEALTH_CHECKS,
  HealthController,
  METRICS,
  MetricsController,
  createMetrics,
  type HealthCheck,
  type MetricSource,
} from '@backlay/service';
import { StreamServer, type DeadLetters } from '@backlay/transport';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppliedWaiter } from './at-least/applied-waiter.js';
import { AtLeastInterceptor } from './at-least/at-least.interceptor.js';
import { ConsumerControl } from './consumer-control.js';
import { ConsumerController } from './consumer.controller.js';
import { ConsumerLease } from './consumer-lease.js';
import { consumerMetrics } from './consumer-metrics.js';
import { ConsumerTimes } from './consumer-times.js';
import { CONSUMER_SETTINGS, type ConsumerSettings } from './consumer-settings.js';
import { ConsumerState, databaseCheck } from './consumer-state.js';
import { DatabaseModule, type ConsumerDatabase } from './database.module.js';
import { DeadLetterController } from './dead-letters/dead-letter.controller.js';
import { DEAD_LETTERS, createDeadLetters, lentToTransport } from './dead-letters/dead-letter-store.js';
import { Redriver } from './dead-letters/redriver.js';
import { createEventServer } from './event-server.js';
import { ExchangeConsumer } from './exchange.consumer.js';
import { PositionController } from './position.controller.js';
import { PROJECTORS, type Projector } from './projector.js';

/** What an app makes of the events. */
export interface ConsumerOptions {
  readonly database: ConsumerDatabase;
  /** The bounded contexts of the app. */
  readonly contexts: readonly (Type | DynamicModule)[];
  /** Exported by the contexts; they run in this order. */
  readonly projectors: readonly Type<Projector>[];
  /** Exported by the contexts: what else the app cannot work without, and what else it counts. */
  readonly healthChecks?: readonly Type<HealthCheck>[];
  readonly metrics?: readonly Type<MetricSource>[];
}

/**
 * The way of the events in: database, strategy, consumer, the projectors of all contexts, and how it all does.
 * Everywhere in the app the settings can be injected as `CONSUMER_SETTINGS`.
 */
@Module({})
export class ConsumerModule {
  static forRoot(settings: ConsumerSettings, options: ConsumerOptions): DynamicModule {
    const { database, contexts, projectors, healthChecks = [], metrics = [] } = options;
    return {
      module: ConsumerModule,
      imports: [settingsModule(settings), DatabaseModule.forRoot(settings, database), ...contexts],
      controllers: [
        ExchangeConsumer,
        HealthController,
        MetricsController,
        PositionController,
        ConsumerController,
        DeadLetterController,
      ],
      providers: [
        {
          provide: PROJECTORS,
          useFactory: (...instances: Projector[]) => instances,
          inject: [...projectors],
        },
        {
          provide: ConsumerLease,
          useFactory: (ledger: ConsumerLedger) => new ConsumerLease(ledger),
          inject: [ConsumerLedger],
        },
        {
          provide: StreamServer,
          useFactory: (lease: ConsumerLease, letters: DeadLetters) =>
            createEventServer(settings, { lease, deadLetters: lentToTransport(letters) }),
          inject: [ConsumerLease, DEAD_LETTERS],
        },
        { provide: DEAD_LETTERS, useFactory: () => createDeadLetters(settings) },
        ConsumerTimes,
        Redriver,
        ConsumerControl,
        ConsumerState,
        {
          provide: AppliedWaiter,
          useFactory: (state: ConsumerState) => new AppliedWaiter(() => state.appliedSequence()),
          inject: [ConsumerState],
        },
        { provide: APP_INTERCEPTOR, useClass: AtLeastInterceptor },
        {
          provide: METRICS,
          // The schema goes by the name of the app.
          useFactory: (
            server: StreamServer,
            ledger: ConsumerLedger,
            times: ConsumerTimes,
            deadLetters: DeadLetters,
            ...sources: MetricSource[]
          ) =>
            createMetrics(database.schema, [
              ...consumerMetrics({ server, ledger, times, deadLetters }),
              ...sources.flatMap((source) => source.sampled),
            ]),
          inject: [StreamServer, ConsumerLedger, ConsumerTimes, DEAD_LETTERS, ...metrics],
        },
        {
          provide: HEALTH_CHECKS,
          useFactory: (dataSource: DataSource, state: ConsumerState, ...checks: HealthCheck[]) => [
            databaseCheck(dataSource),
            state.healthCheck,
            ...checks,
          ],
          inject: [DataSource, ConsumerState, ...healthChecks],
        },
      ],
    };
  }
}

/** Makes the settings known everywhere, in the contexts, too. */
class SettingsModule {}

function settingsModule(settings: ConsumerSettings): DynamicModule {
  return {
    module: SettingsModule,
    global: true,
    providers: [{ provide: CONSUMER_SETTINGS, useValue: settings }],
    exports: [CONSUMER_SETTINGS],
  };
}
