import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import type { Check } from '../../../tools/verify/check.js';
import { inSnapshot } from '../../../tools/verify/databases.js';
import { checkEngineMoney, readEngineMoney } from '../../../tools/verify/engine-money.js';
import { LogSums } from '../../../tools/verify/log-sums.js';
import { checkMoney, expectMoney } from '../../../tools/verify/money-check.js';
import { checkStorage, expectStorage } from '../../../tools/verify/storage-check.js';
import { startApp } from './app.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const COMMANDS = 1_500;

const KEYS = { operator: 'spec', trader: () => 'spec' };

describe('npm run verify about money', () => {
  let storage: RunningConsumer;
  let client: pg.Client;
  const sums = new LogSums();

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
    const groups = new EventHistory({ seed: 3, commands: COMMANDS, markets: 4 }).groups();
    for (const group of groups) sums.add(group);
    await storage.append(groups);
    await storage.untilApplied();
    client = new pg.Client({ connectionString: storage.database.url });
    await client.connect();
    await client.query('SET search_path = storage');
  });
  afterAll(async () => {
    await client?.end();
    await storage?.destroy();
  });

  const checks = (): Promise<Check[]> =>
    inSnapshot(storage.database.url, 'storage', async (snapshot) => [
      ...(await checkStorage(snapshot, expectStorage(sums), 1)),
      ...(await checkMoney(snapshot, expectMoney(sums), 1)),
    ]);
  const wrong = async (): Promise<string[]> =>
    (await checks()).filter(({ ok }) => ok !== true).map(({ what }) => what);

  it('finds that ledger, accounts, settled orders and log agree', async () => {
    const settled = await client.query('SELECT count(*)::int4 AS count FROM settled_orders WHERE tied > 1');
    expect(settled.rows[0]).not.toEqual({ count: 0 });
    expect(await wrong()).toEqual([]);
    expect((await checks()).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['ledger GBP, sum of everything', 'ledger GBP, commission', 'accounts']),
    );
  });

  it.each([
    [
      "UPDATE accounts SET balance = balance + 1 WHERE account_id = 'account-1'",
      "UPDATE accounts SET balance = balance - 1 WHERE account_id = 'account-1'",
      [
        'accounts with another balance than the ledger or its last line',
        'accounts with another balance than the log',
      ],
    ],
    [
      "UPDATE ledger_balances SET balance = balance + 1 WHERE ledger_account = 'commission:GBP'",
      "UPDATE ledger_balances SET balance = balance - 1 WHERE ledger_account = 'commission:GBP'",
      ['ledger accounts that are not the sum of their entries'],
    ],
    [
      'UPDATE settled_orders SET matched_price_size = matched_price_size + 100, profit_numerator = profit_numerator + 100 * places * CASE side WHEN $$BACK$$ THEN 1 ELSE -1 END WHERE places = 1',
      'UPDATE settled_orders SET matched_price_size = matched_price_size - 100, profit_numerator = profit_numerator - 100 * places * CASE side WHEN $$BACK$$ THEN 1 ELSE -1 END WHERE places = 1',
      ['accounts that were not paid what their settled orders come to'],
    ],
  ])('names what does not agree after %s', async (damage, repair, lines) => {
    expect((await client.query(damage)).rowCount).toBeGreaterThan(0);
    const found = await wrong();
    await client.query(repair);

    expect(found).toEqual(lines);
    expect(await wrong()).toEqual([]);
  });

  describe('compared with an engine', () => {
    let server: Server;
    let answers: Record<string, unknown>;

    const compare = async (): Promise<string[]> => {
      const { port } = server.address() as AddressInfo;
      const money = await readEngineMoney(`http://127.0.0.1:${port}`, KEYS);
      if (!('balances' in money)) return [money.found];
      const found = await inSnapshot(storage.database.url, 'storage', (snapshot) =>
        checkEngineMoney(snapshot, money),
      );
      return found.filter(({ ok }) => ok !== true).map(({ what, found }) => `${what}: ${found}`);
    };

    beforeEach(async () => {
      const decimal = (value: number | bigint) => (Number(value) / 100).toFixed(2);
      const accounts = [...sums.money.balances].map(([accountId, balance]) => ({
        accountId,
        currency: 'GBP',
        balance: decimal(balance),
      }));
      const total = [...sums.money.balances.values()].reduce((sum, balance) => sum + balance, 0);
      const gbp = sums.money.currencies.get('GBP');
      answers = {
        '/v1/engine': { sequence: COMMANDS, durableSequence: COMMANDS },
        '/v1/accounts?limit=1000': { accounts: accounts.slice(0, 2), next: 'account-2' },
        '/v1/accounts?limit=1000&after=account-2': { accounts: accounts.slice(2), next: null },
        '/v1/money': {
          money: [
            {
              currency: 'GBP',
              balances: decimal(total),
              commission: decimal(gbp?.commission.value ?? 0n),
              rounding: decimal(gbp?.rounding.value ?? 0n),
              paidIn: decimal(gbp?.paidIn.value ?? 0n),
            },
          ],
        },
      };
      server = createServer(({ url = '' }, response) => {
        const body = answers[url];
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body ?? {}));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterEach(() => server.close());

    it('finds that both agree to the penny', async () => {
      expect(await compare()).toEqual([]);
    });

    it('names an account whose balance differs by a penny, and totals that do', async () => {
      const page = answers['/v1/accounts?limit=1000'] as { accounts: { balance: string }[] };
      const [first] = page.accounts;
      if (first !== undefined) first.balance = (Number(first.balance) + 0.01).toFixed(2);
      const [gbp] = (answers['/v1/money'] as { money: { rounding: string }[] }).money;
      if (gbp !== undefined) gbp.rounding = '-1.00';

      expect(await compare()).toEqual([
        'accounts with another balance than the ledger: 1, such as account-1',
        'money GBP, rounding: -1.00',
      ]);
    });

    it('takes any balance that the account had while the engine was asked', async () => {
      answers['/v1/engine'] = { sequence: COMMANDS, durableSequence: 0 };

      expect(await compare()).toEqual(['money: it moved while the engine was asked: run this again']);
    });

    it('says so when the engine offers no accounts', async () => {
      answers = { '/v1/engine': answers['/v1/engine'] };

      expect(await compare()).toEqual(['engine offers no accounts']);
    });
  });
});
