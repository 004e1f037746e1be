import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { KeyRing, parseKey, revokeKeys, type AccessName } from '@backlay/service';
import {
  CALLERS,
  GUARD_CODES,
  accessTable,
  declaredOperations,
  expectedRefusal,
  type CallerName,
} from '../../../../test/support/access.js';
import { commandIdOf, OPERATOR, order, SpecEngine, VIEWER, type SpecAnswer } from '../testing/spec-engine.js';
import { createHttp } from './fastify-adapter.js';

/** Who may ask for what: an operation that is not in here, or is here in another way, fails the test. */
const TABLE: Readonly<Record<string, AccessName>> = {
  'POST /v1/accounts': 'OPERATOR',
  'GET /v1/accounts': 'OPERATOR',
  'GET /v1/accounts/{accountId}': 'TRADER_OR_OPERATOR',
  'POST /v1/accounts/{accountId}/settings': 'OPERATOR',
  'POST /v1/accounts/{accountId}/stop': 'OPERATOR',
  'POST /v1/accounts/{accountId}/resume': 'OPERATOR',
  'GET /v1/accounts/{accountId}/positions': 'TRADER_OR_OPERATOR',
  'GET /v1/accounts/{accountId}/positions/{marketId}': 'TRADER_OR_OPERATOR',
  'POST /v1/deposits': 'OPERATOR',
  'POST /v1/withdrawals': 'OPERATOR',
  'GET /v1/money': 'OPERATOR',
  'POST /v1/account/heartbeat': 'TRADER',
  'POST /v1/account/stop': 'TRADER',
  'POST /v1/account/resume': 'TRADER',
  'GET /v1/account/cash-out': 'TRADER',
  'POST /v1/account/cash-out': 'TRADER',
  'POST /v1/markets': 'OPERATOR',
  'GET /v1/markets': 'ANY_KEY',
  'GET /v1/markets/{marketId}': 'ANY_KEY',
  'POST /v1/markets/{marketId}/open': 'OPERATOR',
  'POST /v1/markets/{marketId}/suspend': 'OPERATOR',
  'POST /v1/markets/{marketId}/resume': 'OPERATOR',
  'POST /v1/markets/{marketId}/close': 'OPERATOR',
  'POST /v1/markets/{marketId}/start-time': 'OPERATOR',
  'POST /v1/markets/{marketId}/turn-in-play': 'OPERATOR',
  'POST /v1/markets/{marketId}/void-trades': 'OPERATOR',
  'POST /v1/markets/{marketId}/void': 'OPERATOR',
  'POST /v1/markets/{marketId}/settle': 'OPERATOR',
  'POST /v1/markets/{marketId}/resettle': 'OPERATOR',
  'POST /v1/markets/{marketId}/runners/{runnerId}/remove': 'OPERATOR',
  'POST /v1/markets/{marketId}/runners/{runnerId}/void': 'OPERATOR',
  'POST /v1/orders': 'TRADER',
  'POST /v1/orders/batch': 'TRADER',
  'GET /v1/orders': 'TRADER_OR_OPERATOR',
  'GET /v1/orders/{orderId}': 'TRADER_OR_OPERATOR',
  'POST /v1/orders/{orderId}/reduce': 'TRADER',
  'POST /v1/orders/{orderId}/replace': 'TRADER',
  'POST /v1/orders/{orderId}/cancel': 'TRADER',
  'POST /v1/orders/cancel-batch': 'TRADER',
  'POST /v1/orders/cancel-all': 'TRADER',
  'GET /v1/markets/{marketId}/book': 'ANY_KEY',
  'GET /v1/markets/{marketId}/runners/{runnerId}/book': 'ANY_KEY',
  'GET /v1/engine': 'OPERATOR_OR_VIEWER',
  'GET /health/live': 'PUBLIC',
  'GET /health/ready': 'PUBLIC',
  'GET /problems': 'PUBLIC',
  'GET /problems/{code}': 'PUBLIC',
};

/** The order in the book: alice's. Bob, the other trader, must not learn that it is there. */
const ORDER_ID = 1;
const UNKNOWN_ORDER_ID = 4711;
const { accountId: _, ...PLACE } = order();

const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/markets': { name: 'Another', runners: [{ runnerId: 1, name: 'One' }], currency: 'XXX' },
  'POST /v1/accounts': { accountId: 'carol', currency: 'GBP' },
  'POST /v1/accounts/{accountId}/settings': {},
  'POST /v1/deposits': { accountId: 'alice', amount: '1.00' },
  'POST /v1/withdrawals': { accountId: 'alice', amount: '1.00' },
  'POST /v1/account/heartbeat': { timeoutMs: 0 },
  'POST /v1/account/cash-out': { marketId: 1, runnerId: 1, price: '2.00' },
  'POST /v1/markets/{marketId}/start-time': { startTime: null },
  'POST /v1/markets/{marketId}/void-trades': { from: '2030-01-01T00:00:00Z' },
  'POST /v1/markets/{marketId}/settle': { results: [] },
  'POST /v1/markets/{marketId}/resettle': { results: [] },
  'POST /v1/markets/{marketId}/runners/{runnerId}/remove': { reductionFactor: '0' },
  'POST /v1/orders': PLACE,
  'POST /v1/orders/batch': { orders: [PLACE] },
  'POST /v1/orders/{orderId}/reduce': { size: '1.00' },
  'POST /v1/orders/{orderId}/replace': { price: '3.00' },
  'POST /v1/orders/{orderId}/cancel': {},
  'POST /v1/orders/cancel-batch': { cancels: [{ orderId: ORDER_ID, size: '0.01' }] },
  'POST /v1/orders/cancel-all': { marketId: 2 },
};

const QUERIES: Readonly<Record<string, (caller: CallerName) => string>> = {
  'GET /v1/orders': (caller) => `?marketId=1${caller === 'operator' ? '&accountId=alice' : ''}`,
  'GET /v1/account/cash-out': () => '?marketId=1&runnerId=1',
};

describe('access to the engine', () => {
  let engine: SpecEngine;
  let document: OpenAPIObject;
  let revoked: string;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    document = (await engine.get('/docs-json')).body as unknown as OpenAPIObject;
    await engine.openMarket();
    await engine.openMarket();
    await engine.post('/v1/orders', order());
    revoked = engine.keys.trader('mallory');
    await look();
    revokeKeys(engine.keys.file, [parseKey(revoked)?.keyId ?? '']);
    await look();
  });
  afterAll(() => engine.end());

  const look = () => engine.engine.app.get(KeyRing).look();
  const headersOf = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
  const signed: Readonly<Record<CallerName, () => Parameters<SpecEngine['send']>[3]>> = {
    'no key': () => ({}),
    garbage: () => headersOf(`blk_0123456789abcdef_${'A'.repeat(43)}`),
    revoked: () => headersOf(revoked),
    viewer: () => ({ signer: VIEWER }),
    'other trader': () => ({ signer: 'bob' }),
    owner: () => ({ signer: 'alice' }),
    operator: () => ({ signer: OPERATOR }),
  };

  function send(name: string, caller: CallerName): Promise<SpecAnswer> {
    const [method = '', path = ''] = name.split(' ');
    const query = QUERIES[name]?.(caller) ?? '';
    const filled = path
      .replace('{marketId}', '1')
      .replace('{runnerId}', '2')
      .replace('{accountId}', 'alice')
      .replace('{orderId}', String(ORDER_ID))
      .replace('{code}', 'PRICE_INVALID');
    return engine.send(method, filled + query, BODIES[name], signed[caller]());
  }

  it('is declared by every operation as the table has it', () => {
    expect(accessTable(declaredOperations(document))).toEqual(TABLE);
  });

  const matrix = Object.entries(TABLE).flatMap(([name, access]) =>
    CALLERS.map((caller) => ({ name, access, caller, refusal: expectedRefusal(caller, access) })),
  );

  // What is let in changes markets and orders, so it comes behind what must change nothing.
  it.each(matrix.filter(({ refusal }) => refusal !== undefined))(
    '$name with $caller: $refusal, and nothing is journaled',
    async ({ name, caller, refusal }) => {
      const before = await engine.fingerprint();
      const answer = await send(name, caller);
      expect(answer.body).toMatchObject({
        code: refusal,
        type: `/problems/${refusal}`,
        status: answer.status,
      });
      expect(answer.status).toBe(refusal === 'ROLE_FORBIDDEN' ? 403 : 401);
      expect(answer.headers.get('www-authenticate') !== null).toBe(answer.status === 401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await engine.fingerprint()).toEqual(before);
    },
  );

  it.each(matrix.filter(({ refusal }) => refusal === undefined))(
    '$name with $caller: let in',
    async ({ name, caller }) => {
      const answer = await send(name, caller);
      expect(GUARD_CODES).not.toContain(answer.body.code);
      expect([400, 401, 403, 405, 429, 500]).not.toContain(answer.status);
      if (caller !== 'other trader') return;
      if (name.includes('{orderId}')) expect(answer.body.code).toBe('ORDER_UNKNOWN');
      if (name.includes('{accountId}')) expect(answer.body.code).toBe('ACCOUNT_UNKNOWN');
    },
  );

  it('holds for HEAD as for GET', async () => {
    const head = (path: string, caller: CallerName) => engine.send('HEAD', path, undefined, signed[caller]());
    expect((await head('/v1/markets', 'no key')).status).toBe(401);
    expect((await head('/v1/orders/1', 'viewer')).status).toBe(403);
    expect((await head('/v1/markets', 'viewer')).status).toBe(200);
  });

  it('cannot be forgotten: a route that does not declare any keeps the app from starting', async () => {
    @Controller('v1/open')
    class Forgotten {
      @Get()
      read(): string {
        return 'open to everybody';
      }
    }
    @Module({ controllers: [Forgotten] })
    class Careless {}
    const keyRing = await KeyRing.open(engine.config.access);
    const { adapter } = createHttp({ requestTimeoutMs: 1_000 }, keyRing);
    const options = { logger: false as const, abortOnError: false, bodyParser: false };
    const app = await NestFactory.create<NestFastifyApplication>(Careless, adapter, options);
    await expect(app.init()).rejects.toThrow('the route GET /v1/open does not say who may ask for it');
  });
});

describe('what belongs to an account', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
    await engine.openMarket();
    for (let orderId = 1; orderId <= 2; orderId++) {
      await engine.post('/v1/orders', order({ marketId: orderId, commandId: commandIdOf(`own-${orderId}`) }));
    }
    // Of a suspended market other rules hold: they must not be told apart either.
    await engine.post('/v1/markets/2/suspend');
  });
  afterAll(() => engine.end());

  const bob = () => engine.as('bob');

  /** What bob gets for an order of alice, and for one that never was, must be the same but for the id. */
  async function expectAlike(
    ask: (orderId: number) => Promise<SpecAnswer>,
    pick: (answer: SpecAnswer) => unknown = ({ text }) => text,
  ): Promise<void> {
    const unknown = await ask(UNKNOWN_ORDER_ID);
    const told = (answer: SpecAnswer) =>
      JSON.stringify(pick(answer)).replaceAll(/"sequence\\?":\d+/g, '"sequence":N');
    for (const orderId of [1, 2]) {
      const foreign = await ask(orderId);
      expect(foreign.status).toBe(unknown.status);
      expect(told(foreign)).toBe(told(unknown).replaceAll(`order ${UNKNOWN_ORDER_ID}`, `order ${orderId}`));
      expect(foreign.text).toContain('ORDER_UNKNOWN');
      expect(foreign.text).not.toContain('alice');
    }
  }

  it('is not told from what never was, by reading, cancelling, reducing or replacing', async () => {
    await expectAlike((orderId) => bob().get(`/v1/orders/${orderId}`));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/cancel`, {}));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/reduce`, { size: '1.00' }));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/reduce`, { size: '10000000.01' }));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/replace`, { price: '3.00' }));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/replace`, { price: '2.51' }));
    await expectAlike((orderId) => bob().post(`/v1/orders/${orderId}/replace`, {}));
    await expectAlike((orderId) => bob().post('/v1/orders/cancel-batch', { cancels: [{ orderId }] }));
    for (const orderId of [1, 2]) {
      expect((await engine.as('alice').get(`/v1/orders/${orderId}`)).body).toMatchObject({
        accountId: 'alice',
        sizeRemaining: '10.00',
      });
    }
  });

  it('is listed for its owner, and for an operator who names the account', async () => {
    const idsOf = ({ body }: SpecAnswer) =>
      (body['orders'] as { orderId: number }[]).map(({ orderId }) => orderId);
    expect(idsOf(await engine.as('alice').get('/v1/orders?marketId=1'))).toEqual([1]);
    expect(idsOf(await bob().get('/v1/orders?marketId=1'))).toEqual([]);
    expect(idsOf(await engine.get('/v1/orders?marketId=1&accountId=alice'))).toEqual([1]);
    for (const accountId of ['alice', 'bob']) {
      const refused = await bob().get(`/v1/orders?marketId=1&accountId=${accountId}`);
      expect(refused).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
      expect(refused.body.detail).toBe("?accountId is for operators; a trader's account is that of the key.");
    }
    expect(await engine.get('/v1/orders?marketId=1')).toMatchObject({
      status: 400,
      body: { detail: '?accountId is missing: an operator names the account whose orders are wanted.' },
    });
  });

  it('cannot be ordered for by a name in the body: refused, and nothing is journaled', async () => {
    const before = await engine.fingerprint();
    const forged = { ...PLACE, accountId: 'alice' };
    const requests: [path: string, body: object][] = [
      ['/v1/orders', forged],
      ['/v1/orders/batch', { orders: [PLACE, forged] }],
      ['/v1/orders/1/cancel', { accountId: 'alice' }],
      ['/v1/orders/1/reduce', { accountId: 'alice', size: '1.00' }],
      ['/v1/orders/1/replace', { accountId: 'alice', price: '3.00' }],
      ['/v1/orders/cancel-batch', { cancels: [{ accountId: 'alice', orderId: 1 }] }],
      ['/v1/orders/cancel-all', { accountId: 'alice', marketId: 1 }],
    ];
    for (const [path, body] of requests) {
      const answer = await bob().post(path, body);
      expect({ path, status: answer.status, code: answer.body.code }).toEqual({
        path,
        status: 400,
        code: 'REQUEST_INVALID',
      });
      expect(answer.body.detail).toMatch(/accountId is not known here/);
    }
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('has names for commands of its own: one that another account uses says nothing', async () => {
    const commandId = commandIdOf('own-1');
    const same = await bob().post('/v1/orders', { ...PLACE, commandId });
    expect(same.body).toMatchObject({ accountId: 'bob', status: 'RESTING' });
    const other = await engine.as('carol').post('/v1/orders', { ...PLACE, size: '1.00', commandId });
    expect(other.status).toBe(201);
  });
});
