import type { ConsumerDatabase } from '@backlay/consumer';
import {
  AddConsumerLease1790000003000,
  Checkpoint,
  CreateCheckpoints1790000000000,
} from '@backlay/persistence';
import { Level } from '../market-data/level.entity.js';
import { Market } from '../market-data/market.entity.js';
import { WaitingOrder } from '../market-data/waiting-order.entity.js';
import { Candle } from '../price-history/candle.entity.js';
import { TapeTrade } from '../tape/tape-trade.entity.js';
import { PriceVolume } from '../volume/price-volume.entity.js';
import { Runner } from '../volume/runner.entity.js';
import { AddMarketDefinition1790000006000 } from './add-market-definition.migration.js';
import { AddMarketLife1790000004500 } from './add-market-life.migration.js';
import { CreateAnalytics1790000002000 } from './create-analytics.migration.js';

/** Everything this app keeps, by class: nothing is found by file name, and nothing is synchronized. */
export const DATABASE: ConsumerDatabase = {
  schema: 'analytics',
  applicationName: 'backlay analytics',
  entities: [Checkpoint, Market, Level, WaitingOrder, Runner, PriceVolume, Candle, TapeTrade],
  // Oldest first. A migration that was released is never changed.
  migrations: [
    CreateCheckpoints1790000000000,
    CreateAnalytics1790000002000,
    AddConsumerLease1790000003000,
    AddMarketLife1790000004500,
    AddMarketDefinition1790000006000,
  ],
};
