import { order, SpecEngine } from '../testing/spec-engine.js';
import { mustPost, openAccount, openMoneyMarket } from '../testing/spec-money.js';

describe('the position of an account', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    for (const accountId of ['alice', 'bob', 'carol']) await openAccount(engine, accountId, '1000.00');
    await openMoneyMarket(engine, { baseRate: '5.00' });
    await place('bob', 'LAY', '5.00', '10.00');
    await place('alice', 'BACK', '5.00', '10.00');
  });
  afterEach(() => engine.end());

  const place = async (accountId: string, side: string, price: string, size: string): Promise<number> => {
    const placed = await mustPost(engine, '/v1/orders', order({ accountId, side, price, size }));
    return Number(placed.body['orderId']);
  };
  const position = (query = '') => engine.as('alice').get(`/v1/accounts/alice/positions/1${query}`);
  const quote = (query = '') => engine.as('alice').get(`/v1/account/cash-out?marketId=1&runnerId=1${query}`);
  const cashOut = (fields: object) =>
    engine.as('alice').post('/v1/account/cash-out', { marketId: 1, runnerId: 1, ...fields });

  const backed = { runnerId: 1, ifWin: '40.0000', ifLose: '-10.0000', profit: '40.00' };
  const other = { runnerId: 2, ifWin: '0.0000', ifLose: '0.0000', profit: '-10.00' };

  it('has profit and loss by runner, before and after commission', async () => {
    expect((await position()).body).toMatchObject({
      accountId: 'alice',
      currency: 'GBP',
      reserved: '10.00',
      runners: [
        { ...backed, profitAfterCommission: '38.00' },
        { ...other, profitAfterCommission: '-10.00' },
      ],
    });
    expect((await engine.get('/v1/accounts/alice/positions')).body).toMatchObject({
      positions: [{ marketId: 1, reserved: '10.00' }],
    });
  });

  it('shows what an order would make of it, and changes nothing', async () => {
    const before = await engine.fingerprint();
    const hedged = await position('?runnerId=1&side=LAY&price=4.00&size=12.50');
    expect(hedged.body).toMatchObject({
      runners: [
        { ifWin: '2.5000', ifLose: '2.5000', profit: '2.50', profitAfterCommission: '2.38' },
        { ...other, profit: '2.50', profitAfterCommission: '2.38' },
      ],
    });
    const half = await position('?runnerId=1&side=LAY&price=4.00&size=6.25');
    expect(half.body).toMatchObject({ runners: [{ ifWin: '21.2500', ifLose: '-3.7500' }, {}] });
    expect((await position('?runnerId=1')).body).toMatchObject({ code: 'REQUEST_INVALID' });
    expect((await position('?runnerId=9&side=LAY&price=4.00&size=1')).body.code).toBe('RUNNER_UNKNOWN');
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('is closed by a cash-out at the price that was quoted', async () => {
    expect((await quote()).body).toMatchObject({ status: 409, code: 'CASH_OUT_NO_LIQUIDITY' });
    await place('carol', 'BACK', '4.00', '20.00');
    const offered = {
      percent: '100.00',
      side: 'LAY',
      size: '12.50',
      averagePrice: '4.00',
      limitPrice: '4.00',
      ifWin: '2.5000',
      ifLose: '2.5000',
    };
    expect((await quote()).body).toMatchObject(offered);
    expect((await quote('&percent=50')).body).toMatchObject({ size: '6.25', ifWin: '21.2500' });
    const closed = await cashOut({ price: '4.00' });
    expect(closed.status).toBe(201);
    expect(closed.body).toMatchObject({ side: 'LAY', sizeMatched: '12.50', status: 'COMPLETE' });
    expect((await position()).body).toMatchObject({
      reserved: '0.00',
      runners: [{ ifWin: '2.5000', ifLose: '2.5000' }, { profit: '2.50' }],
    });
    expect((await quote()).body).toMatchObject({ code: 'CASH_OUT_NO_EXPOSURE' });
  });

  it('stays as it is when the price has moved since the quote', async () => {
    const orderId = await place('carol', 'BACK', '4.00', '20.00');
    const { limitPrice } = (await quote()).body as { limitPrice?: string };
    await mustPost(engine, `/v1/orders/${orderId}/cancel`, { accountId: 'carol' });
    await place('carol', 'BACK', '4.20', '20.00');
    const before = await engine.fingerprint();
    const moved = await cashOut({ price: limitPrice });
    expect(moved.body).toMatchObject({ status: 409, code: 'CASH_OUT_PRICE_MOVED' });
    expect((await position()).body).toMatchObject({ runners: [backed, other] });
    // A refusal has a sequence, and that is all.
    expect((await engine.fingerprint()).sequence).toBe(before.sequence + 1);
    const again = (await quote()).body as { limitPrice?: string };
    expect((await cashOut({ price: again.limitPrice })).body).toMatchObject({ status: 'COMPLETE' });
  });
});
