import type uPlot from 'uplot';
import type { ChartColours } from './chart-colours.js';

/** Series of the chart, in the order of the columns. */
export const SERIES = { open: 1, high: 2, low: 3, close: 4, volume: 5 } as const;
const BODY_SHARE = 0.7;
const BODY_WIDTH_MAX = 14;

/** Draws the candles of a chart: a wick from the lowest to the highest price, a body from the first to the last. */
export function drawCandles(chart: uPlot, { up, down }: ChartColours): void {
  const { ctx, data } = chart;
  const [from, to] = chart.series[0]?.idxs ?? [0, -1];
  const width = bodyWidth(chart, to - from + 1);
  ctx.save();
  ctx.beginPath();
  ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
  ctx.clip();
  for (let index = from; index <= to; index += 1) {
    const at = (series: number) => chart.valToPos(data[series]?.[index] ?? 0, 'y', true);
    const x = Math.round(chart.valToPos(data[0][index] ?? 0, 'x', true));
    const [open, close] = [at(SERIES.open), at(SERIES.close)];
    // Pixels grow downwards.
    ctx.fillStyle = close <= open ? up : down;
    ctx.fillRect(x - 0.5, at(SERIES.high), 1, Math.max(1, at(SERIES.low) - at(SERIES.high)));
    ctx.fillRect(x - width / 2, Math.min(open, close), width, Math.max(1, Math.abs(open - close)));
  }
  ctx.restore();
}

function bodyWidth({ bbox }: uPlot, count: number): number {
  const room = (bbox.width / Math.max(count, 1)) * BODY_SHARE;
  return Math.max(1, Math.min(Math.round(room), BODY_WIDTH_MAX));
}
