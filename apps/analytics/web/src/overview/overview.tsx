import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Exchange } from '../live/exchange.js';
import { followMarkets } from '../live/follow-markets.js';
import { MARKET_FILTERS, selectMarkets, type MarketFilter } from '../model/market-list.js';
import { MarketCard } from './market-card.js';
import { OverviewModel } from './overview-model.js';
import { useOverMarkets } from './use-over-markets.js';

/** The overview is read, not traded on: so often is enough, in ms. */
const CONFLATE_MS = 500;

const FILTER_LABELS: Readonly<Record<MarketFilter, string>> = {
  current: 'Current',
  open: 'Open',
  'in-play': 'In-play',
  over: 'Over',
};

/** Every market of the exchange. */
export function Overview({ exchange }: { readonly exchange: Exchange }) {
  const { feed } = exchange;
  const model = useMemo(() => new OverviewModel(), [feed]);
  const filter = useSignal<MarketFilter>('current');
  const search = useSignal('');
  useEffect(
    () =>
      followMarkets(feed, { marketIds: 'ALL', depth: 1, conflateMs: CONFLATE_MS }, (markets, changed) =>
        model.sync(markets, changed),
      ),
    [feed, model],
  );
  const over = useOverMarkets(exchange, filter.value === 'over');
  const markets = [...model.markets.value, ...over.markets.value];
  const selected = selectMarkets(markets, { filter: filter.value, search: search.value });
  return (
    <section class="overview" aria-labelledby="overview-title">
      <div class="overview-head">
        <h1 id="overview-title">Markets</h1>
        <div class="segments" role="group" aria-label="Which markets">
          {MARKET_FILTERS.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={filter.value === value}
              onClick={() => (filter.value = value)}
            >
              {FILTER_LABELS[value]}
            </button>
          ))}
        </div>
        <input
          type="search"
          placeholder="Search markets"
          aria-label="Search markets"
          value={search}
          onInput={({ currentTarget }) => (search.value = currentTarget.value)}
        />
      </div>
      <ul class="market-list">
        {selected.map((market) => (
          <MarketCard key={market.marketId} market={market} />
        ))}
      </ul>
      {selected.length === 0 && <p class="empty">No market is like that.</p>}
    </section>
  );
}
