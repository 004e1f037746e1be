import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { parseKey, revokeKeys, type AccessName, type Page, type Problem } from '@backlay/service';
import { RunningConsumer, type Answer } from '../../../libs/consumer/src/testing/running-consumer.js';
import {
  CALLERS,
  GUARD_CODES,
  accessTable,
  declaredOperations,
  expectedRefusal,
  type CallerName,
} from '../../../test/support/access.js';
import { waitFor } from '../../../test/support/wait.js';
import { startApp } from './app.js';
import type { OrderView } from './order/order.query.js';
import type { TradeView } from './trade/trade.query.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** Who may ask for what: an operation that is not in here, or is here in another way, fails the test. */
const TABLE: Readonly<Record<string, AccessName>> = {
  'GET /v1/accounts': 'OPERATOR',
  'GET /v1/accounts/{accountId}': 'TRADER_OR_OPERATOR',
  'GET /v1/accounts/{accountId}/settled-orders': 'TRADER_OR_OPERATOR',
  'GET /v1/accounts/{accountId}/statement': 'TRADER_OR_OPERATOR',
  'GET /v1/events': 'OPERATOR',
  'GET /v1/ledger': 'OPERATOR',
  'GET /v1/markets/{marketId}/settlement': 'OPERATOR',
  'GET /v1/markets': 'ANY_KEY',
  'GET /v1/markets/{marketId}': 'ANY_KEY',
  'GET /v1/orders': 'TRADER_OR_OPERATOR',
  'GET /v1/orders/{orderId}': 'TRADER_OR_OPERATOR',
  'GET /v1/trades': 'TRADER_OR_OPERATOR',
  'GET /v1/position': 'ANY_KEY',
  'POST /v1/consumer/resume': 'OPERATOR',
  'GET /v1/dead-letters': 'OPERATOR',
  'GET /v1/dead-letters/{id}': 'OPERATOR',
  'POST /v1/dead-letters/{id}/redrive': 'OPERATOR',
  'GET /health/live': 'PUBLIC',
  'GET /health/ready': 'PUBLIC',
};

const PRICE = 250;
const ALICE = {
  orderId: 1,
  accountId: 'alice',
  marketId: 1,
  runnerId: 1,
  side: 'LAY',
  price: PRICE,
} as const;
const BOB = { orderId: 2, accountId: 'bob', marketId: 1, runnerId: 1, side: 'BACK', price: PRICE } as const;

describe('access to storage', () => {
  let storage: RunningConsumer;
  let keys: Readonly<Record<CallerName, string | undefined>>;

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
    const { operator, viewer } = storage.keys;
    const revoked = storage.keys.trader('mallory');
    keys = {
      'no key': undefined,
      garbage: `blk_0123456789abcdef_${'A'.repeat(43)}`,
      revoked,
      viewer,
      'other trader': storage.keys.trader('carol'),
      owner: storage.keys.trader('alice'),
      operator,
    };
    await waitFor(
      'the app to know the keys',
      async () => (await storage.get('/v1/position', revoked)).status === 200,
    );
    revokeKeys(storage.keys.file, [parseKey(revoked)?.keyId ?? '']);
    await waitFor(
      'the app to know that one is revoked',
      async () => (await storage.get('/v1/position', revoked)).status === 401,
    );
    const order = (one: typeof ALICE | typeof BOB, size: number) =>
      ({ type: 'order.placed', ...one, size, replacesOrderId: 0 }) as const;
    await storage.append([
      {
        shard: 0,
        sequence: 1,
        timeMs: 1,
        events: [
          {
            type: 'market.created',
            marketId: 1,
            name: 'One',
            runners: [{ runnerId: 1, name: 'One' }],
            ladder: { kind: 'CLASSIC' },
          },
        ],
      },
      { shard: 0, sequence: 2, timeMs: 2, events: [order(ALICE, 1000)] },
      {
        shard: 0,
        sequence: 3,
        timeMs: 3,
        events: [
          order(BOB, 400),
          {
            type: 'order.matched',
            marketId: 1,
            runnerId: 1,
            price: PRICE,
            size: 400,
            makerOrderId: 1,
            makerAccountId: 'alice',
            makerSizeRemaining: 600,
            takerOrderId: 2,
            takerAccountId: 'bob',
            takerSide: 'BACK',
            takerSizeRemaining: 0,
          },
        ],
      },
    ]);
    await storage.untilApplied();
  });
  afterAll(() => storage?.destroy());

  const send = (name: string, caller: CallerName): Promise<Answer<Problem>> => {
    const [method = '', path = ''] = name.split(' ');
    const filled = path
      .replace('{marketId}', '1')
      .replace('{orderId}', '1')
      .replace('{id}', '1-4711')
      .replace('{accountId}', 'alice');
    return storage.send(method, filled, keys[caller]);
  };

  it('is declared by every operation as the table has it', async () => {
    const { body } = await storage.get<OpenAPIObject>('/docs-json');
    expect(accessTable(declaredOperations(body))).toEqual(TABLE);
    expect(JSON.stringify(body)).not.toContain('blk_0');
  });

  const matrix = Object.entries(TABLE).flatMap(([name, access]) =>
    CALLERS.map((caller) => ({ name, caller, refusal: expectedRefusal(caller, access) })),
  );

  it.each(matrix)('$name with $caller: $refusal', async ({ name, caller, refusal }) => {
    const { status, body } = await send(name, caller);
    if (refusal === undefined) {
      expect(GUARD_CODES).not.toContain(body.code);
      expect([400, 401, 403, 405, 429, 500]).not.toContain(status);
    } else {
      expect({ status, code: body.code }).toEqual({
        status: refusal === 'ROLE_FORBIDDEN' ? 403 : 401,
        code: refusal,
      });
    }
  });

  it('shows a trader the own orders only; another one is like one that never was', async () => {
    const ids = async (caller: CallerName, query = '') =>
      (await storage.get<Page<OrderView>>(`/v1/orders?sort=oldest${query}`, keys[caller])).body.items.map(
        ({ orderId }) => orderId,
      );
    expect(await ids('owner')).toEqual([1]);
    expect(await ids('other trader')).toEqual([]);
    expect(await ids('operator')).toEqual([1, 2]);
    expect(await ids('operator', '&accountId=bob')).toEqual([2]);
    expect((await storage.get('/v1/orders/1', keys.owner)).status).toBe(200);
    const foreign = await storage.get<Problem>('/v1/orders/1', keys['other trader']);
    const unknown = await storage.get<Problem>('/v1/orders/4711', keys['other trader']);
    expect(foreign.status).toBe(404);
    expect(JSON.stringify(foreign.body)).toBe(JSON.stringify(unknown.body).replace('order 4711', 'order 1'));
    const named = await storage.get<Problem>('/v1/orders?accountId=alice', keys['other trader']);
    expect(named).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(named.body.errors).toEqual([
      { pointer: '?accountId', detail: "is for operators; a trader's account is that of the key" },
    ]);
  });

  it('shows a trader the own trades without the other account, and an operator both', async () => {
    const accounts = async (caller: CallerName) =>
      (await storage.get<Page<TradeView>>('/v1/trades', keys[caller])).body.items.map(
        ({ makerAccountId, takerAccountId }) => [makerAccountId, takerAccountId],
      );
    expect(await accounts('owner')).toEqual([['alice', null]]);
    expect(await accounts('other trader')).toEqual([]);
    expect(await accounts('operator')).toEqual([['alice', 'bob']]);
  });

  it('takes nothing but the two words for the order of a list', async () => {
    const injections = [
      'oldest; DROP TABLE orders',
      'placed_at DESC',
      "oldest' --",
      '(SELECT 1)',
      '',
      'OLDEST',
    ];
    for (const list of ['orders', 'trades', 'events', 'markets']) {
      for (const sort of injections) {
        const path = `/v1/${list}?sort=${encodeURIComponent(sort)}`;
        const { status, body } = await storage.get<Problem>(path, keys.operator);
        expect({ path, status, code: body.code }).toEqual({ path, status: 400, code: 'REQUEST_INVALID' });
      }
    }
    expect((await storage.get('/v1/orders?sort=newest', keys.operator)).status).toBe(200);
  });
});
