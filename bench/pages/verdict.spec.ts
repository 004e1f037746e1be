import { shortcomings, type MeasuredWindow } from './verdict.js';

const GOOD: MeasuredWindow = { framesPerSecond: 60, heapBytes: 1_000, changesPerSecond: 1_000 };
const DEMANDS = { framesPerSecondMin: 30, changesPerSecond: 1_000 };

describe('the verdict on a page', () => {
  it.each<[string, readonly Partial<MeasuredWindow>[], readonly string[]]>([
    ['nothing is wrong', [{}, {}, {}], []],
    ['a load that is a little late', [{ changesPerSecond: 960 }, {}, {}], []],
    [
      'one slow window',
      [{}, { framesPerSecond: 29.9 }, {}],
      ['1 of 3 windows had fewer than 30 frames a second'],
    ],
    [
      'a heap that grows',
      [{}, {}, { heapBytes: 1_100 }],
      ['the heap grew by 10.0 % from the middle third to the last'],
    ],
    ['a heap that grows in the beginning', [{ heapBytes: 500 }, {}, {}], []],
    ['a heap that rises once and falls', [{}, { heapBytes: 2_000 }, {}], []],
    [
      'a load that does not come',
      [{ changesPerSecond: 700 }, { changesPerSecond: 700 }, {}],
      ['the exchange took 700 level changes a second, not 1000'],
    ],
  ])('%s', (_, windows, expected) => {
    expect(
      shortcomings(
        windows.map((window) => ({ ...GOOD, ...window })),
        DEMANDS,
      ),
    ).toEqual(expected);
  });
});
