import { findRunningExchange } from '../tools/exchange/running-exchange.js';
import { verifyExchange } from '../tools/verify/verification.js';
import { SpecExchange } from './support/exchange.js';
import { getJson, postJson } from './support/json.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 120_000;
const BET_DELAY_MS = 300;
/** So often a kill that came too late, after the release of the order, is tried again. */
const KILLS_MAX = 5;

const RESULTS = { first: ['WINNER', 'LOSER'], second: ['LOSER', 'WINNER'] } as const;

interface Order {
  readonly orderId: number;
  readonly status: string;
  readonly reason: string | null;
  readonly sizeMatched: string;
  readonly sizeRemaining: string;
  readonly sizeLapsed: string;
  readonly sizeVoided: string;
  readonly releaseAt: string | null;
  readonly code?: string;
}

interface Statement {
  readonly items: readonly { readonly kind: string; readonly amount: string; readonly balance: string }[];
}

/** A market with money on real processes, from its creation to its second settlement. */
class Market {
  private marketId = 0;

  constructor(private readonly exchange: SpecExchange) {}

  /** Three accounts with money, and an open market of three runners. */
  async create(): Promise<void> {
    for (const [accountId, amount] of [
      ['alice', '1000.00'],
      ['bob', '500.00'],
      ['account-0', '500.00'],
    ]) {
      await this.operate('accounts', { accountId, currency: 'GBP' });
      await this.operate('deposits', { accountId, amount });
    }
    await this.operate('accounts/bob/settings', { discount: '40.00' });
    const runners = [1, 2, 3].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    const rules = { currency: 'GBP', kind: 'WIN', baseRate: '5.00', betDelayMs: BET_DELAY_MS };
    const created = await this.operate<{ marketId: number }>('markets', { name: 'Money', runners, ...rules });
    this.marketId = created.marketId;
    await this.step('open');
  }

  /** Every kind of order: one that persists, one to be filled or killed, one that is only ever the maker. */
  async tradeBeforeTheOff(): Promise<void> {
    const resting = await this.place('alice', {
      side: 'LAY',
      runnerId: 1,
      price: '3.00',
      size: '20.00',
      persistence: 'PERSIST',
    });
    expect(resting).toMatchObject({ status: 'RESTING' });
    const fillOrKill = { timeInForce: 'FILL_OR_KILL' };
    const filled = await this.place('bob', {
      side: 'BACK',
      runnerId: 1,
      price: '3.00',
      size: '10.00',
      ...fillOrKill,
    });
    expect(filled).toMatchObject({ status: 'COMPLETE', sizeMatched: '10.00' });
    const killed = await this.place('bob', {
      side: 'BACK',
      runnerId: 1,
      price: '3.00',
      size: '50.00',
      ...fillOrKill,
    });
    expect(killed).toMatchObject({ status: 'COMPLETE', reason: 'NOT_FILLED', sizeMatched: '0.00' });
    const refused = await this.place('account-0', {
      side: 'BACK',
      runnerId: 1,
      price: '2.98',
      size: '5.00',
      postOnly: true,
    });
    expect(refused.code).toBe('POST_ONLY_WOULD_MATCH');
    const maker = { postOnly: true, persistence: 'PERSIST' };
    expect(
      await this.place('account-0', { side: 'LAY', runnerId: 2, price: '4.00', size: '5.00', ...maker }),
    ).toMatchObject({
      status: 'RESTING',
    });
    await this.place('alice', { side: 'BACK', runnerId: 3, price: '6.00', size: '2.00' });
    const onThree = await this.place('bob', { side: 'LAY', runnerId: 3, price: '6.00', size: '2.00' });
    expect(onThree).toMatchObject({ status: 'COMPLETE', sizeMatched: '2.00' });
    const lapsing = await this.place('account-0', { side: 'BACK', runnerId: 3, price: '5.00', size: '4.00' });
    await this.step('turn-in-play');
    expect(await this.order(lapsing, 'account-0')).toMatchObject({
      status: 'COMPLETE',
      reason: 'TURNED_IN_PLAY',
      sizeLapsed: '4.00',
    });
    await this.expectMatchedAfterDelay(
      await this.place('bob', { side: 'BACK', runnerId: 1, price: '3.00', size: '10.00' }),
      '10.00',
    );
  }

  /** An order waits for its bet delay while the engine dies; nobody asks for anything, and it is released all the same. */
  async killWhileAnOrderWaits(): Promise<void> {
    for (let kill = 1; ; kill++) {
      const waiting = await this.place('bob', { side: 'BACK', runnerId: 2, price: '4.00', size: '1.00' });
      expect(waiting).toMatchObject({ status: 'WAITING', sizeMatched: '0.00' });
      await this.exchange.kill('engine');
      const killedMs = Date.now();
      await this.exchange.killAndRestart('engine');
      await this.expectMatchedAfterDelay(waiting, '1.00');
      if (killedMs < Date.parse(waiting.releaseAt ?? '')) break;
      expect(kill).toBeLessThan(KILLS_MAX);
    }
    await this.takeTheRest();
  }

  /** Takes what is left of the order on runner 2, so that the numbers do not depend on the number of kills. */
  private async takeTheRest(): Promise<void> {
    const rest = await this.place('bob', { side: 'BACK', runnerId: 2, price: '4.00', size: '5.00' });
    await waitFor('the order to be released', async () => (await this.order(rest)).status !== 'WAITING');
    const { sizeRemaining } = await this.order(rest);
    if (sizeRemaining === '0.00') return;
    await postJson<Order>(this.engine(`orders/${rest.orderId}/cancel`), {}, this.key('bob'));
    expect(await this.order(rest)).toMatchObject({ status: 'COMPLETE', sizeRemaining: '0.00' });
  }

  /** 10 % on the return: 3.00 becomes 2.70, 4.00 becomes 3.60, and what was matched on runner 3 is void. */
  async removeAndSettle(): Promise<void> {
    await this.step('runners/3/remove', { reductionFactor: '10.00' });
    await this.step('close');
    await this.settle('settle', RESULTS.first);
    // 20.00 at 2.70 wins 34.00, 5.00 is lost: 29.00 less 5 % less 40 % of that.
    await this.expectBalances({ alice: '966.00', bob: '528.13', 'account-0': '504.75' });
  }

  /** The second settlement comes from a client that did not get its answer: the engine had died. */
  async resettleAcrossAKill(): Promise<void> {
    const commandId = `${Date.now()}-resettle`;
    const first = await this.settle('resettle', RESULTS.second, commandId);
    await this.exchange.killAndRestart('engine');
    expect(await this.settle('resettle', RESULTS.second, commandId)).toEqual(first);
    // 20.00 is lost, 5.00 at 3.60 wins 13.00.
    await this.expectBalances({ alice: '1019.00', bob: '493.00', 'account-0': '487.00' });
    const { money } = await getJson<{ money: object[] }>(this.engine('money'), this.key());
    expect(money).toEqual([
      { currency: 'GBP', balances: '1999.00', commission: '1.00', rounding: '0.00', paidIn: '2000.00' },
    ]);
  }

  /** Everything agrees with the log, and storage tells every account the same story. */
  async expectOneTruth(): Promise<void> {
    const checks = await verifyExchange({
      exchange: findRunningExchange(this.exchange.environment),
      keys: this.exchange.keys,
      waitMs: START_TIMEOUT_MS,
    });
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([]);
    const balances = { alice: 101_900, bob: 49_300, 'account-0': 48_700 };
    for (const [accountId, balance] of Object.entries(balances)) {
      const url = `${this.exchange.url('storage')}/v1/accounts/${accountId}`;
      const { items } = await getJson<Statement>(
        `${url}/statement?sort=oldest&limit=1000`,
        this.key(accountId),
      );
      expect(items.reduce((sum, { amount }) => sum + minor(amount), 0)).toBe(balance);
      expect(minor(items.at(-1)?.balance ?? '')).toBe(balance);
      expect(items[0]).toMatchObject({ kind: 'DEPOSIT' });
    }
    expect(await this.settledProfits('alice')).toEqual({ 1: 200_000 });
    expect(await this.settledProfits('bob')).toEqual({ 1: -200_000, 2: 130_000 });
    expect(await this.settledProfits('account-0')).toEqual({ 2: -130_000 });
  }

  /** Profit of the settled orders of an account by runner, in ten-thousandths. */
  private async settledProfits(accountId: string): Promise<Record<number, number>> {
    const url = `${this.exchange.url('storage')}/v1/accounts/${accountId}/settled-orders?limit=1000`;
    const { items } = await getJson<{ items: { runnerId: number; profit: string }[] }>(
      url,
      this.key(accountId),
    );
    const profits: Record<number, number> = {};
    for (const { runnerId, profit } of items) profits[runnerId] = (profits[runnerId] ?? 0) + minor(profit);
    return profits;
  }

  private async expectMatchedAfterDelay(order: Order, size: string): Promise<void> {
    expect(order).toMatchObject({ status: 'WAITING', sizeMatched: '0.00' });
    await waitFor('the order to be released', async () => (await this.order(order)).status !== 'WAITING');
    expect(await this.order(order)).toMatchObject({ status: 'COMPLETE', sizeMatched: size, releaseAt: null });
  }

  private async expectBalances(expected: Readonly<Record<string, string>>): Promise<void> {
    for (const [accountId, balance] of Object.entries(expected)) {
      const account = await getJson<object>(this.engine(`accounts/${accountId}`), this.key());
      expect(account).toMatchObject({ accountId, balance, reserved: '0.00', available: balance });
    }
  }

  private settle(
    step: 'settle' | 'resettle',
    results: readonly string[],
    commandId = `${Date.now()}-${step}`,
  ): Promise<object> {
    return this.step(step, {
      commandId,
      results: results.map((result, index) => ({ runnerId: index + 1, result })),
    });
  }

  private step(path: string, body: object = {}): Promise<object> {
    return this.operate(`markets/${this.marketId}/${path}`, body);
  }

  private async operate<T = object>(path: string, body: object): Promise<T> {
    const answer = await postJson<T>(this.engine(path), body, this.key());
    if (answer.status > 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private async place(accountId: string, order: object): Promise<Order> {
    const body = { marketId: this.marketId, ...order };
    return (await postJson<Order>(this.engine('orders'), body, this.key(accountId))).body;
  }

  private order({ orderId }: Order, accountId = 'bob'): Promise<Order> {
    return getJson<Order>(this.engine(`orders/${orderId}`), this.key(accountId));
  }

  private engine(path: string): string {
    return `${this.exchange.url('engine')}/v1/${path}`;
  }

  private key(accountId?: string): string {
    const { keys } = this.exchange;
    return accountId === undefined ? keys.operator : keys.trader(accountId);
  }
}

/** Hundredths, or ten-thousandths, so that sums are exact. */
function minor(amount: string): number {
  return Number(amount.replace('.', ''));
}

async function expectOneTruthOnTheWholeWay(exchange: SpecExchange): Promise<void> {
  const market = new Market(exchange);
  await market.create();
  await market.tradeBeforeTheOff();
  await market.killWhileAnOrderWaits();
  await market.removeAndSettle();
  await market.resettleAcrossAKill();
  await market.expectOneTruth();
}

describe('the whole way of money, through the engine’s log', () => {
  let exchange: SpecExchange;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
  }, START_TIMEOUT_MS);

  afterAll(() => exchange?.stop(), START_TIMEOUT_MS);

  it(
    'is the same to the penny in engine, log, ledger and statements, although the engine was killed',
    () => expectOneTruthOnTheWholeWay(exchange),
    TEST_TIMEOUT_MS,
  );
});

describeWithRedis('the whole way of money, through Redis Streams', () => {
  let exchange: SpecExchange;
  let redis: SpecRedis;

  beforeAll(async () => {
    redis = await startSpecRedis();
    exchange = await SpecExchange.start(redis.url);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await exchange?.stop();
    await redis?.stop();
  }, START_TIMEOUT_MS);

  it(
    'is the same to the penny in engine, log, stream, ledger and statements, although the engine was killed',
    () => expectOneTruthOnTheWholeWay(exchange),
    TEST_TIMEOUT_MS,
  );
});
