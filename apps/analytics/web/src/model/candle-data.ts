import type { Candle, CandlesWanted } from '@backlay/client';

export type CandleInterval = CandlesWanted['interval'];

/** Length of a candle in ms. */
export const CANDLE_MS: Readonly<Record<CandleInterval, number>> = {
  '1s': 1_000,
  '1m': 60_000,
  '5m': 300_000,
};

/** Candles of a chart; older ones are left out. */
export const CANDLES_MAX = 300;

/** Columns as uPlot takes them: seconds since 1970, then prices as decimals and the volume in whole money. */
export type CandleColumns = readonly [
  time: number[],
  open: number[],
  high: number[],
  low: number[],
  close: number[],
  volume: number[],
];

/** What was known with what is newer: a candle that is there twice has changed meanwhile. Oldest first. */
export function withFresh(known: readonly Candle[], fresh: readonly Candle[]): readonly Candle[] {
  const [first] = fresh;
  if (first === undefined) return known;
  return [...known.filter(({ startsAt }) => startsAt < first.startsAt), ...fresh].slice(-CANDLES_MAX);
}

/** From when candles are to be read: the last known one may still have changed. */
export function readFrom(known: readonly Candle[], interval: CandleInterval, nowMs: number): number {
  return known.at(-1)?.startsAt ?? nowMs - CANDLES_MAX * CANDLE_MS[interval];
}

export function candleColumns(candles: readonly Candle[]): CandleColumns {
  const decimals = (price: (candle: Candle) => number) => candles.map((candle) => price(candle) / 100);
  return [
    candles.map(({ startsAt }) => startsAt / 1_000),
    decimals(({ open }) => open),
    decimals(({ high }) => high),
    decimals(({ low }) => low),
    decimals(({ close }) => close),
    decimals(({ volume }) => volume),
  ];
}
