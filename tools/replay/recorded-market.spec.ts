import { RecordedMarket } from './recorded-market.js';

const OPEN = { status: 'OPEN', runners: [] };
const SUSPENDED = { status: 'SUSPENDED', runners: [] };

const change = (rc: object[], more: object = {}) => ({ id: '1.2', rc: rc as never, ...more });

describe('the recorded market', () => {
  it('merges the entries of a runner within a message', () => {
    const market = new RecordedMarket();
    market.apply(change([{ id: 7, atb: [[2.5, 10]] }], { img: true }));
    const updates = market.apply(
      change([
        { id: 7, atb: [[2.5, 4]] },
        { id: 8, atl: [[3, 1]] },
        { id: 7, trd: [[2.5, 12]] },
      ]),
    );
    expect(updates).toEqual([
      { runnerId: 7, traded: [{ price: 250, delta: 1200 }] },
      { runnerId: 8, traded: [] },
    ]);
    expect(market.ladder(7)).toEqual({ BACK: new Map(), LAY: new Map([[250, 400]]) });
    expect(market.ladder(8)).toEqual({ BACK: new Map([[300, 100]]), LAY: new Map() });
  });

  it('takes what was traded before the recording began for known, and later falls of a total for no trade', () => {
    const market = new RecordedMarket();
    market.apply(change([{ id: 7, trd: [[2.5, 100]] }], { img: true, marketDefinition: OPEN }));
    expect(market.apply(change([{ id: 7, trd: [[2.5, 99.98]] }]))).toEqual([{ runnerId: 7, traded: [] }]);
    expect(market.apply(change([{ id: 7, trd: [[2.5, 110]] }]))).toEqual([
      { runnerId: 7, traded: [{ price: 250, delta: 1002 }] },
    ]);
    expect(market.tradedSinceStart(7)).toEqual(new Map([[250, 1002]]));
  });

  it('counts nothing as traded since the start while the market is suspended', () => {
    const market = new RecordedMarket();
    market.apply(change([{ id: 7, trd: [[2.5, 100]] }], { img: true, marketDefinition: OPEN }));
    market.apply(change([{ id: 7, trd: [[2.37, 100]] }], { img: true, marketDefinition: SUSPENDED }));
    expect(market.tradedSinceStart(7)).toEqual(new Map());
  });

  it('forgets every level when an image comes, also those of runners the image does not name', () => {
    const market = new RecordedMarket();
    market.apply(
      change(
        [
          { id: 7, atb: [[2.5, 10]] },
          { id: 8, atb: [[3, 10]] },
        ],
        { img: true },
      ),
    );
    const updates = market.apply(change([{ id: 7, atb: [[2.4, 1]] }], { img: true }));
    expect(updates.map(({ runnerId }) => runnerId)).toEqual([7, 8]);
    expect(market.ladder(7).LAY).toEqual(new Map([[240, 100]]));
    expect(market.ladder(8).LAY.size).toBe(0);
  });

  it('counts in whole hundredths, whatever the decimals look like in binary', () => {
    const market = new RecordedMarket();
    market.apply(change([{ id: 7, atb: [[1.15, 0.29]] }]));
    expect(market.ladder(7).LAY).toEqual(new Map([[115, 29]]));
  });

  it('refuses markets with handicaps, which are several ladders under one runner', () => {
    expect(() => new RecordedMarket().apply(change([{ id: 7, hc: -1.5 }]))).toThrow(/handicap of -1\.5/);
  });
});
