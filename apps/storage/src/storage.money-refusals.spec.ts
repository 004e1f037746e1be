import { jest } from '@jest/globals';
import { ConsumerLedger } from '@backlay/persistence';
import { MoneyScript } from './testing/money-script.js';
import { SpecStorage } from './testing/spec-storage.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const scene = () =>
  new MoneyScript().account('alice', 10_000).account('bob', 10_000).market(1, [101, 102, 103]);

describe('money that does not add up', () => {
  let storage: SpecStorage;

  beforeAll(async () => {
    storage = await SpecStorage.create();
  });
  beforeEach(() => storage.clear());
  afterAll(() => storage.destroy());

  describe('is refused, with nothing of the batch written, when', () => {
    const settlement = (paid: Record<string, readonly [number, number]>, rounding = 0) => {
      const script = scene().close(1);
      return script.settle(1, { paid, results: { 101: 'WINNER', 102: 'LOSER', 103: 'LOSER' }, rounding });
    };

    it('a settlement pays out more than it takes in', async () => {
      const { groups } = settlement({ alice: [1801, 0], bob: [-1800, 0] });

      await expect(storage.store(groups)).rejects.toThrow('leave 1 minor units in the market');
      expect(await storage.rows('SELECT 1 FROM ledger_entries')).toEqual([]);
      expect(await storage.app.get(ConsumerLedger).position()).toBeUndefined();
    });

    it('the market tells another commission than its accounts', async () => {
      const { groups } = settlement({ alice: [1800, 90], bob: [-1800, 0] });
      const last = groups.at(-1);
      const events = (last?.events ?? []).map((event) =>
        event.type === 'market.settled' ? { ...event, commission: 91 } : event,
      );
      const changed = [...groups.slice(0, -1), { ...last, events } as (typeof groups)[number]];

      await expect(storage.store(changed)).rejects.toThrow('its commission is 91, that of its accounts 90');
    });

    it('accounts are paid and the market does not say so', async () => {
      const { groups } = settlement({ alice: [1800, 90], bob: [-1800, 0] });
      const last = groups.at(-1);
      const events = (last?.events ?? []).filter(({ type }) => type !== 'market.settled');
      const changed = [...groups.slice(0, -1), { ...last, events } as (typeof groups)[number]];

      await expect(storage.store(changed)).rejects.toThrow('no event of the market says with what');
    });

    it.each([1, 2])('a balance does not go on where it was (%i batches)', async (batches) => {
      const { groups } = new MoneyScript().account('alice', 10_000);
      const wrong = {
        type: 'account.deposited',
        accountId: 'alice',
        currency: 'GBP',
        amount: 5,
        balance: 10_006,
      } as const;
      const more = [...groups, { shard: 0, sequence: 3, timeMs: 3, events: [wrong] }];
      if (batches === 2) await storage.store(groups);

      await expect(storage.store(batches === 2 ? more.slice(2) : more)).rejects.toThrow(
        'account alice has 10000 minor units in the ledger, event 3-0 goes on from 10001',
      );
    });

    it('an account gets money of another currency', async () => {
      const { groups } = new MoneyScript().account('alice', 10_000);
      const foreign = {
        type: 'account.deposited',
        accountId: 'alice',
        currency: 'EUR',
        amount: 5,
        balance: 10_005,
      } as const;
      await storage.store(groups);

      await expect(storage.store([{ shard: 0, sequence: 3, timeMs: 3, events: [foreign] }])).rejects.toThrow(
        'ledger account account:alice is one of GBP, nothing in EUR can be booked on it',
      );
    });
  });
});
