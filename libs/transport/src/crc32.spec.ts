import { crc32 as nativeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { addWordToCrc32, crc32, joinCrc32 } from './crc32.js';

describe('crc32', () => {
  it('equals the one of zlib for any part of any buffer', () => {
    const check = (bytes: Uint8Array, skip: number): void => {
      const buffer = Buffer.from(bytes);
      const start = Math.min(skip, buffer.length);
      expect(crc32(buffer, start, buffer.length)).toBe(nativeCrc32(buffer.subarray(start)));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(20), check));
  });

  it('is joined from the checksums of two parts', () => {
    const check = (first: Uint8Array, second: Uint8Array): void => {
      const joined = joinCrc32(nativeCrc32(first), nativeCrc32(second), second.length);
      expect(joined >>> 0).toBe(nativeCrc32(Buffer.concat([first, second])));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 400 }), check));
    const long = Buffer.alloc(3_000_017, 'long');
    check(Buffer.from('first'), long);
  });

  it('goes on over four bytes', () => {
    const check = (bytes: Uint8Array, word: number): void => {
      const four = Buffer.alloc(4);
      four.writeUInt32LE(word);
      expect(addWordToCrc32(nativeCrc32(bytes), word) >>> 0).toBe(nativeCrc32(Buffer.concat([bytes, four])));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(0xffffffff), check));
  });
});
