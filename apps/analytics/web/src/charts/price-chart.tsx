import type { Candle, TradingClient } from '@backlay/client';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import { Refresher } from '../live/refresher.js';
import { CANDLE_MS, candleColumns, readFrom, withFresh, type CandleInterval } from '../model/candle-data.js';
import { formatPrice } from '../model/decimal.js';
import { formatTime } from '../model/time.js';
import { drawCandles } from './candle-marks.js';
import type { ChartColours } from './chart-colours.js';
import { useChart, type ChartShape } from './use-chart.js';

/** How a price over time is drawn. */
export type PriceLook = 'candles' | 'line';

/** New candles are asked for at most so often, in ms. */
const POLL_MS_MIN = 1_000;
const POLL_MS_MAX = 5_000;
/** The chart shows a time of at least so many candles. */
const SPAN_CANDLES_MIN = 40;
/** The volume takes the lowest part of the chart. */
const VOLUME_SHARE = 4;

interface PriceChartProps {
  readonly trading: TradingClient;
  readonly marketId: number;
  readonly runnerId: number;
  readonly runnerName: string;
  readonly interval: CandleInterval;
  readonly look: PriceLook;
}

/** The price of a runner over time with the volume below. */
export function PriceChart({ trading, marketId, runnerId, runnerName, interval, look }: PriceChartProps) {
  const candles = useSignal<readonly Candle[]>([]);
  const shape = useMemo(
    () => (colours: ChartColours) => shapeOf({ look, colours, stepS: CANDLE_MS[interval] / 1_000 }),
    [look, interval],
  );
  const columns = (of = candles.peek()) => candleColumns(of) as unknown as uPlot.AlignedData;
  const { place, chart } = useChart(shape, () => columns());
  useEffect(() => {
    candles.value = [];
    const refresher = new Refresher(async () => {
      const fromMs = readFrom(candles.peek(), interval, Date.now());
      // What cannot be read now will be read with the next ones.
      const page = await trading
        .candles({ marketId, runnerId, interval, fromMs, limit: 1_000 })
        .catch(() => undefined);
      if (page) candles.value = withFresh(candles.peek(), page.items);
    }, POLL_MS_MIN / 2);
    refresher.request();
    const pollMs = Math.min(Math.max(CANDLE_MS[interval], POLL_MS_MIN), POLL_MS_MAX);
    const timer = setInterval(() => refresher.request(), pollMs);
    return () => {
      clearInterval(timer);
      refresher.stop();
    };
  }, [trading, marketId, runnerId, interval]);
  useSignalEffect(() => {
    const now = columns(candles.value);
    chart.current?.setData(now);
  });
  const last = candles.value.at(-1);
  const name = `Price of ${runnerName} over time${last ? `, last ${formatPrice(last.close)}` : ', no trades yet'}`;
  return (
    <>
      <div class="chart" ref={place} role="img" aria-label={name} />
      {last === undefined && <p class="empty">No trades in this time.</p>}
    </>
  );
}

interface PriceChartShape {
  readonly look: PriceLook;
  readonly colours: ChartColours;
  /** Length of a candle in seconds. */
  readonly stepS: number;
}

function shapeOf({ look, colours, stepS }: PriceChartShape): ChartShape {
  const axis = { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  const hidden = { show: true, paths: () => null, points: { show: false } } as const;
  return {
    cursor: { y: false },
    legend: { live: true },
    scales: {
      // The first candles of a market are not drawn as wide as the chart.
      x: { range: (_, min, max) => [Math.min(min, max - SPAN_CANDLES_MIN * stepS) - stepS, max + stepS] },
      volume: { range: (_, __, max) => [0, Math.max(max, 1) * VOLUME_SHARE] },
    },
    axes: [
      { ...axis, space: 80, values: (_, splits) => splits.map((second) => formatTime(second * 1_000)) },
      { ...axis, side: 1, size: 56, values: (_, splits) => splits.map((price) => price.toFixed(2)) },
    ],
    series: [
      { label: 'Time', value: (_, second) => (second === null ? '–' : formatTime(second * 1_000)) },
      { ...hidden, label: 'Open', scale: 'y' },
      { ...hidden, label: 'High', scale: 'y' },
      { ...hidden, label: 'Low', scale: 'y' },
      look === 'line'
        ? { label: 'Last', scale: 'y', stroke: colours.accent, width: 2, points: { show: false } }
        : { ...hidden, label: 'Last', scale: 'y' },
      {
        label: 'Volume',
        scale: 'volume',
        fill: colours.volume,
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.6, 14] }) }),
        points: { show: false },
      },
    ],
    hooks: look === 'candles' ? { draw: [(chart) => drawCandles(chart, colours)] } : {},
  };
}
