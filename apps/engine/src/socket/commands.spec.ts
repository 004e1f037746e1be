import { HeldDisk } from '../testing/held-disk.js';
import { openAccount } from '../testing/spec-money.js';
import { OPERATOR, SpecEngine, VIEWER, commandIdOf, order, type Signer } from '../testing/spec-engine.js';
import { waitFor } from '../../../../test/support/wait.js';
import { SOCKET_MESSAGE } from './message.schema.js';
import { SOCKET_OPERATIONS, type SocketOperationName } from './socket-operations.js';
import { SpecSocket } from './testing/spec-socket.js';

const { accountId: _, ...PLACE } = order();

/** The same wish over both ways in, on exchanges that are alike. */
const OVER_HTTP: Record<SocketOperationName, { path: string; inPath?: string }> = {
  place: { path: '/v1/orders' },
  placeBatch: { path: '/v1/orders/batch' },
  cancel: { path: '/v1/orders/:orderId/cancel' },
  reduce: { path: '/v1/orders/:orderId/reduce' },
  replace: { path: '/v1/orders/:orderId/replace' },
  cancelBatch: { path: '/v1/orders/cancel-batch' },
  cancelAll: { path: '/v1/orders/cancel-all' },
  cashOut: { path: '/v1/account/cash-out' },
  heartbeat: { path: '/v1/account/heartbeat' },
  stop: { path: '/v1/account/stop' },
  resume: { path: '/v1/account/resume' },
};

/** In an order in which each works, or is refused, on what came before. */
const WISHES: [op: SocketOperationName, body: Record<string, unknown> | undefined][] = [
  ['place', PLACE],
  ['place', { ...PLACE, commandId: commandIdOf('twice') }],
  ['place', { ...PLACE, commandId: commandIdOf('twice') }],
  ['place', { ...PLACE, size: '11.00', commandId: commandIdOf('twice') }],
  ['place', { ...PLACE, price: '2.51' }],
  ['place', { ...PLACE, price: '2.505' }],
  ['place', { ...PLACE, price: true }],
  ['place', { ...PLACE, accountId: 'bob' }],
  ['place', { ...PLACE, marketId: 'one' }],
  ['place', {}],
  ['place', undefined],
  ['place', { ...PLACE, marketId: 4711 }],
  ['placeBatch', { orders: [PLACE, { ...PLACE, price: '0.5' }, { ...PLACE, side: 'BACK', size: '3.00' }] }],
  ['placeBatch', { orders: [PLACE, { ...PLACE, size: 'much' }] }],
  ['placeBatch', { orders: [] }],
  ['reduce', { orderId: 1, size: '1.00' }],
  ['reduce', { orderId: 1 }],
  ['replace', { orderId: 1, price: '3.00' }],
  ['replace', { orderId: 4711, price: '3.00' }],
  ['cancel', { orderId: 2 }],
  ['cancel', { orderId: 2 }],
  ['cancelBatch', { cancels: [{ orderId: 3, size: '1.00' }, { orderId: 4711 }] }],
  ['cancelAll', { marketId: 1 }],
  ['cashOut', { marketId: 1, runnerId: 1, price: '2.00' }],
  ['heartbeat', { timeoutMs: 60_000 }],
  ['heartbeat', { timeoutMs: 1 }],
  ['stop', undefined],
  ['place', PLACE],
  ['resume', {}],
];

function httpRequest(op: SocketOperationName, body: Record<string, unknown> | undefined): [string, unknown] {
  const { path } = OVER_HTTP[op];
  if (!path.includes(':orderId')) return [path, body];
  const { orderId, ...rest } = body ?? {};
  return [path.replace(':orderId', String(orderId)), rest];
}

/** What depends on when it was asked. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
}

describe('commands over WebSocket', () => {
  let engine: SpecEngine;
  const clients: SpecSocket[] = [];

  async function open(signer: Signer = 'alice', of = engine): Promise<SpecSocket> {
    const client = await SpecSocket.open(of.engine.url, (await of.keyFor(signer)) ?? '');
    clients.push(client);
    return client;
  }

  beforeAll(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterEach(() => {
    for (const { socket, messages } of clients.splice(0)) {
      socket.terminate();
      // Whatever was said is what the AsyncAPI document says.
      for (const message of messages) SOCKET_MESSAGE.parse(message);
    }
  });
  afterAll(() => engine.end());

  it('are answered as over HTTP, status and body, refusals included', async () => {
    const [overHttp, overSocket] = [await SpecEngine.start(), await SpecEngine.start()];
    try {
      for (const one of [overHttp, overSocket]) {
        await openAccount(one, 'alice', '1000.00');
        await one.openMarket();
      }
      const client = await open('alice', overSocket);
      for (const [op, body] of WISHES) {
        const [path, request] = httpRequest(op, body);
        const expected = await overHttp.as('alice').post(path, request);
        const { id, status, body: given } = await client.ask(op, body);
        // What is wrong in a path over HTTP, is wrong in the body here.
        expect({ op, body, status, given: timeless(JSON.stringify(given)) }).toEqual({
          op,
          body,
          status: expected.status,
          given: timeless(expected.text),
        });
        expect(client.texts.at(-1)).toContain(`{"id":"${id}","status":${status},`);
      }
      expect((await overSocket.fingerprint()).sequence).toBe((await overHttp.fingerprint()).sequence);
      expect(new Set(WISHES.map(([op]) => op))).toEqual(new Set(Object.keys(SOCKET_OPERATIONS)));
    } finally {
      await overHttp.end();
      await overSocket.end();
    }
  });

  it('are the same in parts, with pings between them, and behind them', async () => {
    const client = await open();
    const [text, pings] = [JSON.stringify({ id: 'parts', op: 'place', body: PLACE }), [] as string[]];
    client.socket.on('pong', (data) => pings.push(data.toString()));
    client.socket.ping('before');
    client.socket.send(text.slice(0, 20), { fin: false });
    client.socket.ping('between');
    client.socket.send(text.slice(20), { fin: true });
    const later = client.send('place', PLACE);
    expect(await client.answerTo('parts')).toMatchObject({ status: 201 });
    expect(await client.answerTo(later)).toMatchObject({ status: 201 });
    await waitFor('both pongs', () => pings.length === 2);
    expect(pings).toEqual(['before', 'between']);
  });

  it('and over HTTP know the same commandIds', async () => {
    const client = await open();
    const body = { ...PLACE, commandId: commandIdOf('over both') };
    const first = await client.ask('place', body);
    const again = await engine.as('alice').post('/v1/orders', body);
    expect(again.text).toBe(JSON.stringify(first.body));
  });

  it('are answered when they are on disk, all of a commit together', async () => {
    const disk = new HeldDisk();
    const held = await SpecEngine.start({ surroundings: { openLog: disk.openLog } });
    try {
      await held.openMarket();
      const client = await open('alice', held);
      disk.hold();
      client.send('place', PLACE);
      await waitFor('a sync', () => disk.waitingCount === 1);
      const later = ['place', 'place', 'heartbeat'].map((op) => client.send(op, op === 'place' ? PLACE : {}));
      // A refusal at the door waits for nothing.
      expect(await client.answerTo(later[2]!)).toMatchObject({ status: 400 });
      expect(client.messages.filter(({ status }) => status === 201)).toEqual([]);
      disk.release();
      expect(await client.answerTo(later[1]!)).toMatchObject({ status: 201 });
      const inOrder = client.messages.filter(({ status }) => status === 201).map(({ id }) => id);
      expect(inOrder).toEqual(['m1', 'm2', 'm3']);
    } finally {
      disk.release();
      await held.end();
    }
  });

  it('whose outcome nobody knows say so when the disk fails', async () => {
    const disk = new HeldDisk();
    const failing = await SpecEngine.start({ surroundings: { openLog: disk.openLog } });
    try {
      await failing.openMarket();
      const client = await open('alice', failing);
      disk.hold();
      const id = client.send('place', PLACE);
      await waitFor('a sync', () => disk.waitingCount === 1);
      disk.fail(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
      expect(await client.answerTo(id)).toMatchObject({
        status: 503,
        retryAfter: 1,
        body: { code: 'LOG_FAILED' },
      });
      expect(await client.ask('place', PLACE)).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
    } finally {
      await failing.end().catch(() => undefined);
    }
  });

  it('in flight are answered when the engine stops, then the connection is closed', async () => {
    const disk = new HeldDisk();
    const stopping = await SpecEngine.start({ surroundings: { openLog: disk.openLog } });
    try {
      await stopping.openMarket();
      const client = await open('alice', stopping);
      disk.hold();
      const id = client.send('place', PLACE);
      await waitFor('a sync', () => disk.waitingCount === 1);
      const stopped = stopping.stop();
      const refused = client.send('place', PLACE);
      disk.release();
      expect(await client.untilClosed()).toEqual({ code: 1001, reason: 'STOPPING' });
      expect(await client.answerTo(id)).toMatchObject({ status: 201 });
      const late = client.messages.find((message) => message.id === refused);
      if (late !== undefined) expect(late).toMatchObject({ status: 503, body: { code: 'ENGINE_STOPPING' } });
      await stopped;
    } finally {
      disk.release();
      await stopping.end();
    }
  });

  it.each([
    ['an operator', OPERATOR, 'OPERATOR'],
    ['a viewer', VIEWER, 'VIEWER'],
  ] as const)('of %s are refused, each by name', async (_name, signer, role) => {
    const client = await open(signer);
    expect(client.messages).toEqual([{ op: 'welcome', role, accountId: null }]);
    const before = await engine.fingerprint();
    for (const op of Object.keys(SOCKET_OPERATIONS)) {
      expect(await client.ask(op, { orderId: 1 })).toMatchObject({
        status: 403,
        body: { code: 'ROLE_FORBIDDEN' },
      });
    }
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('cannot reach the orders of another account', async () => {
    const placed = await (await open('bob')).ask('place', PLACE);
    const client = await open('alice');
    const { orderId } = placed.body as { orderId: number };
    const answers = [await client.ask('cancel', { orderId }), await client.ask('cancel', { orderId: 4711 })];
    const details = answers.map(({ body }) => String(body?.['detail']).replace(/\d+/, 'N'));
    expect(details[0]).toBe(details[1]);
    for (const { status } of answers) expect(status).toBe(404);
  });
});
