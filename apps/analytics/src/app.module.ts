import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE } from './database/schema.js';
import { LevelProjector } from './market-data/level.projector.js';
import { MarketDataModule } from './market-data/market-data.module.js';
import { MarketProjector } from './market-data/market.projector.js';
import { CandleProjector } from './price-history/candle.projector.js';
import { PriceHistoryModule } from './price-history/price-history.module.js';
import { TapeModule } from './tape/tape.module.js';
import { TapeProjector } from './tape/tape.projector.js';
import { VolumeModule } from './volume/volume.module.js';
import { VolumeProjector } from './volume/volume.projector.js';

/** Rebuildable answers: prices, volumes, candles and the tape, all derived from events. */
@Module({})
export class AppModule {
  static register(settings: ConsumerSettings): DynamicModule {
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [MarketDataModule, VolumeModule, PriceHistoryModule, TapeModule],
      projectors: [MarketProjector, LevelProjector, VolumeProjector, CandleProjector, TapeProjector],
    });
    return { module: AppModule, imports: [consumer] };
  }
}
