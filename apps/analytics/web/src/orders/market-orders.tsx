import { ProblemError } from '@backlay/client';
import type { MarketDefinition } from '@backlay/contracts';
import type { Own } from '../live/exchange.js';
import type { MarketDesk } from '../market/market-desk.js';
import { tell, warn } from '../shell/notices.js';
import { OrderLine } from './order-line.js';
import { TradeLine } from './trade-line.js';

/** Trades that are shown beside a market; the page of all orders has more. */
const TRADES_SHOWN = 30;

interface MarketOrdersProps {
  readonly desk: MarketDesk;
  readonly own: Own;
  readonly definition: MarketDefinition;
}

/** The own orders in a market: what still can match, and what has. */
export function MarketOrders({ desk, own, definition }: MarketOrdersProps) {
  const { marketId, exchange } = desk;
  const orders = own.orders.orders.value.filter((order) => order.marketId === marketId);
  const trades = own.trades.trades.value
    .filter((trade) => trade.marketId === marketId)
    .slice(0, TRADES_SHOWN);
  const names = new Map(definition.runners.map(({ runnerId, name }) => [runnerId, name]));
  const nameOf = (runnerId: number) => names.get(runnerId) ?? '';
  const cancelAll = async (): Promise<void> => {
    try {
      const { cancelled } = await exchange.trading.cancelAll(marketId);
      tell(`Cancelled ${cancelled.length} ${cancelled.length === 1 ? 'order' : 'orders'}.`);
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    }
  };
  return (
    <>
      <section class="panel bets" aria-labelledby="unmatched-title">
        <div class="bets-head">
          <h2 id="unmatched-title">Unmatched</h2>
          {orders.length > 1 && (
            <button type="button" class="small" onClick={() => void cancelAll()}>
              Cancel all
            </button>
          )}
        </div>
        <ul>
          {orders.map((order) => (
            <OrderLine
              key={order.orderId}
              exchange={exchange}
              order={order}
              runnerName={nameOf(order.runnerId)}
            />
          ))}
        </ul>
        {orders.length === 0 && <p class="muted bets-none">Nothing of yours is in the book.</p>}
      </section>
      <section class="panel bets" aria-labelledby="matched-title">
        <div class="bets-head">
          <h2 id="matched-title">Matched</h2>
        </div>
        <ul>
          {trades.map((trade) => (
            <TradeLine
              key={`${trade.tradeId} ${trade.orderId}`}
              trade={trade}
              runnerName={nameOf(trade.runnerId)}
            />
          ))}
        </ul>
        {trades.length === 0 && <p class="muted bets-none">Nothing yet.</p>}
      </section>
    </>
  );
}
