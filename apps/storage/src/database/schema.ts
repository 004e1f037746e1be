import type { ConsumerDatabase } from '@backlay/consumer';
import {
  AddConsumerLease1790000003000,
  Checkpoint,
  CreateCheckpoints1790000000000,
} from '@backlay/persistence';
import { ArchivedEvent } from '../event-archive/archived-event.entity.js';
import { Market, Runner } from '../market/market.entity.js';
import { Order } from '../order/order.entity.js';
import { Trade } from '../trade/trade.entity.js';
import { TradeChange } from '../trade/trade-change.entity.js';
import { AddMarketLife1790000004000 } from './add-market-life.migration.js';
import { CreateStorage1790000001000 } from './create-storage.migration.js';

/** Everything this app keeps, by class: nothing is found by file name, and nothing is synchronized. */
export const DATABASE: ConsumerDatabase = {
  schema: 'storage',
  applicationName: 'backlay storage',
  entities: [Checkpoint, ArchivedEvent, Trade, TradeChange, Order, Market, Runner],
  // Oldest first. A migration that was released is never changed.
  migrations: [
    CreateCheckpoints1790000000000,
    CreateStorage1790000001000,
    AddConsumerLease1790000003000,
    AddMarketLife1790000004000,
  ],
};
