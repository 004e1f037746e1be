import { crc32 as nativeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { crc32 } from './crc32.js';

describe('crc32', () => {
  it('equals the one of zlib for any part of any buffer', () => {
    const check = (bytes: Uint8Array, skip: number): void => {
      const buffer = Buffer.from(bytes);
      const start = Math.min(skip, buffer.length);
      expect(crc32(buffer, start, buffer.length)).toBe(nativeCrc32(buffer.subarray(start)));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(20), check));
  });
});
