import { MARKET_STATUSES } from '@backlay/contracts';
import { fields, hundredths, list, nullable, oneOf, text, time, whole, type Read } from './reading.js';

/** A page of a list; `nextCursor` is given back as `cursor`. */
export function pageReader<T>(item: (value: unknown) => T) {
  return fields({ items: list(item), nextCursor: nullable(text) });
}

/** @see pageReader */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const summaryReader = fields({
  marketId: whole,
  name: text,
  status: oneOf(...MARKET_STATUSES),
  runnerCount: whole,
  totalMatched: hundredths,
  tradeCount: whole,
  /** Hundredths of a percent; null while a runner has no price on that side. */
  bookPercentage: fields({ back: nullable(hundredths), lay: nullable(hundredths) }),
});

export const candleReader = fields({
  startsAt: time,
  open: hundredths,
  high: hundredths,
  low: hundredths,
  close: hundredths,
  volume: hundredths,
  tradeCount: whole,
});

export const tapeTradeReader = fields({
  tradeId: text,
  runnerId: whole,
  price: hundredths,
  size: hundredths,
  takerSide: oneOf('BACK', 'LAY'),
  time,
});

export const volumeReader = fields({
  prices: list(fields({ price: hundredths, size: hundredths, tradeCount: whole })),
});

export const consumerPositionReader = fields({ sequence: whole, status: text });

/** A market at a glance. */
export type MarketSummary = Read<typeof summaryReader>;
export type Candle = Read<typeof candleReader>;
export type TapeTrade = Read<typeof tapeTradeReader>;
/** Traded volume by price, lowest first. */
export type PriceVolume = Read<typeof volumeReader>['prices'][number];
/** Which events are in the answers of storage or analytics. */
export type ConsumerPosition = Read<typeof consumerPositionReader>;
