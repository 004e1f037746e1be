import { compareWithEngine } from './consumer-check.js';
import { compareVolumes, RunnerRecord } from './runner-record.js';

describe('what a consumer says of a runner', () => {
  const record = new RunnerRecord(1, 'Home');
  record.noteTrade({ price: 250, size: 400 });
  record.noteTrade({ price: 250, size: 100 });

  it('agrees when trades and the size at every price are equal', () => {
    expect(compareWithEngine(record, { trades: 2, sizeByPrice: new Map([[250, 500]]) })).toBeUndefined();
  });

  it.each([
    [{ trades: 1, sizeByPrice: new Map([[250, 500]]) }, '1 trades, the engine made 2'],
    [{ trades: 2, sizeByPrice: new Map([[250, 501]]) }, '5.01 traded at 2.50, the engine matched 5.00'],
    [
      {
        trades: 2,
        sizeByPrice: new Map([
          [250, 500],
          [260, 1],
        ]),
      },
      '0.01 traded at 2.60, the engine matched 0.00',
    ],
    [{ trades: 2, sizeByPrice: new Map() }, '0.00 traded at 2.50, the engine matched 5.00'],
  ])('disagrees in words', (volume, words) => {
    expect(compareWithEngine(record, volume)).toBe(words);
  });
});

describe('volumes per price', () => {
  it('count the backer once, where the recording counts both sides', () => {
    const engine = new Map([[250, 600]]);
    const recorded = new Map([
      [250, 1200],
      [260, 200],
    ]);
    expect(compareVolumes(engine, recorded)).toEqual({
      engine: 600,
      recorded: 700,
      prices: 2,
      pricesClose: 1,
      difference: 100 / 700,
    });
  });

  it('are equal where nothing was traded', () => {
    expect(compareVolumes(new Map(), new Map())).toMatchObject({ prices: 0, difference: 0 });
  });
});
