import { useComputed } from '@preact/signals';
import type { GridModel } from '../grid/grid-model.js';
import { currencySign, formatMoney } from '../model/decimal.js';
import { hrefOf } from '../shell/router.js';
import { MarketTime } from './market-time.js';

/** What can be seen of a market. */
export const MARKET_VIEWS = ['grid', 'ladder', 'charts'] as const;
export type MarketView = (typeof MARKET_VIEWS)[number];

const VIEW_LABELS: Readonly<Record<MarketView, string>> = {
  grid: 'Grid',
  ladder: 'Ladder',
  charts: 'Charts',
};

interface MarketHeadProps {
  readonly marketId: number;
  readonly model: GridModel;
  readonly view: MarketView;
  /** Stays the same when the view changes. */
  readonly runnerId: number | undefined;
}

/** What the market is and how it stands, above each of its views. */
export function MarketHead({ marketId, model, view, runnerId }: MarketHeadProps) {
  const definition = model.definition.value;
  const sign = currencySign(definition?.currency ?? '');
  const matched = useComputed(() => `${sign}${formatMoney(model.totalMatched.value)}`);
  if (definition === undefined) return null;
  const { name, fixture, status, inPlay, betDelayMs } = definition;
  return (
    <div class="market-head">
      <div class="market-title">
        <h1>{fixture === '' ? name : fixture}</h1>
        <span class="muted">{fixture === '' ? `Market ${marketId}` : name}</span>
      </div>
      <span class="market-state">
        <span class={`chip chip-${status.toLowerCase()}`} role="status">
          {status}
        </span>
        <MarketTime market={definition} />
        {inPlay && betDelayMs > 0 && <span class="muted">bet delay {betDelayMs / 1000} s</span>}
      </span>
      <span class="figure">
        <small>Matched</small>
        <span>{matched}</span>
      </span>
      <nav class="segments" aria-label="Views of the market">
        {MARKET_VIEWS.map((each) => (
          <a
            key={each}
            href={
              runnerId === undefined
                ? hrefOf('markets', marketId, each)
                : hrefOf('markets', marketId, each, runnerId)
            }
            aria-current={each === view ? 'page' : undefined}
          >
            {VIEW_LABELS[each]}
          </a>
        ))}
      </nav>
    </div>
  );
}
