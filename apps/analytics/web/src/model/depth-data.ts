import type { PriceLevels } from '@backlay/client';

/** Levels of each side that are drawn: far away ones would press the rest together. */
export const DEPTH_LEVELS = 25;

/** Columns as uPlot takes them: prices as decimals, and at each how much is available up to it, in whole money. */
export type DepthColumns = readonly [price: number[], toBack: (number | null)[], toLay: (number | null)[]];

/** What can be backed at a price or a better (higher) one, and laid at a price or a better (lower) one. */
export function depthColumns(availableToBack: PriceLevels, availableToLay: PriceLevels): DepthColumns {
  const back = added(availableToBack);
  const lay = added(availableToLay);
  const prices = [...new Set([...back.keys(), ...lay.keys()])].sort((a, b) => a - b);
  return [
    prices.map((price) => price / 100),
    prices.map((price) => back.get(price) ?? null),
    prices.map((price) => lay.get(price) ?? null),
  ];
}

function added(levels: PriceLevels): Map<number, number> {
  let sum = 0;
  return new Map(levels.best(DEPTH_LEVELS).map(([price, size]) => [price, (sum += size) / 100]));
}
