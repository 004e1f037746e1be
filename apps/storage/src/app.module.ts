import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE } from './database/schema.js';
import { EventArchiveModule } from './event-archive/event-archive.module.js';
import { EventArchiveProjector } from './event-archive/event-archive.projector.js';
import { MarketModule } from './market/market.module.js';
import { MarketProjector } from './market/market.projector.js';
import { OrderModule } from './order/order.module.js';
import { OrderProjector } from './order/order.projector.js';
import { TradeModule } from './trade/trade.module.js';
import { TradeProjector } from './trade/trade.projector.js';

/** Durable facts: every event, and the orders, trades and markets that follow from them. */
@Module({})
export class AppModule {
  static register(settings: ConsumerSettings): DynamicModule {
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [EventArchiveModule, MarketModule, OrderModule, TradeModule],
      projectors: [EventArchiveProjector, MarketProjector, OrderProjector, TradeProjector],
    });
    return { module: AppModule, imports: [consumer] };
  }
}
