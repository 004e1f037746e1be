import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE } from './database/schema.js';
import { FEED_DEFAULTS, type FeedSettings } from './feed/feed-settings.js';
import { FeedModule } from './feed/feed.module.js';
import { MarketDataModule } from './market-data/market-data.module.js';
import { PriceHistoryModule } from './price-history/price-history.module.js';
import { PROJECTORS } from './projectors.js';
import { TapeModule } from './tape/tape.module.js';
import { VolumeModule } from './volume/volume.module.js';

/** Rebuildable answers: prices, volumes, candles and the tape, all derived from events. */
@Module({})
export class AppModule {
  static register(settings: ConsumerSettings & Partial<FeedSettings>): DynamicModule {
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [MarketDataModule, VolumeModule, PriceHistoryModule, TapeModule],
      projectors: PROJECTORS,
    });
    return { module: AppModule, imports: [consumer, FeedModule.register({ ...FEED_DEFAULTS, ...settings })] };
  }
}
