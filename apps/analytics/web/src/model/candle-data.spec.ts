import type { Candle } from '@backlay/client';
import { CANDLES_MAX, candleColumns, readFrom, withFresh } from './candle-data.js';

const candle = (startsAt: number, close = 250): Candle => ({
  startsAt,
  open: 240,
  high: 260,
  low: 230,
  close,
  volume: 1_050,
  tradeCount: 3,
});

const starts = (candles: readonly Candle[]) => candles.map(({ startsAt }) => startsAt);

describe('the candles of a chart', () => {
  it('replace the last one, which has changed, and go on', () => {
    const after = withFresh([candle(1_000), candle(2_000)], [candle(2_000, 300), candle(4_000)]);
    expect(starts(after)).toEqual([1_000, 2_000, 4_000]);
    expect(after[1]?.close).toBe(300);
  });

  it('stay as they are when there is nothing new', () => {
    const known = [candle(1_000)];
    expect(withFresh(known, [])).toBe(known);
  });

  it('are not kept without bound', () => {
    const many = Array.from({ length: CANDLES_MAX + 10 }, (_, index) => candle(index * 1_000));
    expect(starts(withFresh([], many))[0]).toBe(10_000);
  });

  it('are read from the last one on, at first as many as are shown', () => {
    expect(readFrom([candle(1_000), candle(2_000)], '1s', 9_000)).toBe(2_000);
    expect(readFrom([], '1m', 100_000_000)).toBe(100_000_000 - CANDLES_MAX * 60_000);
  });

  it('are columns for the chart', () => {
    expect(candleColumns([candle(2_000)])).toEqual([[2], [2.4], [2.6], [2.3], [2.5], [10.5]]);
  });
});
