import fc from 'fast-check';
import { formatHundredths } from '../money/decimal.js';
import { ascii, AsciiWriter } from './ascii-writer.js';

const anyWhole = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.constantFrom(0, 9, 10, 99, 100, 999_999_999, 1e9, 2 ** 31, 10 ** 15, Number.MAX_SAFE_INTEGER),
);

describe('AsciiWriter', () => {
  it('writes whole numbers and hundredths as they are written elsewhere', () => {
    const writer = new AsciiWriter();
    fc.assert(
      fc.property(anyWhole, (value) => {
        writer.begin();
        writer.whole(value);
        writer.text(' ');
        writer.hundredths(value);
        expect(writer.end()).toBe(`${value} ${formatHundredths(value)}`);
      }),
    );
  });

  it('puts pieces of every length together, however long the whole gets', () => {
    const writer = new AsciiWriter();
    const pieces = Array.from({ length: 300 }, (_, length) => 'x'.repeat(length));
    writer.begin();
    for (const piece of pieces) writer.piece(ascii(`${piece},`));
    for (const piece of pieces) writer.text(`${piece};`);
    expect(writer.end()).toBe(`${pieces.join(',')},${pieces.join(';')};`);
  });

  it('begins anew after a text that was not ended', () => {
    const writer = new AsciiWriter();
    writer.begin();
    writer.text('half of it');
    writer.begin();
    writer.text('all of it');
    expect(writer.end()).toBe('all of it');
  });

  it('takes texts with any letters between its pieces', () => {
    const writer = new AsciiWriter();
    writer.begin();
    writer.piece(ascii('a '));
    writer.anyText('Läufer „1“ 🐎');
    writer.whole(7);
    writer.anyText('');
    writer.anyText('é');
    expect(writer.end()).toBe('a Läufer „1“ 🐎7é');
    writer.begin();
    expect(writer.end()).toBe('');
  });
});
