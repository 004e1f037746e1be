import fc from 'fast-check';
import { CommandKey } from './command-key.js';
import { keyOf } from './testing/names.js';

const hashOf = ({ high, low }: CommandKey) => `${high} ${low}`;

describe('the key of a command', () => {
  it('is that of its bytes alone, wherever they lie and whatever is around them', () => {
    const name = fc.uint8Array({ minLength: 2, maxLength: 130 });
    fc.assert(
      fc.property(
        name,
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (bytes, before, after) => {
          bytes[0] = 0;
          bytes[1] = bytes.length - 2;
          const alone = new CommandKey().read(bytes, 0, bytes.length);
          const around = Buffer.concat([before, bytes, after]);
          const end = before.length + bytes.length;
          expect(hashOf(new CommandKey().read(around, before.length, end))).toBe(hashOf(alone));
        },
      ),
    );
  });

  it('keeps account and commandId apart', () => {
    expect(hashOf(keyOf('ab', 'c'))).not.toBe(hashOf(keyOf('a', 'bc')));
    expect(hashOf(keyOf('', 'abc'))).not.toBe(hashOf(keyOf('abc', '')));
  });

  it('is another for each of many names that hardly differ, and both halves spread evenly', () => {
    const keys = new Set<string>();
    const buckets = { high: new Uint32Array(256), low: new Uint32Array(256) };
    const count = 100_000;
    for (let number = 0; number < count; number++) {
      const key = keyOf(
        `account-${number % 100}`,
        `1763871${String(number % 7).padStart(6, '0')}-order-${number}`,
      );
      keys.add(hashOf(key));
      buckets.high[key.high >>> 24]! += 1;
      buckets.low[key.low >>> 24]! += 1;
    }
    expect(keys.size).toBe(count);
    // 390 are expected in each of the buckets; so far off comes once in millions of them.
    for (const counts of [buckets.high, buckets.low]) {
      expect(Math.min(...counts)).toBeGreaterThan(280);
      expect(Math.max(...counts)).toBeLessThan(510);
    }
  });
});
