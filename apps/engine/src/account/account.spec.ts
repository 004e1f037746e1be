import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';
import { mustPost, openAccount, openMoneyMarket } from '../testing/spec-money.js';

describe('accounts', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await openAccount(engine, 'alice', '100.00');
    await openAccount(engine, 'bob', '50.00');
  });
  afterEach(() => engine.end());

  it('hold back the worst case of what they have placed, and pay out only what is free', async () => {
    await openMoneyMarket(engine);
    await mustPost(engine, '/v1/orders', order({ size: '40.00' }));
    const account = await engine.as('alice').get('/v1/accounts/alice');
    expect(account.body).toMatchObject({ balance: '100.00', reserved: '60.00', available: '40.00' });
    const withdrawal = await engine.post('/v1/withdrawals', { accountId: 'alice', amount: '40.01' });
    expect(withdrawal.status).toBe(409);
    expect(withdrawal.body).toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      detail: 'The account alice has 40.00 free of 100.00; 40.01 is more than that.',
    });
    const rest = await mustPost(engine, '/v1/withdrawals', { accountId: 'alice', amount: '40.00' });
    expect(rest.body).toMatchObject({ balance: '60.00', reserved: '60.00', available: '0.00' });
    expect((await engine.get('/v1/money')).body['money']).toEqual([
      { currency: 'GBP', balances: '110.00', commission: '0.00', rounding: '0.00', paidIn: '110.00' },
    ]);
  });

  it('are not there for another trader, in the same words as one that never was', async () => {
    const words = (accountId: string) => `There is no account ${accountId} that this key may read.`;
    for (const path of ['', '/positions', '/positions/1']) {
      for (const accountId of ['bob', 'nobody']) {
        const { status, body } = await engine.as('alice').get(`/v1/accounts/${accountId}${path}`);
        expect(status).toBe(404);
        expect(body).toMatchObject({ code: 'ACCOUNT_UNKNOWN', detail: words(accountId) });
      }
    }
    expect((await engine.get('/v1/accounts/bob')).body).toMatchObject({ accountId: 'bob' });
  });

  it('are opened once, in one currency, before anybody pays in or places in a market with money', async () => {
    const again = await engine.post('/v1/accounts', { accountId: 'alice', currency: 'EUR' });
    expect(again.body).toMatchObject({
      code: 'ACCOUNT_EXISTS',
      detail: 'The account alice is open already, in GBP.',
    });
    const unknown = { code: 'ACCOUNT_UNKNOWN', detail: expect.stringContaining('no account carol') };
    expect((await engine.post('/v1/deposits', { accountId: 'carol', amount: '1.00' })).body).toMatchObject(
      unknown,
    );
    await openMoneyMarket(engine, { currency: 'EUR' });
    expect((await engine.post('/v1/orders', order({ accountId: 'carol' }))).body).toMatchObject(unknown);
    expect((await engine.post('/v1/orders', order())).body).toMatchObject({
      code: 'CURRENCY_MISMATCH',
      detail: 'The account alice is in GBP, the market in EUR.',
    });
  });

  it.each([
    {
      code: 'SIZE_LIMIT_EXCEEDED',
      settings: { sizeMax: '5.00' },
      detail:
        'This order would be too much: the account alice may have 5.00, and anybody in this market may have 9.00 of size in one order.',
    },
    {
      code: 'LIABILITY_LIMIT_EXCEEDED',
      settings: { liabilityMax: '14.99' },
      detail: 'This order would be too much: the account alice may have 14.99 of liability in one order.',
    },
    {
      code: 'EXPOSURE_LIMIT_EXCEEDED',
      settings: { exposureMax: '14.00' },
      detail: 'This order would be too much: the account alice may have 14.00 of exposure.',
    },
    {
      code: 'ORDER_COUNT_EXCEEDED',
      settings: { orderCountMax: 1 },
      detail: 'This order would be too much: the account alice may have 1 orders in books.',
    },
    {
      code: 'ORDER_RATE_EXCEEDED',
      settings: { ordersPerSecondMax: 1 },
      detail: 'The account alice may place 1 orders in one second; the next second is another one.',
    },
    {
      code: 'INSUFFICIENT_FUNDS',
      settings: {},
      detail:
        'The account alice has 1.00 free of 1.00; the worst case with LAY 10.00 at 2.50 would cost more than that.',
    },
  ])('have limits: $code', async ({ code, settings, detail }) => {
    if (code === 'INSUFFICIENT_FUNDS')
      await mustPost(engine, '/v1/withdrawals', { accountId: 'alice', amount: 99 });
    await openMoneyMarket(engine, code === 'SIZE_LIMIT_EXCEEDED' ? { limits: { sizeMax: '9.00' } } : {});
    await mustPost(engine, '/v1/accounts/alice/settings', settings);
    const placed = order({ size: '10.00' });
    const small = order({ size: '0.01', price: '2.00' });
    // Some limits are of more than one order: the last of the batch is the one too many.
    const batch = /COUNT|RATE/.test(code) ? [small, placed] : [placed];
    const { body } = await engine.post('/v1/orders/batch', { orders: batch });
    const results = body['results'] as { problem?: { code: string; detail: string } }[];
    expect(results.at(-1)?.problem).toMatchObject({ code, detail });
    // What is left out has its default again: no limit.
    await mustPost(engine, '/v1/accounts/alice/settings', {});
    const after = await engine.post('/v1/orders', placed);
    expect(after.body.code).toBe(
      code === 'INSUFFICIENT_FUNDS' || code === 'SIZE_LIMIT_EXCEEDED' ? code : undefined,
    );
  });

  it('are told what they cannot pay for, also for an order that names a target', async () => {
    await openMoneyMarket(engine);
    const { size: _, ...rest } = order({ price: '2.50' });
    const { body } = await engine.post('/v1/orders', { ...rest, target: { kind: 'PAYOUT', amount: '900' } });
    expect(body).toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      detail:
        'The account alice has 100.00 free of 100.00; the worst case with LAY for a payout of 900.00 at 2.50 would cost more than that.',
    });
  });

  it('give the first refusal again to a retry, although the reason is gone', async () => {
    await openMoneyMarket(engine);
    await mustPost(engine, '/v1/accounts/alice/stop');
    const late = order({ commandId: commandIdOf('late') });
    const refused = await engine.post('/v1/orders', late);
    expect(refused.body.code).toBe('ACCOUNT_STOPPED');
    await mustPost(engine, '/v1/accounts/alice/resume');
    expect((await engine.post('/v1/orders', late)).text).toBe(refused.text);
    await engine.restart();
    expect((await engine.post('/v1/orders', late)).text).toBe(refused.text);
  });
});
