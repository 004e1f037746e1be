import { compareLadders, describeDifference } from './ladder-comparison.js';

const levels = (...entries: [price: number, size: number][]): Map<number, number> => new Map(entries);

describe('comparing ladders', () => {
  it('takes equal levels in any order for equal', () => {
    const engine = { BACK: levels([260, 5], [270, 6]), LAY: levels([250, 7]) };
    const recorded = { BACK: levels([270, 6], [260, 5]), LAY: levels([250, 7]) };
    expect(compareLadders(engine, recorded)).toBeUndefined();
  });

  it.each([
    ['a size', levels([250, 999]), '9.99 available to back at 2.50, recorded 10.00'],
    ['a level too few', levels(), '0.00 available to back at 2.50, recorded 10.00'],
    ['a level too many', levels([250, 1000], [240, 1]), '0.01 available to back at 2.40, recorded 0.00'],
  ])('names %s that differs', (_, lay, text) => {
    const difference = compareLadders(
      { BACK: levels(), LAY: lay },
      { BACK: levels(), LAY: levels([250, 1000]) },
    );
    expect(difference && describeDifference(difference)).toBe(text);
  });

  it('does not take one side for the other', () => {
    const difference = compareLadders(
      { BACK: levels([250, 5]), LAY: levels() },
      { BACK: levels(), LAY: levels([250, 5]) },
    );
    expect(difference).toEqual({ side: 'BACK', price: 250, engineSize: 5, recordedSize: 0 });
  });
});
