import { jest } from '@jest/globals';
import { SettledOrderController } from './settlement/settled-order.controller.js';
import { SettlementController } from './settlement/settlement.controller.js';
import { MarketController } from './market/market.controller.js';
import { OrderController } from './order/order.controller.js';
import { MoneyScript } from './testing/money-script.js';
import { SpecStorage } from './testing/spec-storage.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const PAGE = { sort: 'oldest', limit: 100, cursor: undefined } as const;

/** Two accounts with 100.00 each, and a market of three runners. */
const scene = () =>
  new MoneyScript().account('alice', 10_000).account('bob', 10_000).market(1, [101, 102, 103]);

/** Who asks. */
const OPERATOR = { keyId: 'spec', role: 'operator' } as const;

describe('money in storage', () => {
  let storage: SpecStorage;

  beforeAll(async () => {
    storage = await SpecStorage.create();
  });
  beforeEach(() => storage.clear());
  afterAll(() => storage.destroy());

  /** The ledger as `kind: debit -> credit amount`, and the account's balance where there is one. */
  async function entries(fromSequence: number): Promise<string[]> {
    const rows = await storage.rows<Record<string, string>>(
      `SELECT kind, debit, credit, amount, balance FROM ledger_entries WHERE sequence >= ${fromSequence}
        ORDER BY sequence, event_index, entry_index`,
    );
    return rows.map(
      ({ kind, debit, credit, amount, balance }) =>
        `${kind}: ${debit} -> ${credit} ${amount}${balance === null ? '' : `, then ${balance}`}`,
    );
  }

  async function balances(): Promise<Record<string, string>> {
    const rows = await storage.rows<{ name: string; balance: string }>(
      'SELECT ledger_account AS name, balance FROM ledger_balances WHERE balance <> 0 ORDER BY 1',
    );
    return Object.fromEntries(rows.map(({ name, balance }) => [name, balance]));
  }

  async function profits(accountId: string): Promise<string[]> {
    const page = await storage.app
      .get(SettledOrderController)
      .list(OPERATOR, accountId, { ...PAGE, marketId: undefined, from: undefined, to: undefined });
    return page.items.map(
      ({ side, sizeMatched, averagePriceMatched, share, result, profit }) =>
        `${side} ${sizeMatched} @ ${averagePriceMatched} x ${share}: ${result} ${profit}`,
    );
  }

  it('books deposits and withdrawals against the outside world', async () => {
    const script = new MoneyScript().account('alice', 10_000).withdraw('alice', 2_500);

    await storage.store(script.groups);

    expect(await entries(1)).toEqual([
      'DEPOSIT: external:GBP -> account:alice 10000, then 10000',
      'WITHDRAWAL: account:alice -> external:GBP 2500, then 7500',
    ]);
    expect(await balances()).toEqual({ 'account:alice': '7500', 'external:GBP': '-7500' });
  });

  it('pays a back of 2 at 10 that wins 18, less 5 % commission', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 1000, size: 200, back: 'alice', lay: 'bob' })
      .close(1);
    const from = script.nextSequence;
    const paid = { alice: [1800, 90], bob: [-1800, 0] } as const;
    script.settle(1, { paid, results: { 101: 'WINNER', 102: 'LOSER', 103: 'LOSER' } });

    await storage.store(script.groups);

    expect(await entries(from)).toEqual([
      'PROFIT: market:1 -> account:alice 1800, then 11800',
      'COMMISSION: account:alice -> commission:GBP 90, then 11710',
      'PROFIT: account:bob -> market:1 1800, then 8200',
    ]);
    expect(await balances()).toEqual({
      'account:alice': '11710',
      'account:bob': '8200',
      'commission:GBP': '90',
      'external:GBP': '-20000',
    });
    expect(await profits('alice')).toEqual(['BACK 2.00 @ 10.00 x 1: WON 18.0000']);
    expect(await profits('bob')).toEqual(['LAY 2.00 @ 10.00 x 1: LOST -18.0000']);
  });

  it('takes 12 of 400 at 5 % from an account with a discount of 40 %', async () => {
    const script = new MoneyScript()
      .account('carol', 50_000, 4_000)
      .account('dave', 100_000)
      .market(1, [101, 102])
      .trade('one', { marketId: 1, runnerId: 101, price: 500, size: 10_000, back: 'carol', lay: 'dave' })
      .close(1)
      .settle(1, {
        paid: { carol: [40_000, 1_200], dave: [-40_000, 0] },
        results: { 101: 'WINNER', 102: 'LOSER' },
      });

    await storage.store(script.groups);

    expect(await balances()).toMatchObject({ 'account:carol': '88800', 'commission:GBP': '1200' });
    expect(await storage.rows('SELECT account_id, balance, discount FROM accounts ORDER BY 1')).toEqual([
      { account_id: 'carol', balance: '88800', discount: 4000 },
      { account_id: 'dave', balance: '60000', discount: 0 },
    ]);
  });

  it('pays a dead heat of two: a back of 10 at 4 wins 10', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 400, size: 1000, back: 'alice', lay: 'bob' })
      .close(1)
      .settle(1, {
        paid: { alice: [1000, 50], bob: [-1000, 0] },
        results: { 101: 'WINNER', 102: 'WINNER', 103: 'LOSER' },
        tied: [101, 102],
      });

    await storage.store(script.groups);

    expect(await profits('alice')).toEqual(['BACK 10.00 @ 4.00 x 1/2: WON 10.0000']);
    expect(await profits('bob')).toEqual(['LAY 10.00 @ 4.00 x 1/2: LOST -10.0000']);
  });

  it('keeps the penny that rounding down leaves over in a dead heat of three', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 400, size: 1000, back: 'alice', lay: 'bob' })
      .close(1);
    const from = script.nextSequence;
    // 10 x 4 / 3 - 10 is 3.3333...: 3.33 for one, -3.34 for the other.
    script.settle(1, {
      paid: { alice: [333, 16], bob: [-334, 0] },
      results: { 101: 'WINNER', 102: 'WINNER', 103: 'WINNER' },
      rounding: 1,
    });

    await storage.store(script.groups);

    expect(await entries(from)).toEqual([
      'PROFIT: market:1 -> account:alice 333, then 10333',
      'COMMISSION: account:alice -> commission:GBP 16, then 10317',
      'PROFIT: account:bob -> market:1 334, then 9666',
      'ROUNDING: market:1 -> rounding:GBP 1',
    ]);
    expect(await balances()).toMatchObject({ 'rounding:GBP': '1', 'commission:GBP': '16' });
    expect(await profits('alice')).toEqual(['BACK 10.00 @ 4.00 x 1/3: WON 3.3333']);
    expect(await profits('bob')).toEqual(['LAY 10.00 @ 4.00 x 1/3: LOST -3.3334']);
  });

  it('takes a settlement back step by step, pays by the new results and keeps both in the history', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 1000, size: 200, back: 'alice', lay: 'bob' })
      .close(1);
    const paid = { alice: [1800, 90], bob: [-1800, 0] } as const;
    const first = script.nextSequence;
    script.settle(1, { paid, results: { 101: 'WINNER', 102: 'LOSER', 103: 'LOSER' } });
    const second = script.nextSequence;
    script.add(
      ...script.reversed(1, { paid }),
      ...script.settled(1, {
        paid: { alice: [-200, 0], bob: [200, 10] },
        results: { 101: 'LOSER', 102: 'WINNER', 103: 'LOSER' },
      }),
    );

    await storage.store(script.groups);

    expect(await entries(second)).toEqual([
      'COMMISSION_REVERSED: commission:GBP -> account:alice 90, then 11800',
      'PROFIT_REVERSED: account:alice -> market:1 1800, then 10000',
      'PROFIT_REVERSED: market:1 -> account:bob 1800, then 10000',
      'PROFIT: account:alice -> market:1 200, then 9800',
      'PROFIT: market:1 -> account:bob 200, then 10200',
      'COMMISSION: account:bob -> commission:GBP 10, then 10190',
    ]);
    expect(await profits('alice')).toEqual(['BACK 2.00 @ 10.00 x 0: LOST -2.0000']);
    const query = { limit: 100, cursor: undefined, accountId: undefined, sequence: undefined };
    const settlement = await storage.app.get(SettlementController).get(1, query);
    expect(settlement).toMatchObject({
      isInForce: true,
      settlement: { sequence: second, commission: '0.10', rounding: '0.00', reversedSequence: null },
      accounts: {
        items: [
          { accountId: 'alice', profit: '-2.00', commission: '0.00' },
          { accountId: 'bob', profit: '2.00', commission: '0.10' },
        ],
        nextCursor: null,
      },
      history: [{ sequence: first, reversedSequence: second }, { sequence: second }],
    });
    const earlier = await storage.app.get(SettlementController).get(1, { ...query, sequence: first });
    expect(earlier).toMatchObject({
      isInForce: false,
      accounts: { items: [{ accountId: 'alice', profit: '18.00', commission: '0.90' }, {}] },
    });
  });

  it('gives everything back when a settled market is voided', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 1000, size: 200, back: 'alice', lay: 'bob' })
      .close(1);
    const paid = { alice: [1800, 90], bob: [-1800, 0] } as const;
    script.settle(1, { paid, results: { 101: 'WINNER', 102: 'LOSER', 103: 'LOSER' } });
    script.add(...script.reversed(1, { paid }), { type: 'market.voided', marketId: 1 }, script.voided('one'));

    await storage.store(script.groups);

    expect(await balances()).toEqual({
      'account:alice': '10000',
      'account:bob': '10000',
      'external:GBP': '-20000',
    });
    expect(await profits('alice')).toEqual([]);
    expect(await storage.app.get(MarketController).get(1)).toMatchObject({
      status: 'VOIDED',
      runners: [{ status: 'ACTIVE' }, { status: 'ACTIVE' }, { status: 'ACTIVE' }],
    });
    expect(await storage.app.get(OrderController).get(OPERATOR, 2)).toMatchObject({
      sizeMatched: '0.00',
      sizeVoided: '2.00',
      averagePriceMatched: null,
    });
  });

  it('settles at the prices that a removal has left: 8.0 at 25 % is 6.0, and what was on the runner is void', async () => {
    const script = scene()
      .trade('kept', { marketId: 1, runnerId: 101, price: 800, size: 200, back: 'alice', lay: 'bob' })
      .trade('gone', { marketId: 1, runnerId: 102, price: 400, size: 500, back: 'alice', lay: 'bob' });
    script
      .add(
        { type: 'runner.removed', marketId: 1, runnerId: 102, reductionFactor: 2500 },
        script.voided('gone'),
        script.reduced('kept', 600),
      )
      .close(1)
      .settle(1, {
        paid: { alice: [1000, 50], bob: [-1000, 0] },
        results: { 101: 'WINNER', 103: 'LOSER' },
      });

    await storage.store(script.groups);

    expect(await profits('alice')).toEqual(['BACK 2.00 @ 6.00 x 1: WON 10.0000']);
    expect(await storage.app.get(MarketController).get(1)).toMatchObject({
      status: 'SETTLED',
      runners: [
        { status: 'WINNER', reductionFactor: null },
        { status: 'REMOVED', reductionFactor: '25.00' },
        { status: 'LOSER' },
      ],
    });
    expect(await storage.app.get(OrderController).get(OPERATOR, 2)).toMatchObject({
      averagePriceMatched: '6.00',
    });
  });

  it('books nothing twice when the same events come again, alone or among others', async () => {
    const script = scene()
      .trade('one', { marketId: 1, runnerId: 101, price: 1000, size: 200, back: 'alice', lay: 'bob' })
      .close(1)
      .settle(1, {
        paid: { alice: [1800, 90], bob: [-1800, 0] },
        results: { 101: 'WINNER', 102: 'LOSER', 103: 'LOSER' },
      });
    await storage.store(script.groups);
    const once = [await entries(1), await balances(), await profits('alice')];
    script.withdraw('alice', 1_000);

    await storage.store(script.groups.slice(0, -1));
    await storage.store(script.groups);
    await storage.store(script.groups);

    const [before, , settled] = once;
    expect(await entries(1)).toEqual([
      ...(before as string[]),
      'WITHDRAWAL: account:alice -> external:GBP 1000, then 10710',
    ]);
    expect(await profits('alice')).toEqual(settled);
  });
});
