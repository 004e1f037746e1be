import fc from 'fast-check';
import { NameTable } from './name-table.js';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/);

/** The name somewhere among other bytes. */
function within(name: string): { bytes: Buffer; start: number; end: number } {
  return { bytes: Buffer.from(`??${name}!`), start: 2, end: 2 + name.length };
}

describe('the table of names', () => {
  it('numbers names as they come, finds them by text and by bytes, and says them again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), fc.uniqueArray(name), (names, others) => {
        const table = new NameTable();
        names.forEach((one, at) => {
          const { bytes, start, end } = within(one);
          expect(at % 2 === 0 ? table.addText(one) : table.add(bytes, start, end)).toBe(at + 1);
        });
        expect(table.count).toBe(names.length);
        for (const one of [...names, ...others]) {
          const { bytes, start, end } = within(one);
          const number = names.indexOf(one) + 1;
          expect([table.findText(one), table.find(bytes, start, end)]).toEqual([number, number]);
        }
        names.forEach((one, at) => expect(table.textOf(at + 1)).toBe(one));
      }),
    );
  });

  it('is the same after it was saved and loaded, digest included, and grows on', () => {
    const table = new NameTable();
    for (let at = 1; at <= 20_000; at++) expect(table.addText(`account-${at}`)).toBe(at);
    const loaded = new NameTable();
    loaded.load(table.save());
    expect([loaded.count, loaded.digest]).toEqual([20_000, table.digest]);
    expect(loaded.findText('account-12345')).toBe(12_345);
    expect(loaded.textOf(777)).toBe('account-777');
    expect(loaded.addText('another')).toBe(20_001);
    expect(loaded.digest).not.toBe(table.digest);
  });

  it('has no number for what is no short ASCII name, and no name for what is no number of its own', () => {
    const table = new NameTable();
    table.addText('alice');
    for (const other of ['', 'alicé', 'a'.repeat(256), 'alic', 'alice '])
      expect(table.findText(other)).toBe(0);
    expect(() => table.addText('é')).toThrow(RangeError);
    for (const number of [-1, 2, 0.5, NaN]) expect(table.textOf(number)).toBeUndefined();
    expect(table.textOf(0)).toBe('');
  });
});
