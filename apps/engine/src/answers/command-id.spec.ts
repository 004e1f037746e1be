import fc from 'fast-check';
import { COMMAND_ID_PATTERN, commandTimeIn, commandTimeOf, datedCommandId } from './command-id.js';

const HEX = '0123456789abcdef'.split('');
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...HEX), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

describe('the time of a commandId', () => {
  it('is that of a UUID of version 7', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 48 - 1 }),
        hex(3),
        fc.constantFrom('8', '9', 'a', 'b'),
        hex(3),
        hex(12),
        (time, a, v, b, c) => {
          const digits = time.toString(16).padStart(12, '0');
          const commandId = `${digits.slice(0, 8)}-${digits.slice(8)}-7${a}-${v}${b}-${c}`;
          expect(commandTimeOf(commandId)).toBe(time);
        },
      ),
    );
  });

  it('is that before a name', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,49}$/);
    fc.assert(
      fc.property(fc.nat({ max: 9_999_999_999_999 }), name, (time, text) => {
        expect(commandTimeOf(datedCommandId(time, text))).toBe(time);
      }),
    );
  });

  it.each([
    '',
    'order-1',
    '1763871000123',
    '1763871000123-',
    '1763871000123--a',
    '1763871000123-é',
    '1763871000123-a b',
    '17638710001234-a',
    '176387100012-ab',
    '176387100012x-a',
    ` 1763871000123-a`,
    '1763871000123-a\n',
    `1763871000123-${'a'.repeat(51)}`,
    '0199a8c5-7d4b-4c3e-9f21-3b8d5e6f7a01',
    '0199a8c5-7d4b-7c3e-7f21-3b8d5e6f7a01',
    '0199A8C5-7D4B-7C3E-9F21-3B8D5E6F7A01',
    '0199a8c5-7d4b-7c3e-9f21-3b8d5e6f7a0',
    '0199a8c57d4b7c3e9f213b8d5e6f7a01',
    '{0199a8c5-7d4b-7c3e-9f21-3b8d5e6f7a01}',
  ])('is nothing in %j', (commandId) => {
    expect(COMMAND_ID_PATTERN.test(commandId)).toBe(false);
    expect(commandTimeOf(commandId)).toBeNaN();
  });

  it.each([
    'c-1',
    'order-1',
    'alice.2026:1',
    'x',
    '0199a8c5-7d4b-4c3e-9f21-3b8d5e6f7a01',
    '1763871000x23-abc',
  ])('is nothing in the bytes of %s, which old logs have', (commandId) => {
    // What follows in the journal is not to be taken for a part of it.
    const bytes = Buffer.from(`1763871000123-${commandId}1763871000123-a`, 'latin1');
    const start = '1763871000123-'.length;
    expect(commandTimeIn(bytes, start, start + commandId.length)).toBeNaN();
  });
});
