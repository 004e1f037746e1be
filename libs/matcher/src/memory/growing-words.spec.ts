import { GrowingWords } from './growing-words.js';

/** From this many words on they are in a memory that grows where it is. */
const MANY = 32_768;

function isShared({ buffer }: Int32Array): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

describe.each([10, MANY, 1_000_000])('%d growing words', (length) => {
  it('are at least so many, all 0, and can be written to the last', () => {
    const { words } = new GrowingWords(length);
    expect(words.length).toBeGreaterThanOrEqual(length);
    expect(words.every((word) => word === 0)).toBe(true);
    words[length - 1] = -7;
    expect(words[length - 1]).toBe(-7);
  });

  it('are seen as doubles at the same place', () => {
    const { words, doubles } = new GrowingWords(length);
    doubles[length / 2 - 1] = 1.5;
    expect(words.slice(length - 2, length)).toEqual(new Int32Array(new Float64Array([1.5]).buffer));
    expect(doubles).toHaveLength(words.length / 2);
  });

  it('become more, with what was written in them, and the new ones 0', () => {
    const growing = new GrowingWords(length);
    const before = growing.words.length;
    growing.words.fill(3);
    growing.growTo(3 * before);
    expect(growing.words.length).toBeGreaterThanOrEqual(3 * before);
    expect(growing.words.subarray(0, before).every((word) => word === 3)).toBe(true);
    expect(growing.words.subarray(before).every((word) => word === 0)).toBe(true);
    growing.doubles[before] = 2.5;
    expect(growing.words.subarray(2 * before, 2 * before + 2)).toEqual(
      new Int32Array(new Float64Array([2.5]).buffer),
    );
  });

  it('do not change when there is room', () => {
    const growing = new GrowingWords(length);
    const { words } = growing;
    growing.growTo(words.length);
    expect(growing.words).toBe(words);
  });
});

describe('many growing words where there is no WebAssembly', () => {
  const { WebAssembly } = globalThis as { WebAssembly?: unknown };
  afterEach(() => {
    Object.assign(globalThis, { WebAssembly });
  });

  it('are in an ordinary array, and grow', () => {
    Object.assign(globalThis, { WebAssembly: undefined });
    const growing = new GrowingWords(MANY);
    growing.words.fill(3);
    growing.growTo(MANY + 1);
    expect(isShared(growing.words)).toBe(false);
    expect(growing.words).toHaveLength(2 * MANY);
    expect(growing.words.indexOf(0)).toBe(MANY);
  });
});

describe('many growing words', () => {
  it('grow by an eighth, where they are', () => {
    const growing = new GrowingWords(1_000_000);
    const { words } = growing;
    growing.growTo(words.length + 1);
    expect(growing.words.length / words.length).toBeCloseTo(9 / 8, 1);
    words[0] = 77;
    expect(growing.words[0]).toBe(77);
    expect(growing.words).not.toBe(words);
    expect(isShared(growing.words)).toBe(true);
  });

  it('are in a memory also when they were few', () => {
    const growing = new GrowingWords(10);
    expect(isShared(growing.words)).toBe(false);
    growing.growTo(MANY);
    expect(isShared(growing.words)).toBe(true);
  });
});
