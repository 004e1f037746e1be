import { jest } from '@jest/globals';
import type { PositionView } from '@backlay/consumer';
import { marketIdOf, type EventGroup, type MarketCreated } from '@backlay/contracts';
import type { Page } from '@backlay/service';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import { startApp } from './app.js';
import type { EventView } from './event-archive/event.query.js';
import type { MarketView } from './market/market.query.js';
import type { OrderView } from './order/order.query.js';
import { ExpectedFacts } from './testing/expected-facts.js';
import type { TradeView } from './trade/trade.query.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const SEED = 7;

/** Follows `nextCursor` to the end, from the start or from a cursor. */
async function readAll<Item>(storage: RunningConsumer, path: string, start?: string | null): Promise<Item[]> {
  const items: Item[] = [];
  const separator = path.includes('?') ? '&' : '?';
  for (let cursor = start; cursor !== null;) {
    const query: string = cursor === undefined ? '' : `${separator}cursor=${cursor}`;
    const { status, body } = await storage.get<Page<Item>>(path + query);
    if (status !== 200) throw new Error(JSON.stringify(body));
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

describe(`storage (seed ${SEED})`, () => {
  let storage: RunningConsumer;
  let history: EventHistory;
  let groups: EventGroup[];
  let facts: ExpectedFacts;

  const appendMore = async (commands: number): Promise<void> => {
    const more = history.groups(commands);
    groups.push(...more);
    facts.add(more);
    await storage.append(more);
    await storage.untilApplied();
  };

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
    history = new EventHistory({ seed: SEED, commands: 600 });
    groups = [];
    facts = new ExpectedFacts();
    await appendMore(600);
  });

  afterAll(async () => {
    await storage?.destroy();
  });

  it('keeps every trade', async () => {
    expect(facts.trades().length).toBeGreaterThan(100);
    expect(await readAll(storage, '/v1/trades?sort=oldest&limit=1000')).toEqual(facts.trades());
  });

  it('keeps the current state of every order', async () => {
    expect(await readAll(storage, '/v1/orders?sort=oldest&limit=1000')).toEqual(facts.orders());
  });

  it('archives every event as it happened', async () => {
    const expected = groups.flatMap(({ sequence, timeMs, events }) =>
      events.map((payload, index) => ({
        sequence,
        index,
        type: payload.type,
        marketId: marketIdOf(payload) || null,
        time: new Date(timeMs).toISOString(),
        payload,
      })),
    );

    expect(await readAll<EventView>(storage, '/v1/events?sort=oldest&limit=1000')).toEqual(expected);
  });

  it('says where it stands', async () => {
    const { body } = await storage.get<PositionView>('/v1/position');

    expect(body).toEqual({
      shard: 0,
      epoch: 1,
      sequence: groups.length,
      lag: expect.any(Number),
      status: 'connected',
      consumer: 'spec-1',
      holder: 'spec-1',
      heldUntil: expect.stringMatching(/^20\d\d-.*Z$/),
    });
  });

  it('is live and ready', async () => {
    expect(await storage.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await storage.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: ['database', 'consumer'] },
    });
  });

  describe('markets', () => {
    it('shows a market with its runners and its status', async () => {
      const created = groups.find(({ events: [first] }) => first?.type === 'market.created') as EventGroup;
      const { marketId } = created.events[0] as MarketCreated;
      const { body } = await storage.get<MarketView>(`/v1/markets/${marketId}`);

      expect(body).toMatchObject({
        marketId,
        ladder: { kind: 'CLASSIC' },
        runners: [{ name: expect.stringContaining('"é\\"') }, {}, {}],
        createdSequence: created.sequence,
        createdAt: new Date(created.timeMs).toISOString(),
      });
    });

    it('lists markets by id, from either end, page by page', async () => {
      const newest = await readAll<MarketView>(storage, '/v1/markets?limit=1');
      const oldest = await readAll<MarketView>(storage, '/v1/markets?sort=oldest&limit=1');

      const created = groups.flatMap(({ events }) => events.filter(({ type }) => type === 'market.created'));
      const marketIds = created.map(marketIdOf).sort((a, b) => a - b);
      expect(oldest.map(({ marketId }) => marketId)).toEqual(marketIds);
      expect(newest.map(({ marketId }) => marketId)).toEqual(marketIds.reverse());
    });

    it('filters by status', async () => {
      const all = await readAll<MarketView>(storage, '/v1/markets');
      for (const status of ['OPEN', 'SUSPENDED', 'CLOSED', 'INACTIVE', 'SETTLED', 'VOIDED']) {
        const found = await readAll<MarketView>(storage, `/v1/markets?status=${status}`);
        expect(found).toEqual(all.filter((market) => market.status === status));
      }
    });
  });

  describe('filters', () => {
    const middle = () => facts.trades()[Math.floor(facts.trades().length / 2)] as TradeView;
    const timeRange = (): { from: string; to: string } => {
      const trades = facts.trades();
      return { from: (trades[20] as TradeView).time, to: (trades[60] as TradeView).time };
    };

    it.each<[string, () => string, (trade: TradeView) => boolean]>([
      ['market', () => 'marketId=1', ({ marketId }) => marketId === 1],
      ['runner', () => 'marketId=1&runnerId=102', ({ runnerId }) => runnerId === 102],
      [
        'account, as maker or taker',
        () => 'accountId=account-2',
        ({ makerAccountId, takerAccountId }) => [makerAccountId, takerAccountId].includes('account-2'),
      ],
      ['start of time', () => `from=${middle().time}`, ({ time }) => time >= middle().time],
      ['end of time', () => `to=${middle().time}`, ({ time }) => time < middle().time],
      [
        'everything at once',
        () => `marketId=1&accountId=account-1&from=${timeRange().from}&to=${timeRange().to}`,
        (trade) =>
          trade.marketId === 1 &&
          [trade.makerAccountId, trade.takerAccountId].includes('account-1') &&
          trade.time >= timeRange().from &&
          trade.time < timeRange().to,
      ],
    ])('finds trades by %s, in pages of any size', async (_name, query, matches) => {
      const expected = facts.trades().filter(matches);
      expect(expected.length).toBeGreaterThan(0);

      for (const limit of [1000, 7]) {
        const oldest = await readAll(storage, `/v1/trades?${query()}&sort=oldest&limit=${limit}`);
        const newest = await readAll(storage, `/v1/trades?${query()}&limit=${limit}`);
        expect(oldest).toEqual(expected);
        expect(newest.reverse()).toEqual(expected);
      }
    });

    it.each<[string, () => string, (order: OrderView) => boolean]>([
      ['market', () => 'marketId=1', ({ marketId }) => marketId === 1],
      ['runner', () => 'marketId=2&runnerId=203', ({ runnerId }) => runnerId === 203],
      ['account', () => 'accountId=account-3', ({ accountId }) => accountId === 'account-3'],
      ['status RESTING', () => 'status=RESTING', ({ status }) => status === 'RESTING'],
      ['status COMPLETE', () => 'status=COMPLETE', ({ status }) => status === 'COMPLETE'],
      [
        'time of placing',
        () => `from=${timeRange().from}&to=${timeRange().to}`,
        ({ placedAt }) => placedAt >= timeRange().from && placedAt < timeRange().to,
      ],
    ])('finds orders by %s, in pages of any size', async (_name, query, matches) => {
      const expected = facts.orders().filter(matches);
      expect(expected.length).toBeGreaterThan(0);

      for (const limit of [1000, 7]) {
        const oldest = await readAll(storage, `/v1/orders?${query()}&sort=oldest&limit=${limit}`);
        const newest = await readAll(storage, `/v1/orders?${query()}&limit=${limit}`);
        expect(oldest).toEqual(expected);
        expect(newest.reverse()).toEqual(expected);
      }
    });

    it('finds one order', async () => {
      const [expected] = facts.orders();
      expect((await storage.get(`/v1/orders/${expected?.orderId}`)).body).toEqual(expected);
    });

    it('finds events by sequence range and market', async () => {
      const events = await readAll<EventView>(
        storage,
        '/v1/events?fromSequence=100&toSequence=200&marketId=2&sort=oldest&limit=5',
      );

      const expected = groups
        .filter(({ sequence }) => sequence >= 100 && sequence <= 200)
        .flatMap(({ events }) => events.filter((event) => marketIdOf(event) === 2));
      expect(events.map(({ payload }) => payload)).toEqual(expected);
    });
  });

  it('gives every row once while rows arrive between the pages', async () => {
    const before = facts.trades().map(({ tradeId }) => tradeId);
    const first = await storage.get<Page<TradeView>>('/v1/trades?limit=50');

    await appendMore(100);

    const rest = await readAll<TradeView>(storage, '/v1/trades?limit=50', first.body.nextCursor);
    const seen = [...first.body.items, ...rest].map(({ tradeId }) => tradeId);
    expect(seen.reverse()).toEqual(before);
  });

  it('goes on where it stopped after a restart, without repeating or losing anything', async () => {
    await storage.stop();
    const missed = history.groups(50);
    groups.push(...missed);
    facts.add(missed);
    await storage.append(missed);

    await storage.restart();
    await storage.untilApplied();

    expect(await readAll(storage, '/v1/trades?sort=oldest&limit=1000')).toEqual(facts.trades());
    expect(await readAll(storage, '/v1/orders?sort=oldest&limit=1000')).toEqual(facts.orders());
  });

  it('has its numbers in the format of Prometheus', async () => {
    const response = await fetch(new URL('/metrics', await storage.app.getUrl()));
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    for (const line of [
      'backlay_consumer_status{state="connected",app="storage"} 1',
      'backlay_consumer_lease{state="active",app="storage"} 1',
      `backlay_consumer_applied_sequence{app="storage"} ${groups.length}`,
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('describes every route for Swagger', async () => {
    const { body } = await storage.get<{ paths: Record<string, Record<string, { summary?: string }>> }>(
      '/docs-json',
    );

    expect(Object.keys(body.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/accounts',
      '/v1/accounts/{accountId}',
      '/v1/accounts/{accountId}/settled-orders',
      '/v1/accounts/{accountId}/statement',
      '/v1/consumer/resume',
      '/v1/dead-letters',
      '/v1/dead-letters/{id}',
      '/v1/dead-letters/{id}/redrive',
      '/v1/events',
      '/v1/ledger',
      '/v1/markets',
      '/v1/markets/{marketId}',
      '/v1/markets/{marketId}/settlement',
      '/v1/orders',
      '/v1/orders/{orderId}',
      '/v1/position',
      '/v1/trades',
    ]);
    const operations = Object.values(body.paths).flatMap((methods) => Object.values(methods));
    for (const { summary } of operations) expect(summary).toMatch(/\w/);
  });
});
