import { doublesOf, newWords } from './new-words.js';

describe.each([10, 32_768, 1_000_000])('%d new words', (length) => {
  it('are so many, all 0, and can be written to the last', () => {
    const words = newWords(length);
    expect(words).toHaveLength(length);
    expect(words.every((word) => word === 0)).toBe(true);
    words[length - 1] = -7;
    expect(words[length - 1]).toBe(-7);
  });

  it('are seen as doubles at the same place', () => {
    const words = newWords(length);
    const doubles = doublesOf(words);
    expect(doubles).toHaveLength(length / 2);
    doubles[length / 2 - 1] = 1.5;
    expect(words.slice(-2)).toEqual(new Int32Array(new Float64Array([1.5]).buffer));
  });
});
