import type { Market, TradingClient } from '@backlay/client';
import { useCallback } from 'preact/hooks';
import { formatMoment } from '../../model/time.js';
import { hrefOf } from '../../shell/router.js';
import { useDoing, type Deed } from '../doing.js';
import { usePolled } from '../polled.js';
import { hasMoney, isInPlay, stepsOf, titleOf } from './market-steps.js';
import { ResultForm } from './result-form.js';
import { RunnerRemoval } from './runner-removal.js';

const INTERVAL_MS = 2_000;

interface MarketPanelProps {
  readonly trading: TradingClient;
  readonly marketId: number;
  /** Called when something was done with it. */
  readonly onChange: () => void;
}

/** One market, and the steps that it may take. */
export function MarketPanel({ trading, marketId, onChange }: MarketPanelProps) {
  const ask = useCallback(() => trading.market(marketId), [trading, marketId]);
  const polled = usePolled(ask, INTERVAL_MS);
  const doing = useDoing();
  const market = polled.value.value;
  if (market === undefined) return <p class="empty">Asking the engine ...</p>;
  const run = async (deed: Deed): Promise<void> => {
    if (!(await doing.run(deed))) return;
    polled.again();
    onChange();
  };
  const isSettleable = hasMoney(market) && (market.status === 'CLOSED' || market.status === 'SETTLED');
  return (
    <section class="panel ops-panel" aria-labelledby="market-title">
      <Head market={market} />
      <div class="ops-actions" role="group" aria-label="Steps of the market">
        {stepsOf(market).map(({ name, question, isDangerous, take }) => (
          <button
            key={name}
            type="button"
            class={isDangerous ? 'ops-risky' : undefined}
            disabled={doing.isBusy.value}
            onClick={() =>
              void run({ done: `${name}: ${titleOf(market)}`, question, act: () => take(trading) })
            }
          >
            {name}
          </button>
        ))}
      </div>
      {isSettleable && (
        <ResultForm
          // A result that has come from elsewhere begins the form anew.
          key={market.runners.map(({ status }) => status).join()}
          market={market}
          isBusy={doing.isBusy.value}
          onSettle={({ declaration, question }) =>
            void run({
              done: `Settled: ${titleOf(market)}`,
              question,
              act: () =>
                market.status === 'SETTLED'
                  ? trading.resettle(marketId, declaration)
                  : trading.settle(marketId, declaration),
            })
          }
        />
      )}
      <RunnerRemoval
        market={market}
        isBusy={doing.isBusy.value}
        onRemove={({ removal, question, name }) =>
          void run({
            done: `${name} is removed.`,
            question,
            act: () => trading.removeRunner(marketId, removal),
          })
        }
      />
    </section>
  );
}

function Head({ market }: { readonly market: Market }) {
  const { marketId, name, fixture, status, startTime, currency, kind, winners, version } = market;
  const terms = [
    `Market ${marketId}`,
    hasMoney(market) ? `${currency}, ${kind}${(winners ?? 1) > 1 ? ` ${winners}` : ''}` : 'without money',
    startTime ? `starts ${formatMoment(startTime)}` : 'no start time',
    ...(version === undefined ? [] : [`version ${version}`]),
  ];
  return (
    <div class="ops-panel-head">
      <div>
        <h2 id="market-title">{fixture ? fixture : name}</h2>
        {fixture && <p>{name}</p>}
        <p class="muted">{terms.join(' · ')}</p>
      </div>
      <span class="ops-panel-state">
        <span class={`chip chip-${status.toLowerCase()}`} role="status">
          {status}
        </span>
        {isInPlay(market) && <span class="chip chip-in-play">IN-PLAY</span>}
        <a class="link" href={hrefOf('markets', marketId)}>
          Look at it
        </a>
      </span>
    </div>
  );
}
