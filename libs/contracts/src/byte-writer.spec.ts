import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

describe('ByteWriter', () => {
  it('writes what a ByteReader reads, however long it gets', () => {
    const writer = new ByteWriter();
    const rounds = 20_000;
    for (let round = 0; round < rounds; round++) {
      writer.u8(round & 0xff);
      writer.u16(round & 0xffff);
      writer.u32(2 ** 32 - 1 - round);
      writer.f64(round * 2 ** 35 + 0.5);
      writer.shortName(`n${round}`);
      writer.text(`ü${round}`);
    }
    const reader = new ByteReader(writer.view());
    for (let round = 0; round < rounds; round++) {
      expect(reader.u8()).toBe(round & 0xff);
      expect(reader.u16()).toBe(round & 0xffff);
      expect(reader.u32()).toBe(2 ** 32 - 1 - round);
      expect(reader.f64()).toBe(round * 2 ** 35 + 0.5);
      expect(reader.shortName()).toBe(`n${round}`);
      expect(reader.text()).toBe(`ü${round}`);
    }
    expect(reader.atEnd).toBe(true);
  });

  it('shows what was written last, also in a view as long as an earlier one, and after it has grown', () => {
    const writer = new ByteWriter();
    const seen = (name: string): string => {
      writer.reset();
      writer.shortName(name);
      return writer.view().toString('latin1');
    };
    expect(seen('one')).toBe('\u0003one');
    expect(seen('two')).toBe('\u0003two');
    writer.bytes(new Uint8Array(1_000_000));
    expect(seen('six')).toBe('\u0003six');
  });

  it('overwrites what was written earlier', () => {
    const writer = new ByteWriter();
    writer.u32(0);
    writer.f64(0);
    writer.patchU32(0, 7);
    writer.patchF64(4, 2 ** 40);
    const reader = new ByteReader(writer.view());
    expect([reader.u32(), reader.f64()]).toEqual([7, 2 ** 40]);
  });

  it('refuses numbers that have no such form, instead of writing others', () => {
    const writer = new ByteWriter();
    for (const value of [-1, 2 ** 32, 0.5, Number.NaN]) expect(() => writer.u32(value)).toThrow(RangeError);
    for (const value of [-1, 2 ** 16, 0.5]) expect(() => writer.u16(value)).toThrow(RangeError);
    expect(writer.length).toBe(0);
  });
});
