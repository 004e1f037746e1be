import { AccountProjector } from './account/account.projector.js';
import { EventArchiveProjector } from './event-archive/event-archive.projector.js';
import { LedgerProjector } from './ledger/ledger.projector.js';
import { MarketProjector } from './market/market.projector.js';
import { OrderProjector } from './order/order.projector.js';
import { SettlementProjector } from './settlement/settlement.projector.js';
import { TradeProjector } from './trade/trade.projector.js';

/**
 * What makes the rows of this app out of events, in the order in which they run: settlements look at the markets and orders
 * that the projectors before them have brought up to date.
 */
export const PROJECTORS = [
  EventArchiveProjector,
  MarketProjector,
  OrderProjector,
  TradeProjector,
  AccountProjector,
  LedgerProjector,
  SettlementProjector,
];
