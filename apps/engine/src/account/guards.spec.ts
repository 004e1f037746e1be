import { waitFor } from '../../../../test/support/wait.js';
import { order, SpecEngine } from '../testing/spec-engine.js';
import { mustPost, openAccount, openMoneyMarket } from '../testing/spec-money.js';

describe('what protects an account', () => {
  let engine: SpecEngine;

  beforeEach(async () => {
    engine = await SpecEngine.start();
    await openAccount(engine, 'alice', '1000.00');
    await openMoneyMarket(engine);
    await openMoneyMarket(engine);
  });
  afterEach(() => engine.end());

  const place = async (marketId: number): Promise<number> =>
    Number((await mustPost(engine, '/v1/orders', order({ marketId }))).body['orderId']);

  const account = async () => (await engine.get('/v1/accounts/alice')).body;

  describe('the heartbeat', () => {
    it('cancels every order by itself when no sign of life comes in time, once', async () => {
      const orderIds = [await place(1), await place(2)];
      const sign = await mustPost(engine, '/v1/account/heartbeat', { timeoutMs: 1_000 });
      const { dueAt } = sign.body['heartbeat'] as { dueAt: string };
      const before = await engine.fingerprint();
      await waitFor('both orders to be cancelled', async () => (await account())['reserved'] === '0.00');
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(dueAt));
      for (const orderId of orderIds) {
        const { body } = await engine.get(`/v1/orders/${orderId}`);
        expect(body).toMatchObject({
          status: 'COMPLETE',
          reason: 'HEARTBEAT_MISSED',
          sizeCancelled: '10.00',
        });
      }
      expect(await account()).toMatchObject({ heartbeat: null, stoppedBy: [] });
      // One command in the log, in which time passed; and the account may place again.
      expect((await engine.fingerprint()).sequence).toBe(before.sequence + 1);
      await place(1);
      await engine.restart();
      expect(await account()).toMatchObject({ reserved: '15.00', heartbeat: null });
    });

    it('has a time of 1 s to 1 h, and ends with 0', async () => {
      const beat = (timeoutMs: number) => engine.post('/v1/account/heartbeat', { timeoutMs });
      expect((await beat(999)).body).toMatchObject({ status: 422, code: 'TIMEOUT_INVALID' });
      expect((await beat(3_600_001)).body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
      expect((await beat(3_600_000)).body).toMatchObject({ heartbeat: { timeoutMs: 3_600_000 } });
      expect((await beat(0)).body).toMatchObject({ heartbeat: null });
    });
  });

  describe('the kill switch', () => {
    it('cancels in every market and refuses until its owner lifts it', async () => {
      const orderIds = [await place(1), await place(2)];
      const stopped = await engine.as('alice').post('/v1/account/stop');
      expect(stopped.body).toMatchObject({ reserved: '0.00', stoppedBy: ['OWNER'] });
      for (const orderId of orderIds) {
        const { body } = await engine.get(`/v1/orders/${orderId}`);
        expect(body).toMatchObject({ status: 'COMPLETE', reason: 'ACCOUNT_STOPPED' });
      }
      expect((await engine.post('/v1/orders', order())).body).toMatchObject({
        status: 409,
        code: 'ACCOUNT_STOPPED',
        detail: expect.stringContaining('stopped by its owner'),
      });
      await mustPost(engine, '/v1/account/resume');
      await place(1);
    });

    it('of an operator is not lifted by the owner', async () => {
      await place(1);
      await mustPost(engine, '/v1/accounts/alice/stop');
      const lifted = await engine.as('alice').post('/v1/account/resume');
      expect(lifted.body).toMatchObject({ status: 409, code: 'ACCOUNT_NOT_STOPPED' });
      await mustPost(engine, '/v1/account/stop');
      expect(await account()).toMatchObject({ reserved: '0.00', stoppedBy: ['OWNER', 'OPERATOR'] });
      const halfLifted = await mustPost(engine, '/v1/account/resume');
      expect(halfLifted.body).toMatchObject({ stoppedBy: ['OPERATOR'] });
      expect((await engine.post('/v1/orders', order())).body).toMatchObject({
        code: 'ACCOUNT_STOPPED',
        detail: expect.stringContaining('stopped by an operator'),
      });
      await engine.restart();
      expect(await account()).toMatchObject({ stoppedBy: ['OPERATOR'] });
      await mustPost(engine, '/v1/accounts/alice/resume');
      await place(1);
    });
  });
});
