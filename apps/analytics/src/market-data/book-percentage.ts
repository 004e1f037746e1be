import { formatRatio } from '@backlay/service';

/** Digits after the point of a book percentage. */
const DIGITS = 2;

/**
 * Book percentage: the sum over all runners of 100 / price, the chance that each price implies, in percent. It is what a
 * trader calls "book %" or, less 100, "overround": see https://betting.exchange/glossary/overround.
 *
 *   back  by the best price one can back each runner at: at 100 or more there is no profit in backing them all
 *   lay   by the best price one can lay each runner at: at 100 or less there is no profit in laying them all
 *
 * Null as soon as one runner has no such price, or when there are no runners: the sum over the rest would look like a
 * bargain that nobody offers.
 *
 * @param prices the best price of each runner in hundredths, null for a runner without one
 * @returns percent with two digits after the point, rounded half up once, at the end
 */
export function bookPercentage(prices: readonly (number | null)[]): string | null {
  if (prices.length === 0) return null;
  let numerator = 0n;
  let denominator = 1n;
  for (const price of prices) {
    if (price === null) return null;
    // 100 / (price / 100), added to what is there as exact fractions.
    numerator = numerator * BigInt(price) + 10_000n * denominator;
    denominator *= BigInt(price);
  }
  return formatRatio({ numerator, denominator, digits: DIGITS });
}
