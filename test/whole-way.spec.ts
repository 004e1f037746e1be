import { SpecExchange } from './support/exchange.js';
import { getJson, postJson } from './support/json.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 120_000;
const ORDERS_MIN = 300;
const CLIENTS = 8;
const RUNNERS = [1, 2, 3];
const PRICES = ['2.48', '2.50', '2.52', '2.54'];

interface Trade {
  readonly tradeId: string;
  readonly price: string;
  readonly size: string;
}

interface Placed {
  readonly orderId: number;
  readonly size: string;
  readonly sequence: number;
  readonly trades: readonly Trade[];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Sends orders from several clients at a time until each has its answer. What breaks the connection is answered as every
 * client must: by sending the same command again.
 */
class Clients {
  readonly answers = new Map<string, Placed>();
  retries = 0;

  private enough = false;

  private readonly startedMs = Date.now();

  constructor(
    private readonly exchange: SpecExchange,
    private readonly marketId: number,
  ) {}

  /** Places orders from the first fault until after the last one. */
  async placeWhile(faults: () => Promise<void>): Promise<void> {
    const placing = Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.placeAsClient(client)));
    await faults();
    this.enough = true;
    await placing;
  }

  private async placeAsClient(client: number): Promise<void> {
    for (let number = client; !this.enough || number < ORDERS_MIN; number += CLIENTS)
      await this.place(number);
  }

  private async place(number: number): Promise<void> {
    const commandId = `${this.startedMs}-order-${number}`;
    const key = this.exchange.keys.trader(`account-${number % 5}`);
    const order = {
      commandId,
      marketId: this.marketId,
      runnerId: RUNNERS[number % RUNNERS.length],
      side: (number * 7) % 11 < 5 ? 'BACK' : 'LAY',
      price: PRICES[((number * 5) % 13) % PRICES.length],
      size: `${1 + ((number * 3) % 17)}.25`,
    };
    await waitFor(`an answer to ${commandId}`, () => this.tryToPlace(commandId, order, key), {
      timeoutMs: TEST_TIMEOUT_MS,
    });
  }

  private async tryToPlace(commandId: string, order: object, key: string): Promise<boolean> {
    try {
      const { status, body } = await postJson<Placed>(`${this.exchange.url('engine')}/v1/orders`, order, key);
      if (status === 503) return false;
      if (status !== 201) throw new Error(`${commandId}: ${status} ${JSON.stringify(body)}`);
      this.answers.set(commandId, body);
      return true;
    } catch (error) {
      // What fetch throws when the connection broke (by name, it is of another realm): the command's fate is unknown.
      if (!(error as Error).name.startsWith('TypeError')) throw error;
      this.retries += 1;
      return false;
    }
  }
}

async function createOpenMarket(exchange: SpecExchange): Promise<number> {
  const runners = RUNNERS.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
  const url = `${exchange.url('engine')}/v1/markets`;
  const { body } = await postJson<{ marketId: number }>(
    url,
    { name: 'Whole way', runners, currency: 'XXX' },
    exchange.keys.operator,
  );
  await postJson(`${url}/${body.marketId}/open`, {}, exchange.keys.operator);
  return body.marketId;
}

async function waitUntilCaughtUp(exchange: SpecExchange): Promise<void> {
  const { sequence } = await getJson<{ sequence: number }>(
    `${exchange.url('engine')}/v1/engine`,
    exchange.keys.operator,
  );
  for (const app of ['storage', 'analytics'] as const) {
    await waitFor(
      `${app} to reach sequence ${sequence}`,
      async () =>
        (await getJson<{ sequence: number }>(`${exchange.url(app)}/v1/position`, exchange.keys.operator))
          .sequence === sequence,
      { timeoutMs: START_TIMEOUT_MS },
    );
  }
}

async function readAll<T>(url: string, key: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<T> = await getJson<Page<T>>(
      `${url}&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`,
      key,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Minor units, so that sums are exact. */
function minor(size: string): number {
  return Number(size.replace('.', ''));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Every answer is a fact everywhere, once, and there is no fact without an answer. */
async function expectOneHistory(exchange: SpecExchange, clients: Clients, marketId: number): Promise<void> {
  await waitUntilCaughtUp(exchange);
  const answered = [...clients.answers.values()];
  const trades = answered.flatMap((answer) => answer.trades);
  expect(trades.length).toBeGreaterThan(answered.length / 4);
  // An engine died while commands were on their way, or this has shown nothing.
  expect(clients.retries).toBeGreaterThan(0);

  const storedOrders = await readAll<{ orderId: number }>(
    `${exchange.url('storage')}/v1/orders?marketId=${marketId}`,
    exchange.keys.operator,
  );
  expect(storedOrders.map(({ orderId }) => orderId).sort(ascending)).toEqual(
    answered.map(({ orderId }) => orderId).sort(ascending),
  );
  const storedTrades = await readAll<Trade>(
    `${exchange.url('storage')}/v1/trades?marketId=${marketId}`,
    exchange.keys.operator,
  );
  const identify = ({ tradeId, price, size }: Trade) => `${tradeId}: ${size} at ${price}`;
  expect(storedTrades.map(identify).sort()).toEqual(trades.map(identify).sort());

  const summary = await getJson<{ totalMatched: string; tradeCount: number }>(
    `${exchange.url('analytics')}/v1/markets/${marketId}/summary`,
    exchange.keys.operator,
  );
  expect(summary.tradeCount).toBe(trades.length);
  expect(minor(summary.totalMatched)).toBe(sum(trades.map(({ size }) => minor(size))));
  await expectSizesConserved(exchange, clients, marketId);
}

/** What rests in the engine's books plus twice what was matched is what was placed. */
async function expectSizesConserved(
  exchange: SpecExchange,
  clients: Clients,
  marketId: number,
): Promise<void> {
  interface Level {
    readonly size: string;
  }
  const { runners } = await getJson<{ runners: { availableToBack: Level[]; availableToLay: Level[] }[] }>(
    `${exchange.url('engine')}/v1/markets/${marketId}/book?depth=full`,
    exchange.keys.operator,
  );
  const resting = runners.flatMap(({ availableToBack, availableToLay }) => [
    ...availableToBack,
    ...availableToLay,
  ]);
  const trades = [...clients.answers.values()].flatMap((answer) => answer.trades);
  const placed = [...clients.answers.values()].map(({ size }) => minor(size));
  expect(sum(resting.map(({ size }) => minor(size))) + 2 * sum(trades.map(({ size }) => minor(size)))).toBe(
    sum(placed),
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}

describe('the whole way of an order, through the engine’s log', () => {
  let exchange: SpecExchange;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
  }, START_TIMEOUT_MS);

  afterAll(() => exchange?.stop(), START_TIMEOUT_MS);

  it(
    'loses nothing and doubles nothing when every app is killed under load',
    async () => {
      const marketId = await createOpenMarket(exchange);
      const clients = new Clients(exchange, marketId);
      await clients.placeWhile(async () => {
        for (const app of ['storage', 'engine', 'analytics', 'engine'] as const) {
          await exchange.killAndRestart(app);
        }
      });
      await expectOneHistory(exchange, clients, marketId);
    },
    TEST_TIMEOUT_MS,
  );
});

describeWithRedis('the whole way of an order, through Redis Streams', () => {
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
    'loses nothing and doubles nothing when every app, and Redis, is killed under load',
    async () => {
      const marketId = await createOpenMarket(exchange);
      const clients = new Clients(exchange, marketId);
      await clients.placeWhile(async () => {
        for (const app of ['analytics', 'engine', 'storage'] as const) await exchange.killAndRestart(app);
        if (!redis.isPrivate) return;
        await redis.kill();
        await redis.start();
      });
      await expectOneHistory(exchange, clients, marketId);
    },
    TEST_TIMEOUT_MS,
  );
});
