/** Hundredths in one: prices are counted in hundredths and sizes in minor units, of which a unit of money has 100. */
const HUNDREDTHS = 100;

const DECIMAL = /^(\d+)(?:\.(\d{1,2}))?$/;

/**
 * Reads a decimal of an answer, such as `"2.50"`, as a count of hundredths, exactly.
 *
 * @throws RangeError for anything that is not a plain decimal with at most two places
 */
export function parseHundredths(text: string): number {
  const parts = DECIMAL.exec(text);
  if (!parts) throw new RangeError(`"${text}" is not a decimal with at most two places`);
  return Number(parts[1]) * HUNDREDTHS + Number((parts[2] ?? '').padEnd(2, '0'));
}

/** Reads an amount of money, which may be below 0, as {@link parseHundredths} reads a price. */
export function parseSignedHundredths(text: string): number {
  return text.startsWith('-') ? -parseHundredths(text.slice(1)) : parseHundredths(text);
}

/** Writes a count of hundredths as a decimal: 250 is `2.50`. */
export function formatHundredths(hundredths: number): string {
  const sign = hundredths < 0 ? '-' : '';
  const absolute = Math.abs(hundredths);
  const fraction = String(absolute % HUNDREDTHS).padStart(2, '0');
  return `${sign}${Math.trunc(absolute / HUNDREDTHS)}.${fraction}`;
}
