import { makeSnapshot } from '../snapshot/make-snapshot.js';
import { newEngineState } from '../snapshot/new-engine-state.js';
import { SnapshotStore } from '../snapshot/snapshot-store.js';
import { commandIdOf, order, SpecEngine } from '../testing/spec-engine.js';
import { mustPost, openAccount, openMoneyMarket } from '../testing/spec-money.js';

const FIRST_WINS = [
  { runnerId: 1, result: 'WINNER' },
  { runnerId: 2, result: 'LOSER' },
];
const SECOND_WINS = [
  { runnerId: 1, result: 'LOSER' },
  { runnerId: 2, result: 'WINNER' },
];
const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

describe('a settlement', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    for (const accountId of ['alice', 'bob']) await openAccount(engine, accountId, '1000.00');
    await mustPost(engine, '/v1/accounts/alice/settings', { discount: '40.00' });
    await openMoneyMarket(engine, { baseRate: '5.00' });
    await mustPost(engine, '/v1/orders', order({ accountId: 'bob', price: '5.00', size: '100.00' }));
    await mustPost(engine, '/v1/orders', order({ side: 'BACK', price: '5.00', size: '100.00' }));
    await mustPost(engine, '/v1/markets/1/close');
  });
  afterEach(() => engine.end());

  const settle = (results: object[], step = 'settle') => {
    const body = { commandId: commandIdOf(`${step}-1`), results };
    return engine.post(`/v1/markets/1/${step}`, body);
  };

  /** Balances, and the commission: with it they are always what was paid in. */
  async function money(): Promise<string[]> {
    const balances: string[] = [];
    for (const accountId of ['alice', 'bob']) {
      const { body } = await engine.get(`/v1/accounts/${accountId}`);
      balances.push(String(body['balance']));
    }
    const { body } = await engine.get('/v1/money');
    const [sums] = body['money'] as { commission: string; balances: string; paidIn: string }[];
    expect(Number(sums?.balances) + Number(sums?.commission)).toBe(Number(sums?.paidIn));
    return [...balances, String(sums?.commission)];
  }

  it('pays the winnings less a commission with a discount: 400.00 x 5 % x (1 - 40 %) is 12.00', async () => {
    const settled = await settle(FIRST_WINS);
    expect(settled.body).toMatchObject({
      status: 'SETTLED',
      runners: [{ status: 'WINNER' }, { status: 'LOSER' }],
    });
    expect(await money()).toEqual(['1388.00', '600.00', '12.00']);
  });

  it('is corrected, and taken back', async () => {
    await settle(FIRST_WINS);
    await settle(SECOND_WINS, 'resettle');
    // bob wins 100.00 less 5 %.
    expect(await money()).toEqual(['900.00', '1095.00', '5.00']);
    await mustPost(engine, '/v1/markets/1/void');
    expect(await money()).toEqual(['1000.00', '1000.00', '0.00']);
    const again = await engine.post('/v1/markets/1/void');
    expect(again.body).toMatchObject({
      code: 'MARKET_STATUS_CONFLICT',
      detail: 'Market 1 is VOIDED; it can be voided only once.',
    });
  });

  it.each(['OPEN', 'CLOSED'])(
    'is none when the market is voided while %s: every trade is',
    async (status) => {
      const marketId = await openMoneyMarket(engine);
      await mustPost(engine, '/v1/orders', order({ accountId: 'bob', marketId }));
      const back = order({ marketId, side: 'BACK', size: '4.00' });
      const placed = await mustPost(engine, '/v1/orders', back);
      if (status === 'CLOSED') await mustPost(engine, `/v1/markets/${marketId}/close`);
      const voided = await engine.post(`/v1/markets/${marketId}/void`);
      expect(voided.body).toMatchObject({ status: 'VOIDED' });
      const { body } = await engine.get(`/v1/orders/${Number(placed.body['orderId'])}`);
      expect(body).toMatchObject({ sizeMatched: '0.00', sizeVoided: '4.00', status: 'COMPLETE' });
      const before = await engine.fingerprint();
      await engine.restart();
      expect(await engine.fingerprint()).toEqual(before);
    },
  );

  it('shares the place in a dead heat', async () => {
    const results = [1, 2].map((runnerId) => ({ runnerId, result: 'WINNER' }));
    expect((await settle(results)).status).toBe(200);
    // Half of the return of 500.00: 150.00 won, 4.50 of it commission.
    expect(await money()).toEqual(['1145.50', '850.00', '4.50']);
  });

  it.each([
    { what: 'a runner without a result', results: FIRST_WINS.slice(0, 1) },
    { what: 'no winner', results: [1, 2].map((runnerId) => ({ runnerId, result: 'LOSER' })) },
    { what: 'a runner that is not there', results: [...FIRST_WINS, { runnerId: 3, result: 'LOSER' }] },
  ])('is refused with $what', async ({ results }) => {
    const refused = await settle(results);
    expect(refused.body).toMatchObject({ status: 422, code: 'RESULT_INVALID' });
    expect(await money()).toEqual(['1000.00', '1000.00', '0.00']);
  });

  it('gives a retry its first answer, and pays once, before and after restarts with and without a snapshot', async () => {
    const first = await settle(FIRST_WINS);
    expect((await settle(FIRST_WINS)).text).toBe(first.text);
    const other = await engine.post('/v1/markets/1/settle', { results: FIRST_WINS });
    expect(other.body.code).toBe('MARKET_STATUS_CONFLICT');
    const [before, paid] = [await engine.fingerprint(), await money()];

    const expectTheSame = async (snapshotSequence: number): Promise<void> => {
      await engine.restart();
      expect(await engine.engine.ready).toMatchObject({ snapshotSequence });
      expect((await settle(FIRST_WINS)).text).toBe(first.text);
      expect(await engine.fingerprint()).toEqual(before);
      expect(await money()).toEqual(paid);
    };
    await expectTheSame(0);
    await makeSnapshot({
      newState: () => newEngineState(engine.config),
      logDirectory: engine.config.logDirectory,
      snapshots: new SnapshotStore({ directory: engine.config.snapshotDirectory, shard: 0 }),
      kept: 1,
      logger: quiet,
    });
    await expectTheSame(before.sequence);
    // The positions are in the snapshot: the market can be settled again.
    await settle(SECOND_WINS, 'resettle');
    expect(await money()).toEqual(['900.00', '1095.00', '5.00']);
  });
});
