import { useComputed, type ReadonlySignal } from '@preact/signals';
import { MarketTime } from '../market/market-time.js';
import { currencySign, formatMoney, formatPercent } from '../model/decimal.js';
import { hrefOf } from '../shell/router.js';
import type { OverviewMarket } from './overview-model.js';

/** One line of the overview, which leads to its market. */
export function MarketCard({ market }: { readonly market: OverviewMarket }) {
  const { marketId, name, fixture, status, currency, runnerCount } = market;
  const sign = currencySign(currency);
  const matched = useComputed(() => `${sign}${formatMoney(market.totalMatched.value)}`);
  return (
    <li>
      <a class="market-card" href={hrefOf('markets', marketId)}>
        <span class="market-title">
          <strong>{fixture === '' ? name : fixture}</strong>
          <span class="muted">
            {fixture === '' ? `Market ${marketId}` : name} · {runnerCount} runners
          </span>
        </span>
        <span class="market-state">
          <span class={`chip chip-${status.toLowerCase()}`}>{status}</span>
          <MarketTime market={market} />
        </span>
        <span class="figure">
          <small>Matched</small>
          <span>{matched}</span>
        </span>
        <Percentage label="Back book" side="back" percentage={market.backPercentage} />
        <Percentage label="Lay book" side="lay" percentage={market.layPercentage} />
      </a>
    </li>
  );
}

interface PercentageProps {
  readonly label: string;
  readonly side: 'back' | 'lay';
  readonly percentage: ReadonlySignal<number | null>;
}

function Percentage({ label, side, percentage }: PercentageProps) {
  const text = useComputed(() => (percentage.value === null ? '–' : formatPercent(percentage.value)));
  return (
    <span class={`figure figure-${side}`}>
      <small>{label}</small>
      <span>{text}</span>
    </span>
  );
}
