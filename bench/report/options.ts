/** An option of a benchmark that cannot be used; the message is for the user. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws OptionError when the text is no number above 0 */
export function aboveZero(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new OptionError(`--${name} is "${text}", but must be a number above 0`);
}
