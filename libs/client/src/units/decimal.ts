/*
 * Decimals outside, whole numbers inside: prices are counted in hundredths, sizes and money in minor units, of which a unit
 * has 100 (2.50 is 250, 10.00 is 1000). What is exact and not paid as it stands has four digits: ten-thousandths.
 */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads a plain decimal as a count of 10^-digits. @throws RangeError */
function parse(text: string, digits: number): number {
  const parts = DECIMAL.exec(text);
  const fraction = parts?.[3] ?? '';
  if (!parts || fraction.length > digits)
    throw new RangeError(`"${text.slice(0, 40)}" is not a decimal with at most ${digits} places`);
  const count = Number(parts[2]) * 10 ** digits + Number(fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(count)) throw new RangeError(`"${text.slice(0, 40)}" is too large`);
  // Without turning 0 into -0.
  return parts[1] === '-' && count > 0 ? -count : count;
}

function format(count: number, digits: number): string {
  const unit = 10 ** digits;
  const absolute = Math.abs(count);
  const fraction = absolute % unit;
  return `${count < 0 ? '-' : ''}${(absolute - fraction) / unit}.${String(fraction).padStart(digits, '0')}`;
}

/**
 * Reads a decimal such as `"2.50"` as a count of hundredths, exactly.
 * @throws RangeError for anything that is not a plain decimal with at most two places, 0 or more
 */
export function parseHundredths(text: string): number {
  const hundredths = parse(text, 2);
  if (hundredths < 0) throw new RangeError(`"${text.slice(0, 40)}" is negative`);
  return hundredths;
}

/** Reads an amount of money, which may be below 0, as {@link parseHundredths} reads a price. @throws RangeError */
export function parseSignedHundredths(text: string): number {
  return parse(text, 2);
}

/** Writes a count of hundredths as a decimal: 250 is `2.50`, -250 is `-2.50`. */
export function formatHundredths(hundredths: number): string {
  return format(hundredths, 2);
}

/** Reads an exact amount with at most four places: `"18.0000"` is 180000. @throws RangeError */
export function parseExact(text: string): number {
  return parse(text, 4);
}

/** Writes ten-thousandths with all four places. */
export function formatExact(tenThousandths: number): string {
  return format(tenThousandths, 4);
}

/** Hundredths of a price that somebody has written, such as `2.5`. @throws RangeError when it is none, or 0 */
export function parsePrice(text: string): number {
  return positive(text);
}

/** 250 is `2.50`. */
export const formatPrice = formatHundredths;

/** Minor units of a size that somebody has written, such as `10`. @throws RangeError when it is none, or 0 */
export function parseSize(text: string): number {
  return positive(text);
}

/** 1000 is `10.00`. */
export const formatSize = formatHundredths;

function positive(text: string): number {
  const hundredths = parseHundredths(text.trim());
  if (hundredths === 0) throw new RangeError(`"${text.slice(0, 40)}" is not above 0`);
  return hundredths;
}
