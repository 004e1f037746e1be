/*
 * Prices are hundredths and money is minor units everywhere in the pages; here they become text, and text becomes them.
 */

const MINUS = '−';
const DECIMAL = /^\d{1,10}([.,]\d{1,2})?$/;

/** A price as traders write it: two digits below 10, above only those that say something: `2.50`, `12.5`, `110`. */
export function formatPrice(price: number): string {
  const text = (price / 100).toFixed(2);
  return price < 1_000 ? text : text.replace(/\.?0+$/, '');
}

/** Money with two digits and groups of thousands: `1,234.50`, `−6.00`. */
export function formatMoney(minor: number): string {
  const whole = Math.floor(Math.abs(minor) / 100);
  const cents = String(Math.abs(minor) % 100).padStart(2, '0');
  return `${minor < 0 ? MINUS : ''}${grouped(whole)}.${cents}`;
}

/** Money that was won or lost: `+5.70`, `−6.00`, `0.00`. */
export function formatProfit(minor: number): string {
  return minor > 0 ? `+${formatMoney(minor)}` : formatMoney(minor);
}

/** A size in little room, rounded down so that it never says more than there is: `9.50`, `123`, `12.3k`, `1.20m`. */
export function formatSize(minor: number): string {
  if (minor < 10_000) return (minor / 100).toFixed(2).replace(/\.00$/, '');
  if (minor < 1_000_000) return String(Math.floor(minor / 100));
  if (minor < 100_000_000) return `${(Math.floor(minor / 10_000) / 10).toFixed(1)}k`;
  return `${(Math.floor(minor / 1_000_000) / 100).toFixed(2)}m`;
}

/** A percentage with one digit: `102.4 %`. */
export function formatPercent(percent: number): string {
  return `${percent.toFixed(1)} %`;
}

/** Hundredths of a decimal that somebody has typed, with a point or a comma; undefined when it is none. */
export function typedHundredths(text: string): number | undefined {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return undefined;
  return Math.round(Number(trimmed.replace(',', '.')) * 100);
}

/** What money is written with: `£`, `€`, or the name of the currency. Empty for a market without money. */
export function currencySign(currency: string): string {
  if (currency === '' || currency === 'XXX') return '';
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}
