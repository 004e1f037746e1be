import { keepConnections } from '../node/keep-alive-fetch.js';
import { PLACED, SpecServer, type SpecReply } from '../testing/spec-server.js';
import type { FetchLike } from './fetch-like.js';
import { NoAnswerError, ProblemError } from './problem-error.js';
import { TradingClient } from './trading-client.js';

const NOW = 1_763_871_000_123;
const ORDER = { marketId: 1, runnerId: 2, side: 'BACK', price: 250, size: 1_000 } as const;
const GOOD: SpecReply = { status: 201, body: PLACED };
const RETRY = { attemptsMax: 4, totalMs: 5_000, firstMs: 2, maxMs: 5 };

function problem(
  status: number,
  code: string,
  more: { sequence?: number; retryAfter?: string } = {},
): SpecReply {
  const { retryAfter, ...said } = more;
  const body = { status, code, detail: 'as it was', ...said };
  return { status, body, ...(retryAfter !== undefined && { retryAfter }) };
}

const kept = keepConnections();
const FETCHES: readonly (readonly [string, FetchLike | undefined])[] = [
  ['the fetch of the platform', undefined],
  ['kept connections', kept.fetch],
];

afterAll(() => kept.close());

describe.each(FETCHES)('a command, by %s,', (_, fetch) => {
  let server: SpecServer;
  let client: TradingClient;

  beforeEach(async () => {
    server = await SpecServer.start();
    client = new TradingClient({
      engineUrl: server.url,
      key: 'blk_a_b',
      fetch,
      retry: RETRY,
      now: () => NOW,
    });
  });
  afterEach(() => server.stop());

  it('is signed, has a name with its time, decimals outside and whole numbers inside', async () => {
    server.will(GOOD);
    const order = await client.placeOrder({
      ...ORDER,
      goodTillMs: NOW,
      target: { kind: 'PAYOUT', amount: 5 },
    });
    expect(server.requests).toEqual([
      {
        method: 'POST',
        path: '/v1/orders',
        authorization: 'Bearer blk_a_b',
        body: {
          commandId: expect.stringMatching(/^1763871000123-[0-9a-f]{12}-1$/),
          marketId: 1,
          runnerId: 2,
          side: 'BACK',
          price: '2.50',
          size: '10.00',
          target: { kind: 'PAYOUT', amount: '0.05' },
          goodTill: '2025-11-23T04:10:00.123Z',
        },
      },
    ]);
    expect(order).toMatchObject({
      price: 250,
      sizeRemaining: 600,
      averagePriceMatched: 252,
      queue: { place: 1, sizeAhead: 0 },
      placedAt: Date.UTC(2026, 10, 23, 12),
      trades: [{ price: 252, size: 400 }],
    });
    expect(client.lastSequence).toBe(42);
  });

  it.each<[string, SpecReply[]]>([
    ['the connection breaks', ['CUT', 'CUT']],
    ['the engine is overloaded', [problem(503, 'ENGINE_OVERLOADED', { retryAfter: '0' })]],
    ['the rate is used up', [problem(429, 'RATE_LIMITED', { retryAfter: '0' })]],
    ['nobody knows whether it was carried out', [problem(500, 'INTERNAL_ERROR'), problem(503, 'LOG_FAILED')]],
    [
      'a proxy has no answer',
      [
        { status: 502, body: '<html>' },
        { status: 504, body: 'late' },
      ],
    ],
  ])('is sent again, the same to the letter, when %s', async (_why, replies) => {
    server.will(...replies, GOOD);
    expect((await client.placeOrder(ORDER)).orderId).toBe(7);
    const [first, ...others] = server.requests;
    expect(others).toHaveLength(replies.length);
    for (const other of others) expect(other).toEqual(first);
  });

  it.each<[string, SpecReply]>([
    ['refused for what it is', problem(422, 'PRICE_OFF_LADDER', { sequence: 9 })],
    ['refused by a limit of the account', problem(429, 'ORDER_RATE_EXCEEDED', { sequence: 9 })],
    [
      'refused by a limit of the exchange',
      problem(503, 'ORDER_LIMIT_REACHED', { sequence: 9, retryAfter: '1' }),
    ],
    ['not signed as it must be', problem(401, 'KEY_INVALID')],
    ['to come again later than the client waits', problem(503, 'ENGINE_STARTING', { retryAfter: '6' })],
  ])('is not sent again when it is %s', async (_why, reply) => {
    server.will(reply, GOOD);
    await expect(client.placeOrder(ORDER)).rejects.toThrow(ProblemError);
    expect(server.requests).toHaveLength(1);
  });

  it('waits as long as the server says', async () => {
    server.will(problem(503, 'ENGINE_STARTING', { retryAfter: '1' }), GOOD);
    const startedAt = performance.now();
    await client.placeOrder(ORDER);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('is given up after as many attempts as were allowed, and can be sent again by its name', async () => {
    server.will('CUT', 'CUT', 'CUT', 'CUT', GOOD);
    const error = await client.placeOrder(ORDER).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(String(error)).toContain(`The engine at ${server.url} does not answer POST /v1/orders: `);
    expect(String(error)).not.toContain('blk_a_b');
    const { commandId } = error as NoAnswerError;
    await client.placeOrder({ ...ORDER, commandId });
    expect(server.requests).toHaveLength(5);
    expect(server.requests[4]).toEqual(server.requests[0]);
  });

  it('of a batch has a name of its own, and keeps it', async () => {
    const refused = { status: 422, problem: { code: 'PRICE_INVALID', detail: 'no', sequence: 50 } };
    server.will('CUT', { status: 200, body: { results: [{ status: 201, order: PLACED }, refused] } });
    const outcomes = await client.placeOrders([ORDER, { ...ORDER, price: 1 }]);
    expect(outcomes).toMatchObject([
      { outcome: 'ACCEPTED', order: { orderId: 7 } },
      { outcome: 'REFUSED', problem: { status: 422, code: 'PRICE_INVALID' } },
    ]);
    expect(client.lastSequence).toBe(50);
    const [first, second] = server.requests.map(({ body }) => body as { orders: { commandId: string }[] });
    expect(first).toEqual(second);
    expect(new Set(first?.orders.map(({ commandId }) => commandId)).size).toBe(2);
  });

  it('is refused with the places that are wrong', async () => {
    const errors = [{ pointer: '/price', detail: 'must be greater than 0' }];
    server.will({ status: 400, body: { code: 'REQUEST_INVALID', detail: 'no', errors } });
    await expect(client.placeOrder(ORDER)).rejects.toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
      fields: errors,
    });
  });

  it('says what is wrong with an answer that is none', async () => {
    server.will({ status: 201, body: { ...PLACED, queue: { place: 'first' } } });
    await expect(client.placeOrder(ORDER)).rejects.toThrow(
      `The engine at ${server.url} answers POST /v1/orders with something else: queue.place: is no whole number`,
    );
  });

  it('and reads follow the pages of a list to its end', async () => {
    const { trades: _trades, ...order } = PLACED;
    server.will(
      { status: 200, body: { orders: [order], next: '7' } },
      { status: 200, body: { orders: [order], next: null } },
    );
    expect(await client.orders(1)).toHaveLength(2);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/orders?marketId=1&limit=1000',
      '/v1/orders?marketId=1&limit=1000&after=7',
    ]);
  });

  it('is in what is read of the own account afterwards', async () => {
    const trader = new TradingClient({
      engineUrl: server.url,
      storageUrl: server.url,
      key: 'k',
      accountId: 'a',
      fetch,
    });
    const empty = { status: 200, body: { items: [], nextCursor: null } };
    server.will(empty, GOOD, problem(503, 'NOT_YET', { retryAfter: '0' }), empty);
    await trader.statement();
    await trader.placeOrder(ORDER);
    await trader.trades({ marketId: 1 });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/accounts/a/statement',
      '/v1/orders',
      '/v1/trades?marketId=1&atLeast=42',
      '/v1/trades?marketId=1&atLeast=42',
    ]);
  });

  it('needs to know which account a read is about, and where storage is', async () => {
    await expect(client.account()).rejects.toThrow('Name the account, here or in the option `accountId`.');
    await expect(client.statement({}, 'alice')).rejects.toThrow('This needs the option `storageUrl`.');
  });
});
