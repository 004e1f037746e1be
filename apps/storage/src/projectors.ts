import { EventArchiveProjector } from './event-archive/event-archive.projector.js';
import { MarketProjector } from './market/market.projector.js';
import { OrderProjector } from './order/order.projector.js';
import { TradeProjector } from './trade/trade.projector.js';

/** What makes the rows of this app out of events, in the order in which they run. */
export const PROJECTORS = [EventArchiveProjector, MarketProjector, OrderProjector, TradeProjector];
