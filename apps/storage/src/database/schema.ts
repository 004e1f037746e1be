import type { ConsumerDatabase } from '@backlay/consumer';
import {
  AddConsumerLease1790000003000,
  Checkpoint,
  CreateCheckpoints1790000000000,
} from '@backlay/persistence';
import { Account } from '../account/account.entity.js';
import { ArchivedEvent } from '../event-archive/archived-event.entity.js';
import { LedgerBalance } from '../ledger/ledger-balance.entity.js';
import { LedgerEntry } from '../ledger/ledger-entry.entity.js';
import { Market, Runner } from '../market/market.entity.js';
import { Order } from '../order/order.entity.js';
import { Trade } from '../trade/trade.entity.js';
import { SettledOrder } from '../settlement/settled-order.entity.js';
import { Settlement } from '../settlement/settlement.entity.js';
import { TradeChange } from '../trade/trade-change.entity.js';
import { AddLedger1790000005000 } from './add-ledger.migration.js';
import { AddMarketLife1790000004000 } from './add-market-life.migration.js';
import { AddSettlements1790000006000 } from './add-settlements.migration.js';
import { CreateStorage1790000001000 } from './create-storage.migration.js';

/** Everything this app keeps, by class: nothing is found by file name, and nothing is synchronized. */
export const DATABASE: ConsumerDatabase = {
  schema: 'storage',
  applicationName: 'backlay storage',
  entities: [
    Checkpoint,
    ArchivedEvent,
    Trade,
    TradeChange,
    Order,
    Market,
    Runner,
    Account,
    LedgerEntry,
    LedgerBalance,
    Settlement,
    SettledOrder,
  ],
  // Oldest first. A migration that was released is never changed.
  migrations: [
    CreateCheckpoints1790000000000,
    CreateStorage1790000001000,
    AddConsumerLease1790000003000,
    AddMarketLife1790000004000,
    AddLedger1790000005000,
    AddSettlements1790000006000,
  ],
};
