import { safeInteger, toSafeInteger, wholeNumber } from './integer-columns.js';

describe('integer columns', () => {
  it('reads what a number holds exactly', () => {
    expect(toSafeInteger('9007199254740991')).toBe(9007199254740991);
    expect(safeInteger.from('42')).toBe(42);
    expect(safeInteger.from(null)).toBeNull();
  });

  it.each(['9007199254740992', '1.5', 'x', ''.padEnd(30, '9')])('refuses %s rather than round it', (text) => {
    expect(() => toSafeInteger(text)).toThrow(RangeError);
  });

  it('reads sums of any length as bigint', () => {
    const sum = '123456789012345678901234567890';

    expect(wholeNumber.from(sum)).toBe(123456789012345678901234567890n);
    expect(wholeNumber.to(123456789012345678901234567890n)).toBe(sum);
    expect(wholeNumber.from(null)).toBeNull();
  });
});
