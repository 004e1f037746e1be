import type { Market } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import type { Exchange } from '../../live/exchange.js';
import { hrefOf } from '../../shell/router.js';
import { usePolled } from '../polled.js';
import { MarketPanel } from './market-panel.js';
import { isInPlay } from './market-steps.js';

const INTERVAL_MS = 3_000;
/** The list shows the newest ones; the search finds the others. */
const SHOWN_MAX = 60;

const GROUPS = {
  live: { label: 'Live', statuses: ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'] },
  settled: { label: 'Settled', statuses: ['SETTLED'] },
  voided: { label: 'Void', statuses: ['VOIDED'] },
} as const;
type Group = keyof typeof GROUPS;
const GROUP_NAMES = Object.keys(GROUPS) as Group[];

interface MarketsPageProps {
  readonly exchange: Exchange;
  /** Of the market that is looked at. */
  readonly marketId: number | undefined;
}

/** All markets, and what an operator may do with the one that is chosen. */
export function MarketsPage({ exchange: { trading }, marketId }: MarketsPageProps) {
  const group = useSignal<Group>('live');
  const search = useSignal('');
  const chosen = group.value;
  const ask = useCallback(async () => {
    const lists = await Promise.all(GROUPS[chosen].statuses.map((status) => trading.markets(status)));
    return lists.flat().sort((a, b) => b.marketId - a.marketId);
  }, [trading, chosen]);
  const markets = usePolled(ask, INTERVAL_MS);
  const found = (markets.value.value ?? []).filter((market) => isFound(market, search.value));
  return (
    <div class="ops-split">
      <section class="panel ops-list" aria-label="All markets">
        <div class="ops-list-head">
          <div class="segments" role="group" aria-label="Which markets">
            {GROUP_NAMES.map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={chosen === name}
                onClick={() => (group.value = name)}
              >
                {GROUPS[name].label}
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
        <ul>
          {found.slice(0, SHOWN_MAX).map((market) => (
            <MarketLine key={market.marketId} market={market} isCurrent={market.marketId === marketId} />
          ))}
        </ul>
        {found.length === 0 && markets.value.value !== undefined && (
          <p class="empty">No market is like that.</p>
        )}
        {found.length > SHOWN_MAX && (
          <p class="muted ops-note">
            The newest {SHOWN_MAX} of {found.length}.
          </p>
        )}
      </section>
      {marketId === undefined ? (
        <p class="empty">Choose a market.</p>
      ) : (
        <MarketPanel key={marketId} trading={trading} marketId={marketId} onChange={markets.again} />
      )}
    </div>
  );
}

function MarketLine({ market, isCurrent }: { readonly market: Market; readonly isCurrent: boolean }) {
  const { marketId, name, fixture, status } = market;
  return (
    <li>
      <a
        class="ops-line"
        href={hrefOf('operations', 'markets', marketId)}
        aria-current={isCurrent ? 'true' : undefined}
      >
        <span class="ops-line-text">
          <strong>{fixture ? fixture : name}</strong>
          <span class="muted">
            {fixture ? name : 'Market'} · {marketId}
          </span>
        </span>
        {isInPlay(market) && <span class="chip chip-in-play">IN-PLAY</span>}
        <span class={`chip chip-${status.toLowerCase()}`}>{status}</span>
      </a>
    </li>
  );
}

function isFound({ name, fixture, marketId }: Market, search: string): boolean {
  const text = `${fixture ?? ''} ${name} ${marketId}`.toLowerCase();
  return text.includes(search.trim().toLowerCase());
}
