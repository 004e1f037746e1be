/** Upper price (inclusive) and step of each band, in hundredths: the CLASSIC ladder of 350 prices. */
const BANDS: readonly (readonly [to: number, step: number])[] = [
  [200, 1],
  [300, 2],
  [400, 5],
  [600, 10],
  [1000, 20],
  [2000, 50],
  [3000, 100],
  [5000, 200],
  [10_000, 500],
  [100_000, 1000],
];
const LOWEST = 101;

function listPrices(): number[] {
  const prices = [LOWEST];
  for (const [to, step] of BANDS) {
    for (let price = (prices.at(-1) ?? LOWEST) + step; price <= to; price += step) prices.push(price);
  }
  return prices;
}

/** Every price of the CLASSIC ladder in hundredths, ascending; the index is the tick. */
export const CLASSIC_PRICES: readonly number[] = listPrices();

const TICK_BY_PRICE: ReadonlyMap<number, number> = new Map(
  CLASSIC_PRICES.map((price, tick) => [price, tick]),
);

/** Price of a tick, in hundredths; ticks beyond the ladder give its ends. */
export function priceAtTick(tick: number): number {
  const last = CLASSIC_PRICES.length - 1;
  return CLASSIC_PRICES[Math.min(Math.max(tick, 0), last)] ?? LOWEST;
}

/** Tick of a price on the ladder. */
export function tickOfPrice(price: number): number {
  const tick = TICK_BY_PRICE.get(price);
  if (tick === undefined) throw new RangeError(`${price} is not on the CLASSIC ladder`);
  return tick;
}
