import {
  levelChecksum,
  type MarketFeed,
  type MarketsDelta,
  type MarketsImage,
  type PriceSize,
} from '@backlay/contracts';

/** Levels of one runner, as a spec draws them. */
export interface DrawnBook {
  readonly toBack?: readonly PriceSize[];
  readonly toLay?: readonly PriceSize[];
}

export const RUNNER = 101;
export const MARKET = 1;

export function checksumOf({ toBack = [], toLay = [] }: DrawnBook): number {
  const sum = (levels: readonly PriceSize[], side: 'BACK' | 'LAY') =>
    levels.reduce((total, [price, size]) => total + levelChecksum(RUNNER, side, price, size), 0);
  return (sum(toBack, 'LAY') + sum(toLay, 'BACK')) % 2 ** 32;
}

/** The market of the specs with one runner, as an image has it. */
export function drawnMarket(book: DrawnBook): MarketFeed {
  const { toBack = [], toLay = [] } = book;
  const runner = { runnerId: RUNNER, availableToBack: toBack, availableToLay: toLay };
  return { marketId: MARKET, runners: [runner], checksum: checksumOf(book) };
}

export function image(id: string, sequence: number, book: DrawnBook): MarketsImage {
  return { op: 'markets.image', id, shard: 0, sequence, timeMs: sequence, markets: [drawnMarket(book)] };
}

/** @param after the whole book afterwards, of which `change` is what is other than before */
export function delta(
  id: string,
  [from, sequence]: readonly [number, number],
  { change, after }: { readonly change: DrawnBook; readonly after: DrawnBook },
): MarketsDelta {
  const market = { ...drawnMarket(change), checksum: checksumOf(after) };
  return { op: 'markets.delta', id, shard: 0, from, sequence, timeMs: sequence, markets: [market] };
}
