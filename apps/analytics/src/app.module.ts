import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE } from './database/schema.js';
import { FeedHealth } from './feed/feed-health.js';
import { FeedMetrics } from './feed/feed-metrics.js';
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
    const feed = FeedModule.register({ ...FEED_DEFAULTS, ...settings });
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [MarketDataModule, VolumeModule, PriceHistoryModule, TapeModule, feed],
      projectors: PROJECTORS,
      healthChecks: [FeedHealth],
      metrics: [FeedMetrics],
    });
    return { module: AppModule, imports: [consumer] };
  }
}
