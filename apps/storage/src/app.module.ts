import { ConsumerModule, type ConsumerSettings } from '@backlay/consumer';
import { Module, type DynamicModule } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { DATABASE } from './database/schema.js';
import { EventArchiveModule } from './event-archive/event-archive.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { MarketModule } from './market/market.module.js';
import { OrderModule } from './order/order.module.js';
import { PROJECTORS } from './projectors.js';
import { SettlementModule } from './settlement/settlement.module.js';
import { TradeModule } from './trade/trade.module.js';

/** Durable facts: every event, the orders, trades and markets that follow from them, and where all money went. */
@Module({})
export class AppModule {
  static register(settings: ConsumerSettings): DynamicModule {
    const consumer = ConsumerModule.forRoot(settings, {
      database: DATABASE,
      contexts: [
        EventArchiveModule,
        MarketModule,
        OrderModule,
        TradeModule,
        AccountModule,
        LedgerModule,
        SettlementModule,
      ],
      projectors: PROJECTORS,
    });
    return { module: AppModule, imports: [consumer] };
  }
}
