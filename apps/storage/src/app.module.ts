import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE } from './database/schema.js';
import { EventArchiveModule } from './event-archive/event-archive.module.js';
import { MarketModule } from './market/market.module.js';
import { OrderModule } from './order/order.module.js';
import { PROJECTORS } from './projectors.js';
import { TradeModule } from './trade/trade.module.js';

/** Durable facts: every event, and the orders, trades and markets that follow from them. */
@Module({})
export class AppModule {
  static register(settings: ConsumerSettings): DynamicModule {
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [EventArchiveModule, MarketModule, OrderModule, TradeModule],
      projectors: PROJECTORS,
    });
    return { module: AppModule, imports: [consumer] };
  }
}
