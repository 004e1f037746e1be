import { Module, type DynamicModule } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { BookModule } from './book/book.module.js';
import type { EngineConfig } from './config.js';
import { EngineConfigModule, type EdgeParts, type EngineSurroundings } from './engine-config.module.js';
import { EventLogModule } from './event-log/event-log.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { MarketLifeModule } from './market/market-life.module.js';
import { MarketModule } from './market/market.module.js';
import { OrderModule } from './order/order.module.js';
import { PositionModule } from './position/position.module.js';
import { PublishingModule } from './publishing/publishing.module.js';
import { SettlementModule } from './settlement/settlement.module.js';
import { SnapshotModule } from './snapshot/snapshot.module.js';
import { SocketModule } from './socket/socket.module.js';

/** The engine: the only writer of the exchange. The order of the modules is the order of the documentation. */
@Module({})
export class EngineModule {
  static forRoot(config: EngineConfig, surroundings: EngineSurroundings & EdgeParts): DynamicModule {
    return {
      module: EngineModule,
      imports: [
        EngineConfigModule.forRoot(config, surroundings),
        AccountModule,
        MarketModule,
        OrderModule,
        BookModule,
        PositionModule,
        MarketLifeModule,
        SettlementModule,
        EventLogModule,
        PublishingModule,
        SnapshotModule,
        HealthModule,
        HttpModule,
        SocketModule,
      ],
    };
  }
}
