import type { SettledOrder } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Exchange, Own } from '../live/exchange.js';
import { MarketNames } from '../live/market-names.js';
import { formatMoney, formatPrice, formatProfit } from '../model/decimal.js';
import { formatMoment } from '../model/time.js';
import { PagedList } from './paged-list.js';
import { OrderLine } from './order-line.js';
import { TradeLine } from './trade-line.js';

const TABS = ['unmatched', 'matched', 'settled'] as const;
type Tab = (typeof TABS)[number];
const TAB_LABELS: Readonly<Record<Tab, string>> = {
  unmatched: 'Unmatched',
  matched: 'Matched',
  settled: 'Settled',
};

/** All orders of the account, whatever market they are in. */
export function OrdersPage({ exchange }: { readonly exchange: Exchange }) {
  const tab = useSignal<Tab>('unmatched');
  const names = useMemo(() => new MarketNames(exchange.trading), [exchange]);
  const { own } = exchange;
  if (own === undefined) return <p class="empty">Only a trader has orders.</p>;
  return (
    <section class="orders" aria-labelledby="orders-title">
      <div class="overview-head">
        <h1 id="orders-title">Orders</h1>
        <div class="segments" role="group" aria-label="Which orders">
          {TABS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={tab.value === each}
              onClick={() => (tab.value = each)}
            >
              {TAB_LABELS[each]}
            </button>
          ))}
        </div>
      </div>
      <div class="panel bets">
        {tab.value === 'unmatched' && <Unmatched exchange={exchange} own={own} names={names} />}
        {tab.value === 'matched' && <Matched own={own} names={names} />}
        {tab.value === 'settled' && (
          <PagedList<SettledOrder>
            load={(cursor) => exchange.trading.settledOrders({ limit: 50, cursor })}
            keyOf={({ orderId, settledSequence }) => `${orderId} ${settledSequence}`}
            none="No market with orders of yours is settled."
            render={(order) => <SettledLine order={order} names={names} />}
          />
        )}
      </div>
    </section>
  );
}

interface ListProps {
  readonly own: Own;
  readonly names: MarketNames;
}

function Unmatched({ exchange, own, names }: ListProps & { readonly exchange: Exchange }) {
  const orders = own.orders.orders.value;
  if (orders.length === 0) return <p class="empty">Nothing of yours is in a book.</p>;
  return (
    <ul>
      {orders.map((order) => {
        const { title, runnerName } = names.of(order.marketId).value;
        return (
          <OrderLine
            key={order.orderId}
            exchange={exchange}
            order={order}
            runnerName={runnerName(order.runnerId)}
            marketTitle={title}
          />
        );
      })}
    </ul>
  );
}

function Matched({ own, names }: ListProps) {
  const trades = own.trades.trades.value;
  if (trades.length === 0) return <p class="empty">Nothing was matched yet.</p>;
  return (
    <ul>
      {trades.map((trade) => {
        const { title, runnerName } = names.of(trade.marketId).value;
        return (
          <TradeLine
            key={`${trade.tradeId} ${trade.orderId}`}
            trade={trade}
            runnerName={runnerName(trade.runnerId)}
            marketTitle={title}
          />
        );
      })}
    </ul>
  );
}

function SettledLine({ order, names }: { readonly order: SettledOrder; readonly names: MarketNames }) {
  const { side, runnerId, sizeMatched, averagePriceMatched, result, profit, settledAt } = order;
  const { title, runnerName } = names.of(order.marketId).value;
  // Storage says it exactly, in hundredths of a minor unit.
  const minor = Math.trunc(profit / 100);
  return (
    <li class={`bet bet-${side.toLowerCase()}`}>
      <span class="bet-what">
        <strong>
          <span class="bet-side">{side === 'BACK' ? 'Back' : 'Lay'}</span> {runnerName(runnerId)}
        </strong>
        <span class="muted">
          {title} · <time dateTime={new Date(settledAt).toISOString()}>{formatMoment(settledAt)}</time>
        </span>
      </span>
      <span class="bet-numbers">
        <span>{formatMoney(sizeMatched)}</span>
        <span class="muted">at</span>
        <strong>{formatPrice(averagePriceMatched)}</strong>
      </span>
      <span class="bet-result">
        <span class="chip">{result}</span>
        <strong class={minor < 0 ? 'bad' : 'good'}>{formatProfit(minor)}</strong>
      </span>
    </li>
  );
}
