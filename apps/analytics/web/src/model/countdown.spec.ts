import { countdown } from './countdown.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const NOW = 1_700_000_000_000;

describe('a countdown', () => {
  it.each([
    [0, '0 s'],
    [12 * SECOND + 900, '12 s'],
    [60 * SECOND, '1 min 00 s'],
    [245 * SECOND, '4 min 05 s'],
    [HOUR + 7 * 60 * SECOND, '1 h 07 min'],
    [52 * HOUR, '2 d 4 h'],
    [-90 * SECOND, '−1 min 30 s'],
  ])('%i ms before the start says "%s"', (leftMs, expected) => {
    expect(countdown(NOW + leftMs, NOW)).toBe(expected);
  });

  it('says nothing when the start is not known', () => {
    expect(countdown(0, NOW)).toBe('');
  });
});
