/*
 * What can change in a market, as numbers for its trail: the definition, or of the runner with a place in the list of the
 * market a level of either side, the volume at a price, the last price, the total.
 */

export const KEY_KINDS = ['BACK', 'LAY', 'TRADED', 'LAST_PRICE', 'TOTAL'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export const DEFINITION_KEY = -1;

/** Above every price. */
const PRICES = 2 ** 20;

export interface RunnerKey {
  readonly runner: number;
  readonly kind: KeyKind;
  /** 0 for what is of no price. */
  readonly price: number;
}

export function runnerKey(runner: number, kind: KeyKind, price = 0): number {
  return (runner * KEY_KINDS.length + KEY_KINDS.indexOf(kind)) * PRICES + price;
}

export function parseRunnerKey(key: number): RunnerKey {
  const price = key % PRICES;
  const place = (key - price) / PRICES;
  const kind = KEY_KINDS[place % KEY_KINDS.length] as KeyKind;
  return { runner: Math.floor(place / KEY_KINDS.length), kind, price };
}
