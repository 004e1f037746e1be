import { useEffect, useMemo } from 'preact/hooks';
import { ChartsView } from '../charts/charts-view.js';
import { GRID_DEPTH } from '../grid/grid-model.js';
import { Grid } from '../grid/grid.js';
import { LadderView } from '../ladder/ladder-view.js';
import type { Exchange } from '../live/exchange.js';
import { followMarkets } from '../live/follow-markets.js';
import { MarketOrders } from '../orders/market-orders.js';
import { BetSlip } from './bet-slip.js';
import { LiveMarket } from './live-market.js';
import { MarketDesk } from './market-desk.js';
import { MARKET_VIEWS, MarketHead, type MarketView } from './market-head.js';
import { beginSlip, closeSlip, slip } from './slip-state.js';

/** As often as a person can see, in ms. */
const CONFLATE_MS = 50;

interface MarketPageProps {
  readonly exchange: Exchange;
  /** The market, the view, and its runner: `['7', 'ladder', '101']`. */
  readonly path: readonly string[];
}

/** One market. */
export function MarketPage({ exchange, path: [marketText = '', viewText, runnerText] }: MarketPageProps) {
  const marketId = Number(marketText);
  const view = MARKET_VIEWS.find((each) => each === viewText) ?? 'grid';
  return (
    <KnownMarket
      key={marketId}
      exchange={exchange}
      marketId={marketId}
      view={view}
      runnerId={runnerText === undefined ? undefined : Number(runnerText)}
    />
  );
}

interface KnownMarketProps {
  readonly exchange: Exchange;
  readonly marketId: number;
  readonly view: MarketView;
  readonly runnerId: number | undefined;
}

function KnownMarket({ exchange, marketId, view, runnerId }: KnownMarketProps) {
  const desk = useMemo(() => new MarketDesk(exchange, marketId), [exchange, marketId]);
  const live = useMemo(() => new LiveMarket(), [exchange, marketId]);
  const depth = view === 'grid' ? GRID_DEPTH : 'FULL';
  useEffect(
    () =>
      followMarkets(exchange.feed, { marketIds: [marketId], depth, conflateMs: CONFLATE_MS }, (markets) =>
        live.sync(markets.get(marketId)),
      ),
    [exchange, marketId, depth, live],
  );
  useEffect(() => () => desk.stop(), [desk]);
  useEffect(() => closeSlip, []);

  const definition = live.grid.definition.value;
  if (definition === undefined) return <p class="empty">Waiting for market {marketId} …</p>;
  const canPlace = exchange.own !== undefined && definition.status === 'OPEN';
  const shownRunnerId = runnerId ?? definition.runners[0]?.runnerId ?? 0;
  const draft = slip.value;
  return (
    <div class={`market market-${view}`}>
      <MarketHead marketId={marketId} model={live.grid} view={view} runnerId={runnerId} />
      {definition.status === 'SUSPENDED' && (
        <p class="banner" role="status">
          The market is suspended: orders can be cancelled, none is taken.
        </p>
      )}
      <div class="market-main">
        {view === 'grid' && (
          <Grid
            desk={desk}
            model={live.grid}
            onPick={
              canPlace ? (pickedId, side, price) => beginSlip(marketId, pickedId, side, price) : undefined
            }
          />
        )}
        {view === 'ladder' && (
          <LadderView
            key={shownRunnerId}
            desk={desk}
            live={live}
            definition={definition}
            runnerId={shownRunnerId}
          />
        )}
        {view === 'charts' && (
          <ChartsView
            key={shownRunnerId}
            desk={desk}
            live={live}
            definition={definition}
            runnerId={shownRunnerId}
          />
        )}
      </div>
      {exchange.own !== undefined && (
        <aside class="market-side" aria-label="Your bets in this market">
          {draft?.marketId === marketId && <BetSlip desk={desk} definition={definition} draft={draft} />}
          <MarketOrders desk={desk} own={exchange.own} definition={definition} />
        </aside>
      )}
    </div>
  );
}
