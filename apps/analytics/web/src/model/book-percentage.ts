/**
 * The sum of 100 / price over the runners of a market: how much the prices of one side leave to the takers. Above 100 the
 * backers of all runners lose, below 100 they win.
 * @param prices the best ones, hundredths; undefined where a runner has none
 * @returns null when one of them has no price
 */
export function bookPercentage(prices: readonly (number | undefined)[]): number | null {
  let sum = 0;
  for (const price of prices) {
    if (price === undefined) return null;
    sum += 10_000 / price;
  }
  return prices.length === 0 ? null : sum;
}
