import { ConsumerLedger } from '@backlay/persistence';
import { HEALTH_CHECKS, HealthController, POSITION_READER, PositionController } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { STORAGE_CONFIG, type StorageConfig } from '../config.js';
import { EventArchiveModule } from '../event-archive/event-archive.module.js';
import { EventArchiveProjector } from '../event-archive/event-archive.projector.js';
import { MarketModule } from '../market/market.module.js';
import { MarketProjector } from '../market/market.projector.js';
import { OrderModule } from '../order/order.module.js';
import { OrderProjector } from '../order/order.projector.js';
import { TradeModule } from '../trade/trade.module.js';
import { TradeProjector } from '../trade/trade.projector.js';
import { ConsumerState, databaseCheck } from './consumer-state.js';
import { createEventServer } from './event-server.js';
import { PROJECTORS, type Projector } from './projector.js';
import { StorageConsumer } from './storage.consumer.js';

/** The way of the events in: strategy, consumer, the projectors of all contexts, and how it all does. */
@Module({
  imports: [EventArchiveModule, MarketModule, OrderModule, TradeModule],
  controllers: [StorageConsumer, HealthController, PositionController],
  providers: [
    {
      provide: PROJECTORS,
      useFactory: (...projectors: Projector[]) => projectors,
      inject: [EventArchiveProjector, MarketProjector, OrderProjector, TradeProjector],
    },
    {
      provide: StreamServer,
      useFactory: (config: StorageConfig, ledger: ConsumerLedger) => createEventServer(config, ledger),
      inject: [STORAGE_CONFIG, ConsumerLedger],
    },
    ConsumerState,
    { provide: POSITION_READER, useExisting: ConsumerState },
    {
      provide: HEALTH_CHECKS,
      useFactory: (dataSource: DataSource, state: ConsumerState) => [
        databaseCheck(dataSource),
        state.healthCheck,
      ],
      inject: [DataSource, ConsumerState],
    },
  ],
})
export class ConsumerModule {}
