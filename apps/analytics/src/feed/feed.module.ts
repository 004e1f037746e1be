import { ConnectionCounts } from '@backlay/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { FeedHealth } from './feed-health.js';
import { FeedMetrics } from './feed-metrics.js';
import type { FeedSettings } from './feed-settings.js';
import { FeedGateway } from './gateway/feed.gateway.js';
import { LiveFeed } from './live/live-feed.js';
import { AccountTrails } from './orders/account-trails.js';
import { EngineOrders } from './orders/engine-orders.js';
import { FeedDocumentController } from './protocol/feed-document.controller.js';
import { FeedController } from './sse/feed.controller.js';
import { FeedHub } from './session/feed-hub.js';
import { FeedMeter } from './session/feed-meter.js';

/** What happens, as it happens, for whoever is connected. */
@Module({})
export class FeedModule {
  static register(settings: FeedSettings): DynamicModule {
    return {
      module: FeedModule,
      controllers: [FeedController, FeedDocumentController],
      providers: [
        LiveFeed,
        AccountTrails,
        { provide: EngineOrders, useFactory: () => new EngineOrders(settings.engineUrl) },
        { provide: ConnectionCounts, useFactory: () => new ConnectionCounts(settings) },
        FeedMeter,
        FeedHub,
        FeedGateway,
        FeedMetrics,
        FeedHealth,
      ],
      exports: [FeedMetrics, FeedHealth],
    };
  }
}
