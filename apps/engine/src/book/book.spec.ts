import { order, SpecEngine } from '../testing/spec-engine.js';

describe('the book', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
    const backs = [
      ['3.00', '1.00'],
      ['2.60', '2.00'],
      ['2.60', '0.50'],
      ['2.70', '4.00'],
      ['5.00', '9.99'],
    ];
    const lays = [
      ['2.50', '10.00'],
      ['2.48', '5.00'],
      ['1.01', '0.01'],
      ['2.40', '3.00'],
    ];
    for (const [price, size] of backs) await engine.post('/v1/orders', order({ side: 'BACK', price, size }));
    for (const [price, size] of lays) await engine.post('/v1/orders', order({ side: 'LAY', price, size }));
  });
  afterEach(() => engine.end());

  const toBack = [
    { price: '2.50', size: '10.00', orders: 1 },
    { price: '2.48', size: '5.00', orders: 1 },
    { price: '2.40', size: '3.00', orders: 1 },
    { price: '1.01', size: '0.01', orders: 1 },
  ];
  const toLay = [
    { price: '2.60', size: '2.50', orders: 2 },
    { price: '2.70', size: '4.00', orders: 1 },
    { price: '3.00', size: '1.00', orders: 1 },
    { price: '5.00', size: '9.99', orders: 1 },
  ];

  it('shows what can be backed, highest price first, and what can be laid, lowest first: three levels', async () => {
    const book = await engine.get('/v1/markets/1/book');
    expect(book.body).toEqual({
      marketId: 1,
      name: 'A market',
      status: 'OPEN',
      sequence: 11,
      runners: [
        { runnerId: 1, availableToBack: toBack.slice(0, 3), availableToLay: toLay.slice(0, 3) },
        { runnerId: 2, availableToBack: [], availableToLay: [] },
      ],
    });
  });

  it('is shown as deep as asked for, of one runner, too', async () => {
    const runnersAt = async (path: string) => (await engine.get(path)).body['runners'];
    const full = [{ runnerId: 1, availableToBack: toBack, availableToLay: toLay }];
    const best = [{ runnerId: 1, availableToBack: toBack.slice(0, 1), availableToLay: toLay.slice(0, 1) }];
    expect(await runnersAt('/v1/markets/1/runners/1/book?depth=full')).toEqual(full);
    expect(await runnersAt('/v1/markets/1/runners/1/book?depth=1')).toEqual(best);
  });

  it('is empty after the close, and unknown for unknown markets and runners', async () => {
    await engine.post('/v1/markets/1/close');
    const closed = await engine.get('/v1/markets/1/runners/1/book');
    expect(closed.body).toMatchObject({
      status: 'CLOSED',
      runners: [{ availableToBack: [], availableToLay: [] }],
    });
    expect(await engine.get('/v1/markets/9/book')).toMatchObject({
      status: 404,
      body: { code: 'MARKET_UNKNOWN' },
    });
    const noRunner = await engine.get('/v1/markets/1/runners/9/book');
    expect(noRunner).toMatchObject({ status: 404, body: { code: 'RUNNER_UNKNOWN' } });
  });
});
