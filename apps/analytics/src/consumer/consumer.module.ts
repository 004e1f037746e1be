import { ConsumerLedger } from '@backlay/persistence';
import { HEALTH_CHECKS, HealthController, POSITION_READER, PositionController } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ANALYTICS_CONFIG, type AnalyticsConfig } from '../config.js';
import { LevelProjector } from '../market-data/level.projector.js';
import { MarketDataModule } from '../market-data/market-data.module.js';
import { MarketProjector } from '../market-data/market.projector.js';
import { CandleProjector } from '../price-history/candle.projector.js';
import { PriceHistoryModule } from '../price-history/price-history.module.js';
import { TapeModule } from '../tape/tape.module.js';
import { TapeProjector } from '../tape/tape.projector.js';
import { VolumeModule } from '../volume/volume.module.js';
import { VolumeProjector } from '../volume/volume.projector.js';
import { AnalyticsConsumer } from './analytics.consumer.js';
import { ConsumerState, databaseCheck } from './consumer-state.js';
import { createEventServer } from './event-server.js';
import { PROJECTORS, type Projector } from './projector.js';

/** The way of the events in: strategy, consumer, the projectors of all contexts, and how it all does. */
@Module({
  imports: [MarketDataModule, VolumeModule, PriceHistoryModule, TapeModule],
  controllers: [AnalyticsConsumer, HealthController, PositionController],
  providers: [
    {
      provide: PROJECTORS,
      useFactory: (...projectors: Projector[]) => projectors,
      inject: [MarketProjector, LevelProjector, VolumeProjector, CandleProjector, TapeProjector],
    },
    {
      provide: StreamServer,
      useFactory: (config: AnalyticsConfig, ledger: ConsumerLedger) => createEventServer(config, ledger),
      inject: [ANALYTICS_CONFIG, ConsumerLedger],
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
