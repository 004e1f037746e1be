import { Module, type DynamicModule } from '@nestjs/common';
import type { FeedSettings } from './feed-settings.js';
import { FeedGateway } from './gateway/feed.gateway.js';
import { LiveFeed } from './live/live-feed.js';
import { AccountTrails } from './orders/account-trails.js';
import { EngineOrders } from './orders/engine-orders.js';
import { ConnectionCounts } from './session/connection-counts.js';
import { FeedHub } from './session/feed-hub.js';

/** What happens, as it happens, for whoever is connected. */
@Module({})
export class FeedModule {
  static register(settings: FeedSettings): DynamicModule {
    return {
      module: FeedModule,
      providers: [
        LiveFeed,
        AccountTrails,
        { provide: EngineOrders, useFactory: () => new EngineOrders(settings.engineUrl) },
        { provide: ConnectionCounts, useFactory: () => new ConnectionCounts(settings) },
        FeedHub,
        FeedGateway,
      ],
    };
  }
}
