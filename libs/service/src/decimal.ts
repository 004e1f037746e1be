/*
 * Inside, prices and sizes are whole numbers of hundredths (2.50 is 250, 10.00 is 1000 minor units); outside they are
 * decimal strings. Here is the way out.
 */

/** Two digits after the point, always: 250 becomes `"2.50"`. `hundredths` is whole and at least 0. */
export function formatHundredths(hundredths: number | bigint): string {
  return formatScaled(BigInt(hundredths), 2);
}

/** Division of whole numbers, rounded half up to `digits` digits after the point; exact until that one rounding. */
export interface Ratio {
  /** Whole and at least 0. */
  readonly numerator: number | bigint;
  /** Whole and more than 0. */
  readonly denominator: number | bigint;
  readonly digits: number;
}

/** `formatRatio({ numerator: 10n, denominator: 3n, digits: 4 })` is `"3.3333"`. */
export function formatRatio({ numerator, denominator, digits }: Ratio): string {
  const divisor = BigInt(denominator);
  const scaled = BigInt(numerator) * 10n ** BigInt(digits);
  return formatScaled((2n * scaled + divisor) / (2n * divisor), digits);
}

/** Writes `value / 10^digits` with exactly that many digits after the point. */
function formatScaled(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
