import { formatHundredths } from '@backlay/service';

/** Minor units as decimal money, which may be below zero: -250 becomes `"-2.50"`. */
export function formatMoney(minorUnits: number | bigint): string {
  return minorUnits < 0 ? `-${formatHundredths(-minorUnits)}` : formatHundredths(minorUnits);
}

/**
 * An exact profit, given as a fraction of 1/100 minor units, with four digits after the point. What three or more tied runners
 * leave beyond the fourth digit is rounded down.
 */
export function formatProfit(numerator: bigint, denominator: bigint): string {
  const quotient = numerator / denominator;
  const floor = numerator % denominator < 0n ? quotient - 1n : quotient;
  const text = (floor < 0n ? -floor : floor).toString().padStart(5, '0');
  return `${floor < 0n ? '-' : ''}${text.slice(0, -4)}.${text.slice(-4)}`;
}
