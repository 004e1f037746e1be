import { SpecEngine } from '../testing/spec-engine.js';

const RUNNERS = [
  { runnerId: 7, name: 'Seven' },
  { runnerId: 3, name: 'Three' },
];

describe('the life of a market', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
  });
  afterEach(() => engine.end());

  it('begins INACTIVE with the runners and the ladder it will always have', async () => {
    const created = await engine.post('/v1/markets', { name: 'Derby', runners: RUNNERS, currency: 'XXX' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      marketId: 1,
      name: 'Derby',
      status: 'INACTIVE',
      runners: RUNNERS.map((runner) => ({ ...runner, status: 'ACTIVE' })),
      ladder: { kind: 'CLASSIC' },
      currency: 'XXX',
      createdAt: expect.stringMatching(/Z$/),
      sequence: 1,
    });
    const { sequence: _, ...market } = created.body;
    expect((await engine.get('/v1/markets/1')).body).toEqual(market);
  });

  it('takes a ladder of its own, exact to the hundredth', async () => {
    const bands = [
      { from: '1.50', to: '2.00', step: '0.25' },
      { from: '3.00', to: '10000.00', step: '1.00' },
    ];
    const ladder = { kind: 'CUSTOM', bands };
    const created = await engine.post('/v1/markets', {
      name: 'Own',
      runners: RUNNERS,
      ladder,
      currency: 'XXX',
    });
    expect(created.body['ladder']).toEqual(ladder);
    await engine.post('/v1/markets/1/open');
    const orderAt = { accountId: 'alice', marketId: 1, runnerId: 7, side: 'LAY', size: '1.00' };
    expect((await engine.post('/v1/orders', { ...orderAt, price: '1.75' })).status).toBe(201);
    const off = await engine.post('/v1/orders', { ...orderAt, price: '2.50' });
    expect(off.body.detail).toBe('2.50 is not on the CUSTOM ladder; nearest prices are 2.00 and 3.00.');
  });

  it('goes its way step by step, with and without a body, and refuses every other step', async () => {
    await engine.post('/v1/markets', { name: 'Derby', runners: RUNNERS, currency: 'XXX' });
    const steps: [step: string, status: number, now: string][] = [
      ['suspend', 409, 'INACTIVE'],
      ['resume', 409, 'INACTIVE'],
      ['open', 200, 'OPEN'],
      ['open', 409, 'OPEN'],
      ['resume', 409, 'OPEN'],
      ['suspend', 200, 'SUSPENDED'],
      ['suspend', 409, 'SUSPENDED'],
      ['open', 409, 'SUSPENDED'],
      ['resume', 200, 'OPEN'],
      ['close', 200, 'CLOSED'],
      ['close', 409, 'CLOSED'],
      ['resume', 409, 'CLOSED'],
    ];
    for (const [index, [step, status, now]] of steps.entries()) {
      const answer = await engine.post(`/v1/markets/1/${step}`, index % 2 === 0 ? {} : undefined);
      expect({ step, status: answer.status }).toEqual({ step, status });
      expect((await engine.get('/v1/markets/1')).body['status']).toBe(now);
    }
  });

  it('is listed by id, page by page, all or those of one status', async () => {
    for (let count = 0; count < 5; count++)
      await engine.post('/v1/markets', { name: 'M', runners: RUNNERS, currency: 'XXX' });
    for (const marketId of [2, 4, 5]) await engine.post(`/v1/markets/${marketId}/open`);
    const idsOf = (body: Record<string, unknown>) =>
      (body['markets'] as { marketId: number }[]).map(({ marketId }) => marketId);
    const first = await engine.get('/v1/markets?limit=2&status=OPEN');
    expect([idsOf(first.body), first.body['next']]).toEqual([[2, 4], '4']);
    const second = await engine.get('/v1/markets?limit=2&status=OPEN&after=4');
    expect([idsOf(second.body), second.body['next']]).toEqual([[5], null]);
    const all = await engine.get('/v1/markets');
    expect([idsOf(all.body), all.body['next']]).toEqual([[1, 2, 3, 4, 5], null]);
    const exact = await engine.get('/v1/markets?limit=5');
    expect(exact.body['next']).toBeNull();
  });
});
