import { readFileSync } from 'node:fs';
import { ProblemError, TradingClient, type NewMarket } from '@backlay/client';
import { keepConnections, type KeptConnections } from '@backlay/client/node';
import { SpecExchange } from './support/exchange.js';
import { waitFor } from './support/wait.js';

const START_TIMEOUT_MS = 60_000;

/** Every call of the client against the apps as they run in production, so that their answers are what it reads. */
describe('the client library over REST, on a real exchange', () => {
  let exchange: SpecExchange;
  let connections: KeptConnections;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    connections = keepConnections();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    connections?.close();
    await exchange?.stop();
  }, START_TIMEOUT_MS);

  function clientOf(key: string, accountId?: string): TradingClient {
    return new TradingClient({
      engineUrl: exchange.url('engine'),
      storageUrl: exchange.url('storage'),
      analyticsUrl: exchange.url('analytics'),
      key,
      accountId,
      fetch: connections.fetch,
    });
  }

  const trader = (accountId: string) => clientOf(exchange.keys.trader(accountId), accountId);
  const operator = () => clientOf(exchange.keys.operator);

  const RACE: NewMarket = {
    name: 'Winner',
    runners: [
      { runnerId: 1, name: 'Red' },
      { runnerId: 2, name: 'Blue' },
      { runnerId: 3, name: 'Green' },
    ],
    ladder: { kind: 'CUSTOM', bands: [{ from: 101, to: 1_001, step: 1 }] },
    currency: 'GBP',
    kind: 'WIN',
    winners: 1,
    fixture: 'Ascot',
    startTimeMs: Date.UTC(2030, 5, 20, 14),
    baseRate: 500,
    betDelayMs: 0,
    betDelayModel: 'PASSIVE',
    limits: { sizeMax: 1_000_00, orderCountMax: 50 },
  };

  async function funded(client: TradingClient, ...accountIds: string[]): Promise<void> {
    for (const accountId of accountIds) {
      await client.openAccount(accountId, 'GBP');
      await client.deposit({ accountId, amount: 100_00 });
    }
  }

  /** Until storage and analytics have what these clients have done. */
  async function applied(...clients: readonly TradingClient[]): Promise<void> {
    const sequence = Math.max(...clients.map(({ lastSequence }) => lastSequence));
    const reader = operator();
    await waitFor('storage and analytics', async () => {
      const positions = await Promise.all([reader.storagePosition(), reader.analyticsPosition()]);
      return positions.every((position) => position.sequence >= sequence);
    });
  }

  it('follows a market with money from its creation to the statement', async () => {
    const chief = operator();
    const [alice, bob] = [trader('alice'), trader('bob')];
    await funded(chief, 'alice', 'bob');
    const market = await chief.createMarket(RACE);
    const { marketId } = market;
    expect(market).toMatchObject({
      ladder: RACE.ladder,
      startTime: RACE.startTimeMs,
      baseRate: 500,
      limits: { sizeMax: 1_000_00, liabilityMax: null, exposureMax: null, orderCountMax: 50 },
      status: 'INACTIVE',
    });
    expect((await chief.openMarket(marketId)).status).toBe('OPEN');

    const lay = await alice.placeOrder({ marketId, runnerId: 1, side: 'LAY', price: 250, size: 10_00 });
    expect(lay).toMatchObject({ status: 'RESTING', sizeRemaining: 10_00, queue: { place: 1, sizeAhead: 0 } });
    const back = await bob.placeOrder({
      marketId,
      runnerId: 1,
      side: 'BACK',
      price: 248,
      size: 4_00,
      timeInForce: 'FILL_AND_KILL',
      marketVersion: market.version,
      latestAtMs: Date.now() + 60_000,
    });
    expect(back).toMatchObject({
      status: 'COMPLETE',
      averagePriceMatched: 250,
      trades: [{ price: 250, size: 4_00 }],
    });

    expect(await alice.reduceOrder({ orderId: lay.orderId, size: 1_00 })).toMatchObject({
      sizeRemaining: 5_00,
    });
    const moved = await alice.replaceOrder({ orderId: lay.orderId, price: 240 });
    expect(moved).toMatchObject({ replacesOrderId: lay.orderId, price: 240 });
    expect(await alice.order(moved.orderId)).toMatchObject({ price: 240, sizeRemaining: 5_00 });
    expect(await alice.orders(marketId)).toMatchObject([{ orderId: moved.orderId }]);
    expect(await chief.orders(marketId, 'alice')).toMatchObject([{ orderId: moved.orderId }]);
    expect(await bob.book(marketId, 'full')).toMatchObject({
      runners: [{ runnerId: 1, availableToBack: [{ price: 240, size: 5_00, orders: 1 }] }, {}, {}],
    });
    expect(await bob.runnerBook(marketId, 1)).toMatchObject({
      availableToBack: [{ price: 240 }],
      availableToLay: [],
    });

    expect(await bob.account()).toMatchObject({
      balance: 100_00,
      reserved: 4_00,
      available: 96_00,
      stoppedBy: [],
    });
    expect(await bob.positions()).toEqual([{ marketId, reserved: 4_00 }]);
    expect((await bob.position(marketId)).runners[0]).toEqual({
      runnerId: 1,
      ifWin: 6_0000,
      ifLose: -4_0000,
      profit: 6_00,
      profitAfterCommission: 5_70,
    });
    const supposed = { runnerId: 1, side: 'LAY', price: 240, size: 4_00 } as const;
    expect((await bob.position(marketId, supposed)).runners[0]).toMatchObject({ ifWin: 4000, ifLose: 0 });

    const offer = await alice.placeOrder({
      marketId,
      runnerId: 1,
      side: 'BACK',
      price: 260,
      size: 20_00,
      persistence: 'PERSIST',
    });
    const quote = await bob.cashOutQuote({ marketId, runnerId: 1, percent: 50_00 });
    expect(quote).toMatchObject({ side: 'LAY', averagePrice: 260, limitPrice: 260, percent: 50_00 });
    const out = await bob.cashOut({ marketId, runnerId: 1, percent: 50_00, price: quote.limitPrice });
    expect(out).toMatchObject({ side: 'LAY', status: 'COMPLETE', sizeMatched: quote.size });

    expect((await chief.turnInPlay(marketId)).inPlay).toBe(true);
    expect(await alice.order(offer.orderId)).toMatchObject({ status: 'RESTING' });
    expect(await alice.order(moved.orderId)).toMatchObject({ status: 'COMPLETE', reason: 'TURNED_IN_PLAY' });
    expect(await alice.cancelAll(marketId)).toMatchObject({ cancelled: [{ orderId: offer.orderId }] });
    expect(
      (await chief.removeRunner(marketId, { runnerId: 3, reductionFactor: 10_00 })).runners[2],
    ).toMatchObject({
      status: 'REMOVED',
      reductionFactor: 10_00,
    });
    await chief.closeMarket(marketId);
    const results = [
      { runnerId: 1, result: 'WINNER' },
      { runnerId: 2, result: 'LOSER' },
    ] as const;
    expect((await chief.settle(marketId, { results })).status).toBe('SETTLED');

    // Storage follows the engine; a read of what one has done oneself waits for it.
    expect(await chief.ledgerBalance('bob')).toBe((await bob.account()).balance);
    await applied(chief, alice, bob);
    const settled = await bob.settledOrders({ marketId });
    expect(settled.items.map(({ result, side }) => `${side} ${result}`)).toEqual(['LAY LOST', 'BACK WON']);
    const { items } = await bob.statement({ sort: 'oldest' });
    expect(items[0]).toMatchObject({ line: 1, kind: 'DEPOSIT', amount: 100_00, balance: 100_00 });
    const { balance } = await bob.account();
    expect(items.at(-1)?.balance).toBe(balance);
    const { commission, rounding } = await chief.settlement(marketId);
    expect(await chief.money()).toEqual([
      { currency: 'GBP', balances: 200_00 - commission - rounding, commission, rounding, paidIn: 200_00 },
    ]);
    expect(await bob.trades({ marketId, runnerId: 1, sort: 'oldest' })).toMatchObject({
      items: [
        { price: 250, size: 4_00, status: 'REDUCED', takerAccountId: 'bob', makerAccountId: null },
        { price: 260, takerSide: 'LAY' },
      ],
      nextCursor: null,
    });

    expect(await bob.summary(marketId)).toMatchObject({ status: 'SETTLED', tradeCount: 2 });
    expect((await bob.tape(marketId, { runnerId: 1 })).items).toMatchObject([{ price: 260 }, { price: 250 }]);
    const candles = await bob.candles({ marketId, runnerId: 1, interval: '5m', fromMs: 0, limit: 10 });
    expect(candles.items.at(0)).toMatchObject({ open: 250 });
    expect((await bob.volume(marketId, 1)).map(({ tradeCount }) => tradeCount)).toEqual([1, 1]);
    expect(await bob.markets('SETTLED')).toMatchObject([{ marketId }]);
    expect(await bob.market(marketId)).toMatchObject({ status: 'SETTLED', fixture: 'Ascot' });

    await chief.resettle(marketId, {
      results: [
        { runnerId: 1, result: 'LOSER' },
        { runnerId: 2, result: 'WINNER' },
      ],
    });
    expect((await chief.voidMarket(marketId)).status).toBe('VOIDED');
    expect((await bob.account()).balance).toBe(100_00);
  });

  it('runs accounts: settings, kill switches, heartbeats, payments', async () => {
    const chief = operator();
    const carol = trader('account-1');
    await funded(chief, 'account-1');
    expect(
      await chief.accountSettings('account-1', { discount: 40_00, sizeMax: 5_00, selfMatch: 'OFF' }),
    ).toMatchObject({
      settings: { discount: 40_00, sizeMax: 5_00, liabilityMax: null, selfMatch: 'OFF' },
    });
    expect((await chief.stopAccount('account-1')).stoppedBy).toEqual(['OPERATOR']);
    expect((await carol.stop()).stoppedBy).toEqual(['OWNER', 'OPERATOR']);
    expect((await carol.resume()).stoppedBy).toEqual(['OPERATOR']);
    expect((await chief.resumeAccount('account-1')).stoppedBy).toEqual([]);
    expect((await carol.heartbeat(60_000)).heartbeat).toMatchObject({ timeoutMs: 60_000 });
    expect((await carol.heartbeat(0)).heartbeat).toBeNull();
    expect((await chief.withdraw({ accountId: 'account-1', amount: 30_00 })).balance).toBe(70_00);
    await expect(chief.withdraw({ accountId: 'account-1', amount: 70_01 })).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
    });
    expect((await chief.accounts()).map(({ accountId }) => accountId)).toContain('account-1');
  });

  it('changes a market without money, and hears refusals by their names', async () => {
    const chief = operator();
    const dave = trader('account-2');
    const { marketId } = await chief.createMarket({ name: 'Plain', runners: RACE.runners });
    await chief.openMarket(marketId);
    const order = { marketId, runnerId: 1, side: 'BACK', price: 300, size: 100 } as const;
    const placed = await dave.placeOrders([
      order,
      { ...order, price: 301 },
      { ...order, runnerId: 2, size: 50 },
    ]);
    expect(placed).toMatchObject([
      { outcome: 'ACCEPTED', order: { sizeRemaining: 100 } },
      { outcome: 'REFUSED', problem: { status: 422, code: 'PRICE_OFF_LADDER' } },
      { outcome: 'ACCEPTED', order: { sizeRemaining: 50 } },
    ]);
    const orderIds = placed.flatMap((result) =>
      result.outcome === 'ACCEPTED' ? [result.order.orderId] : [],
    );
    const [first = 0, second = 0] = orderIds;
    expect(await dave.cancelOrders([{ orderId: first, size: 40 }, { orderId: second }])).toMatchObject([
      { outcome: 'ACCEPTED', order: { sizeRemaining: 60, sizeCancelled: 40 } },
      { outcome: 'ACCEPTED', order: { sizeRemaining: 0, status: 'COMPLETE' } },
    ]);
    expect((await chief.suspendMarket(marketId)).status).toBe('SUSPENDED');
    const refusal = await dave.placeOrder(order).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({ status: 409, code: 'MARKET_SUSPENDED', sequence: expect.any(Number) });
    expect((await chief.resumeMarket(marketId)).status).toBe('OPEN');
    expect(await dave.cancelOrder(first)).toMatchObject({ status: 'COMPLETE', reason: 'REQUESTED' });
  });

  it('changes what an operator may change of a market with money', async () => {
    const chief = operator();
    const { marketId } = await chief.createMarket(RACE);
    await chief.openMarket(marketId);
    expect((await chief.changeStartTime(marketId, null)).startTime).toBeNull();
    expect((await chief.suspendMarket(marketId, { material: true })).status).toBe('SUSPENDED');
    expect((await chief.voidTrades(marketId, Date.now() - 1_000)).status).toBe('SUSPENDED');
    expect((await chief.voidRunner(marketId, 2)).runners[1]).toMatchObject({
      status: 'REMOVED',
      reductionFactor: 0,
    });
  });

  it('gets the first answer again for a command under the same name, and changes nothing twice', async () => {
    const chief = operator();
    const erin = trader('account-3');
    const { marketId } = await chief.createMarket({ name: 'Twice', runners: RACE.runners });
    await chief.openMarket(marketId);
    const order = { marketId, runnerId: 1, side: 'BACK', price: 300, size: 100 } as const;
    const commandId = `${Date.now()}-again-1`;
    const answers = await Promise.all([1, 2, 3].map(() => erin.placeOrder({ ...order, commandId })));
    expect(new Set(answers.map(({ orderId }) => orderId)).size).toBe(1);
    expect(await erin.orders(marketId)).toHaveLength(1);
  });
});

describe('the example in the README of the client library', () => {
  it('is the one that runs', () => {
    const source = readFileSync('libs/client/src/testing/readme-example.ts', 'utf8');
    const example = source.slice(source.indexOf('export async function example'));
    expect(readFileSync('libs/client/README.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
  });
});
