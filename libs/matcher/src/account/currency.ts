/** ISO 4217's code for "no currency", which money cannot be of. */
const NO_CURRENCY = 'XXX';

/** A currency as a number above 0; 0 when the text is none: three capital letters, not XXX. */
export function packCurrency(text: string): number {
  if (typeof text !== 'string' || text === NO_CURRENCY || !/^[A-Z]{3}$/.test(text)) return 0;
  return (text.charCodeAt(0) << 16) | (text.charCodeAt(1) << 8) | text.charCodeAt(2);
}

/** The text of a packed currency. */
export function unpackCurrency(packed: number): string {
  return String.fromCharCode((packed >> 16) & 255, (packed >> 8) & 255, packed & 255);
}
