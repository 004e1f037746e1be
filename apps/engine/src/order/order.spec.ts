import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';

describe('the life of an order', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  it('rests, is matched at the price of the maker, and both sides can be read', async () => {
    const lay = await engine.post('/v1/orders', order());
    expect(lay.status).toBe(201);
    expect(lay.body).toEqual({
      orderId: 1,
      marketId: 1,
      runnerId: 1,
      accountId: 'alice',
      side: 'LAY',
      price: '2.50',
      size: '10.00',
      sizeMatched: '0.00',
      sizeRemaining: '10.00',
      sizeCancelled: '0.00',
      sizeLapsed: '0.00',
      sizeVoided: '0.00',
      averagePriceMatched: null,
      status: 'RESTING',
      reason: null,
      persistence: 'LAPSE',
      timeInForce: 'REST',
      goodTill: null,
      releaseAt: null,
      queue: { place: 1, sizeAhead: '0.00' },
      sequence: 3,
      placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      trades: [],
    });
    const back = await engine.post(
      '/v1/orders',
      order({ accountId: 'bob', side: 'BACK', price: 2.48, size: 4 }),
    );
    expect(back.body).toMatchObject({
      orderId: 2,
      sizeMatched: '4.00',
      sizeRemaining: '0.00',
      averagePriceMatched: '2.50',
      status: 'COMPLETE',
      trades: [{ tradeId: '4-1', price: '2.50', size: '4.00' }],
    });
    const maker = await engine.get('/v1/orders/1');
    expect(maker.body).toMatchObject({
      sizeMatched: '4.00',
      sizeRemaining: '6.00',
      status: 'RESTING',
      sequence: 4,
    });
    const taker = await engine.get('/v1/orders/2');
    expect(taker.body).toMatchObject({ status: 'COMPLETE', sizeMatched: '4.00' });
  });

  it('rounds the average price half up, and nothing else', async () => {
    await engine.post('/v1/orders', order({ price: '2.50', size: '0.01' }));
    await engine.post('/v1/orders', order({ price: '2.48', size: '0.01' }));
    await engine.post('/v1/orders', order({ price: '2.46', size: '0.02' }));
    // (2.50 + 2.48 + 2 x 2.46) / 4 = 2.475
    const back = await engine.post(
      '/v1/orders',
      order({ accountId: 'bob', side: 'BACK', price: '2.40', size: '0.04' }),
    );
    expect(back.body).toMatchObject({ averagePriceMatched: '2.48', sizeMatched: '0.04' });
    expect(back.body['trades']).toEqual([
      { tradeId: '6-1', price: '2.50', size: '0.01' },
      { tradeId: '6-2', price: '2.48', size: '0.01' },
      { tradeId: '6-3', price: '2.46', size: '0.02' },
    ]);
  });

  it('is reduced, keeping its place, and cancelled', async () => {
    await engine.post('/v1/orders', order());
    await engine.post('/v1/orders', order({ accountId: 'carol' }));
    const reduced = await engine.post('/v1/orders/1/reduce', { accountId: 'alice', size: '4.00' });
    expect(reduced.status).toBe(200);
    expect(reduced.body).toMatchObject({ sizeRemaining: '6.00', sizeCancelled: '4.00', status: 'RESTING' });
    const back = await engine.post('/v1/orders', order({ accountId: 'bob', side: 'BACK', size: '1.00' }));
    expect(back.status).toBe(201);
    expect((await engine.get('/v1/orders/1')).body).toMatchObject({
      sizeMatched: '1.00',
      sizeRemaining: '5.00',
    });
    const cancelled = await engine.post('/v1/orders/1/cancel', { accountId: 'alice' });
    expect(cancelled.body).toMatchObject({
      sizeRemaining: '0.00',
      sizeCancelled: '9.00',
      status: 'COMPLETE',
    });
    const again = await engine.post('/v1/orders/1/cancel', { accountId: 'alice' });
    expect(again).toMatchObject({ status: 404, body: { code: 'ORDER_UNKNOWN' } });
    expect(again.body.detail).toBe(
      'The account alice has no order 1 in any book; of an order that is complete, nothing remains to be changed.',
    );
  });

  it('is replaced: a smaller size keeps the id, another price makes a new order', async () => {
    await engine.post('/v1/orders', order());
    const smaller = await engine.post('/v1/orders/1/replace', { accountId: 'alice', size: '7.00' });
    expect(smaller.body).toMatchObject({
      orderId: 1,
      sizeRemaining: '7.00',
      replacesOrderId: null,
      trades: [],
    });
    await engine.post('/v1/orders', order({ accountId: 'bob', side: 'BACK', price: '2.60', size: '3.00' }));
    const moved = await engine.post('/v1/orders/1/replace', { accountId: 'alice', price: '2.60' });
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({
      replacesOrderId: 1,
      price: '2.60',
      size: '7.00',
      sizeMatched: '3.00',
      sizeRemaining: '4.00',
      trades: [{ price: '2.60', size: '3.00' }],
    });
    expect((await engine.get('/v1/orders/1')).body).toMatchObject({
      status: 'COMPLETE',
      sizeCancelled: '10.00',
    });
    const same = await engine.post(`/v1/orders/${String(moved.body['orderId'])}/replace`, {
      accountId: 'alice',
    });
    expect(same).toMatchObject({ status: 422, body: { code: 'NOTHING_TO_CHANGE' } });
  });

  it("is the owner's alone: for others it is not there", async () => {
    await engine.post('/v1/orders', order());
    for (const path of ['cancel', 'replace', 'reduce']) {
      const body = { accountId: 'mallory', ...(path !== 'cancel' && { size: '1.00' }) };
      const answer = await engine.post(`/v1/orders/1/${path}`, body);
      expect(answer).toMatchObject({ status: 404, body: { code: 'ORDER_UNKNOWN' } });
      expect(answer.body.detail).toBe(
        'The account mallory has no order 1 in any book; of an order that is complete, nothing remains to be changed.',
      );
    }
  });

  it('goes with all others of the account in the market on cancel-all', async () => {
    await engine.post('/v1/orders', order());
    await engine.post('/v1/orders', order({ runnerId: 2, size: '3.00' }));
    await engine.post('/v1/orders', order({ accountId: 'carol' }));
    const all = await engine.post('/v1/orders/cancel-all', { accountId: 'alice', marketId: 1 });
    expect(all.status).toBe(200);
    expect(all.body).toEqual({
      accountId: 'alice',
      marketId: 1,
      sequence: 6,
      cancelled: [
        { orderId: 1, sizeCancelled: '10.00' },
        { orderId: 2, sizeCancelled: '3.00' },
      ],
    });
    const none = await engine.post('/v1/orders/cancel-all', { accountId: 'nobody', marketId: 1 });
    expect(none).toMatchObject({ status: 200, body: { cancelled: [] } });
  });

  it('is listed per account and market, page by page, while it is in the book', async () => {
    for (let count = 0; count < 5; count++) await engine.post('/v1/orders', order());
    await engine.post('/v1/orders/2/cancel', { accountId: 'alice' });
    const ids: number[] = [];
    let after = '';
    for (;;) {
      const page = await engine.get(`/v1/orders?accountId=alice&marketId=1&limit=2${after}`);
      expect(page.status).toBe(200);
      ids.push(...(page.body['orders'] as { orderId: number }[]).map(({ orderId }) => orderId));
      if (page.body['next'] === null) break;
      after = `&after=${page.body['next'] as string}`;
    }
    expect(ids).toEqual([1, 3, 4, 5]);
    expect((await engine.get('/v1/orders?accountId=nobody&marketId=1')).body['orders']).toEqual([]);
  });

  it('is listed per account in all markets, with the sequence that the page is true for', async () => {
    const marketId = await engine.openMarket();
    await engine.post('/v1/orders', order());
    const latest = await engine.post('/v1/orders', order({ marketId }));
    const { body } = await engine.get('/v1/orders?accountId=alice');
    const orders = body['orders'] as { orderId: number; marketId: number }[];
    expect(orders.map((one) => one.marketId)).toEqual([1, marketId]);
    expect(body['sequence']).toBe(latest.body['sequence']);
    expect((await engine.get('/v1/orders?accountId=alice&marketId=9')).body['code']).toBe('MARKET_UNKNOWN');
    expect((await engine.get('/v1/orders?accountId=nobody')).body['orders']).toEqual([]);
  });

  it('lapses at the close of the market', async () => {
    await engine.post('/v1/orders', order());
    await engine.post('/v1/markets/1/close');
    expect((await engine.get('/v1/orders/1')).body).toMatchObject({
      status: 'COMPLETE',
      sizeLapsed: '10.00',
      sizeRemaining: '0.00',
    });
  });

  it('in a batch has its own result, in order, refusals between them', async () => {
    const batch = await engine.post('/v1/orders/batch', {
      orders: [
        order(),
        order({ price: '2.51' }),
        order({ side: 'BACK', size: '3.00' }),
        order({ runnerId: 9 }),
      ],
    });
    expect(batch.status).toBe(200);
    expect(batch.body['results']).toMatchObject([
      { status: 201, order: { orderId: 1, sequence: 3 } },
      { status: 422, problem: { code: 'PRICE_OFF_LADDER', sequence: 4 } },
      { status: 201, order: { orderId: 2, sequence: 5, trades: [{ size: '3.00' }] } },
      { status: 404, problem: { code: 'RUNNER_UNKNOWN', sequence: 6 } },
    ]);
    const cancels = await engine.post('/v1/orders/cancel-batch', {
      cancels: [
        { accountId: 'alice', orderId: 1, size: '2.00' },
        { accountId: 'alice', orderId: 99 },
        { accountId: 'alice', orderId: 1 },
      ],
    });
    expect(cancels.body['results']).toMatchObject([
      { status: 200, order: { sizeRemaining: '5.00' } },
      { status: 404, problem: { code: 'ORDER_UNKNOWN' } },
      { status: 200, order: { sizeRemaining: '0.00', sizeCancelled: '7.00' } },
    ]);
  });

  it('of a batch of 200 is one of 200', async () => {
    const orders = Array.from({ length: 200 }, (_, index) => order({ commandId: commandIdOf(`c-${index}`) }));
    const batch = await engine.post('/v1/orders/batch', { orders });
    const results = batch.body['results'] as { status: number; order: { orderId: number } }[];
    expect(results.map((result) => [result.status, result.order.orderId])).toEqual(
      orders.map((_, index) => [201, index + 1]),
    );
  });
});

describe('completed orders', () => {
  it('can be read as long as they are among the latest, also after a restart', async () => {
    const engine = await SpecEngine.start({ env: { COMPLETED_ORDERS: '2' } });
    try {
      await engine.openMarket();
      const ids: number[] = [];
      for (let count = 0; count < 4; count++) {
        const placed = await engine.post('/v1/orders', order());
        const orderId = Number(placed.body['orderId']);
        ids.push(orderId);
        await engine.post(`/v1/orders/${orderId}/cancel`, { accountId: 'alice' });
      }
      const readAll = () => Promise.all(ids.map((id) => engine.get(`/v1/orders/${id}`)));
      const before = await readAll();
      expect(before.map(({ status }) => status)).toEqual([404, 404, 200, 200]);
      expect(before[0]?.body.detail).toContain('the storage app has all older ones');
      await engine.restart();
      expect((await readAll()).map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    } finally {
      await engine.end();
    }
  });
});
