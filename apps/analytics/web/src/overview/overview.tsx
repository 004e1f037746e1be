import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { countdown } from '../model/countdown.js';
import { MARKET_FILTERS, selectMarkets, type MarketFilter, type MarketLine } from '../model/market-list.js';
import { read } from '../rest.js';
import { now } from '../shell/clock.js';
import { warn } from '../shell/notices.js';
import { hrefOf } from '../shell/router.js';
import { session } from '../shell/session.js';

const FILTER_LABELS: Readonly<Record<MarketFilter, string>> = {
  all: 'All',
  open: 'Open',
  'in-play': 'In-play',
  over: 'Over',
};

interface MarketAnswer extends Omit<MarketLine, 'startTimeMs' | 'runnerCount' | 'fixture' | 'inPlay'> {
  readonly fixture?: string;
  readonly inPlay?: boolean;
  readonly startTime?: string | null;
  readonly runners: readonly unknown[];
}

/** Every market of the exchange. */
export function Overview() {
  const sessionKey = session.value?.key ?? '';
  const markets = useSignal<readonly MarketLine[]>([]);
  const filter = useSignal<MarketFilter>('all');
  const search = useSignal('');
  useEffect(() => {
    read<{ markets: readonly MarketAnswer[] }>('/api/engine/v1/markets?limit=1000', sessionKey).then(
      (answer) => (markets.value = answer.markets.map(lineOf)),
      warn,
    );
  }, [sessionKey, markets]);
  const selected = selectMarkets(markets.value, { filter: filter.value, search: search.value });
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

function MarketCard({ market }: { readonly market: MarketLine }) {
  const { marketId, name, fixture, status, inPlay, startTimeMs } = market;
  return (
    <li>
      <a class="market-card" href={hrefOf('markets', marketId)}>
        <span class="market-name">{fixture === '' ? name : fixture}</span>
        <span class="market-sub">{fixture === '' ? `Market ${marketId}` : name}</span>
        <span class={`chip chip-${status.toLowerCase()}`}>{status}</span>
        {inPlay ? <span class="chip chip-in-play">IN-PLAY</span> : countdown(startTimeMs, now.value)}
      </a>
    </li>
  );
}

function lineOf({ runners, startTime, fixture = '', inPlay = false, ...market }: MarketAnswer): MarketLine {
  const startTimeMs = startTime ? Date.parse(startTime) : 0;
  return { ...market, fixture, inPlay, startTimeMs, runnerCount: runners.length };
}
