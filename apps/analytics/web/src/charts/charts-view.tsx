import type { MarketDefinition } from '@backlay/contracts';
import { useSignal } from '@preact/signals';
import 'uplot/dist/uPlot.min.css';
import type { LiveMarket } from '../market/live-market.js';
import type { MarketDesk } from '../market/market-desk.js';
import { RunnerPicker } from '../market/runner-picker.js';
import type { CandleInterval } from '../model/candle-data.js';
import { DepthChart } from './depth-chart.js';
import { PriceChart, type PriceLook } from './price-chart.js';

const INTERVALS: readonly CandleInterval[] = ['1s', '1m', '5m'];
const LOOKS: readonly PriceLook[] = ['candles', 'line'];
const INTERVAL_LABELS: Readonly<Record<CandleInterval, string>> = {
  '1s': '1 s',
  '1m': '1 min',
  '5m': '5 min',
};

interface ChartsViewProps {
  readonly desk: MarketDesk;
  readonly live: LiveMarket;
  readonly definition: MarketDefinition;
  readonly runnerId: number;
}

/** What happened to the price of a runner, and what is in its book. */
export function ChartsView({ desk, live, definition, runnerId }: ChartsViewProps) {
  const interval = useSignal<CandleInterval>('1m');
  const look = useSignal<PriceLook>('candles');
  const runnerName = definition.runners.find((runner) => runner.runnerId === runnerId)?.name ?? '';
  return (
    <section class="charts" aria-label="Charts">
      <div class="panel chart-panel">
        <div class="chart-head">
          <RunnerPicker marketId={desk.marketId} view="charts" definition={definition} runnerId={runnerId} />
          <div class="segments" role="group" aria-label="Length of a candle">
            {INTERVALS.map((value) => (
              <button
                key={value}
                type="button"
                aria-pressed={interval.value === value}
                onClick={() => (interval.value = value)}
              >
                {INTERVAL_LABELS[value]}
              </button>
            ))}
          </div>
          <div class="segments" role="group" aria-label="How the price is drawn">
            {LOOKS.map((value) => (
              <button
                key={value}
                type="button"
                aria-pressed={look.value === value}
                onClick={() => (look.value = value)}
              >
                {value === 'candles' ? 'Candles' : 'Line'}
              </button>
            ))}
          </div>
        </div>
        <PriceChart
          trading={desk.exchange.trading}
          marketId={desk.marketId}
          runnerId={runnerId}
          runnerName={runnerName}
          interval={interval.value}
          look={look.value}
        />
      </div>
      <div class="panel chart-panel">
        <h2>Depth of the book</h2>
        <DepthChart live={live} runnerId={runnerId} runnerName={runnerName} />
      </div>
    </section>
  );
}
