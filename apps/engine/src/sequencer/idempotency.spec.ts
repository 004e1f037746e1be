import { order, SpecEngine } from '../testing/spec-engine.js';

describe('a commandId', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => engine.end());

  it('gives a retry the first answer, byte for byte, although the order has changed since', async () => {
    const first = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    await engine.post('/v1/orders', order({ accountId: 'bob', side: 'BACK', size: '4.00' }));
    const before = await engine.fingerprint();
    // The same command in other words: numbers instead of text, another order of the fields.
    const retry = await engine.post('/v1/orders', { size: 10, price: 2.5, ...order({ commandId: 'c-1' }) });
    expect(retry.status).toBe(201);
    expect(retry.text).toBe(first.text);
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('gives a retry of a refused command the first refusal', async () => {
    await engine.post('/v1/markets/1/suspend');
    const first = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    expect(first).toMatchObject({ status: 409, body: { code: 'MARKET_SUSPENDED', sequence: 4 } });
    await engine.post('/v1/markets/1/resume');
    const retry = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    expect(retry.status).toBe(409);
    expect(retry.text).toBe(first.text);
    expect(retry.headers.get('content-type')).toContain('application/problem+json');
  });

  it('belongs to one command: another one under it is refused and changes nothing', async () => {
    await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    const before = await engine.fingerprint();
    const others = [
      engine.post('/v1/orders', order({ commandId: 'c-1', size: '10.01' })),
      engine.post('/v1/orders', order({ commandId: 'c-1', side: 'BACK' })),
      engine.post('/v1/orders/1/cancel', { accountId: 'alice', commandId: 'c-1' }),
    ];
    for (const answer of await Promise.all(others)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_REUSED' } });
      expect(answer.body.detail).toContain('use a new commandId');
    }
    expect(await engine.fingerprint()).toEqual(before);
  });

  it("is the account's own: others, and operators, may use the same", async () => {
    const alice = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    const bob = await engine.post('/v1/orders', order({ commandId: 'c-1', accountId: 'bob' }));
    const operator = await engine.post('/v1/markets/1/suspend', { commandId: 'c-1' });
    expect([alice.status, bob.status, operator.status]).toEqual([201, 201, 200]);
    expect(alice.body['orderId']).not.toBe(bob.body['orderId']);
  });

  it('works for every command', async () => {
    const runners = [{ runnerId: 1, name: 'One' }];
    const steps: [string, Record<string, unknown>][] = [
      ['/v1/markets', { commandId: 'm', name: 'Another', runners }],
      ['/v1/markets/2/open', { commandId: 'open' }],
      ['/v1/orders', order({ commandId: 'place', marketId: 2 })],
      ['/v1/orders/1/reduce', { commandId: 'reduce', accountId: 'alice', size: '1.00' }],
      ['/v1/orders/1/replace', { commandId: 'replace', accountId: 'alice', size: '2.00' }],
      ['/v1/orders/1/cancel', { commandId: 'cancel', accountId: 'alice' }],
      ['/v1/orders/cancel-all', { commandId: 'all', accountId: 'alice', marketId: 2 }],
      ['/v1/markets/2/suspend', { commandId: 'suspend' }],
      ['/v1/markets/2/resume', { commandId: 'resume' }],
      ['/v1/markets/2/close', { commandId: 'close' }],
    ];
    const answers: string[] = [];
    for (const [path, body] of steps) {
      const answer = await engine.post(path, body);
      expect(answer.status).toBeLessThan(300);
      answers.push(answer.text);
    }
    const before = await engine.fingerprint();
    await engine.restart();
    for (const [index, [path, body]] of steps.entries()) {
      expect((await engine.post(path, body)).text).toBe(answers[index]);
    }
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('is remembered over a restart, refusals included', async () => {
    const placed = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
    const refused = await engine.post('/v1/orders', order({ commandId: 'c-2', price: '2.51' }));
    await engine.restart();
    expect((await engine.post('/v1/orders', order({ commandId: 'c-1' }))).text).toBe(placed.text);
    expect((await engine.post('/v1/orders', order({ commandId: 'c-2', price: '2.51' }))).text).toBe(
      refused.text,
    );
    const reused = await engine.post('/v1/orders', order({ commandId: 'c-2' }));
    expect(reused.body.code).toBe('COMMAND_ID_REUSED');
  });

  it('twice in one batch, or in two requests at once, makes one order', async () => {
    const twice = await engine.post('/v1/orders/batch', {
      orders: [order({ commandId: 'c-1' }), order({ commandId: 'c-1' })],
    });
    const [one, other] = twice.body['results'] as unknown[];
    expect(other).toEqual(one);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => engine.post('/v1/orders', order({ commandId: 'c-2' }))),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await engine.get('/v1/orders?accountId=alice&marketId=1')).body['orders']).toHaveLength(2);
  });
});

describe('beyond the horizon', () => {
  it('the oldest commandId is free again', async () => {
    const engine = await SpecEngine.start({ env: { IDEMPOTENCY_COMMANDS: '2' } });
    try {
      await engine.openMarket();
      for (const commandId of ['c-1', 'c-2', 'c-3']) await engine.post('/v1/orders', order({ commandId }));
      const known = await engine.post('/v1/orders', order({ commandId: 'c-2' }));
      expect(known.body['orderId']).toBe(2);
      const forgotten = await engine.post('/v1/orders', order({ commandId: 'c-1' }));
      expect(forgotten.body['orderId']).toBe(4);
    } finally {
      await engine.end();
    }
  });
});
