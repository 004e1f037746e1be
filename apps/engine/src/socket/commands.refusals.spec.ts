import { once } from 'node:events';
import { KeyRing, parseKey, revokeKeys } from '@backlay/service';
import { waitFor } from '../../../../test/support/wait.js';
import { IntakeGate } from '../http/intake-gate.js';
import { HeldDisk } from '../testing/held-disk.js';
import { SpecEngine, commandIdOf, order } from '../testing/spec-engine.js';
import { MESSAGES_IN_FLIGHT_MAX, PAYLOAD_BYTES_MAX } from './bounds.js';
import { CommandHub } from './command-hub.js';
import { SpecSocket, type SpecMessage } from './testing/spec-socket.js';

const { accountId: _, ...PLACE } = order();
const REFUSED_OVER_RATE_MAX = 100;

describe('the socket of commands', () => {
  let engine: SpecEngine;
  const disk = new HeldDisk();
  const clients: SpecSocket[] = [];

  const connect = (key?: string): SpecSocket => {
    const client = SpecSocket.connect(engine.engine.url, key);
    clients.push(client);
    return client;
  };
  async function open(accountId = 'alice'): Promise<SpecSocket> {
    const client = await SpecSocket.open(engine.engine.url, (await engine.keyFor(accountId))!);
    clients.push(client);
    return client;
  }

  beforeAll(async () => {
    const env = { COMMAND_CONNECTIONS_MAX: '12', COMMAND_CONNECTIONS_PER_KEY_MAX: '3' };
    engine = await SpecEngine.start({ env, surroundings: { openLog: disk.openLog } });
    await engine.openMarket();
  });
  afterEach(async () => {
    disk.release();
    for (const { socket } of clients.splice(0)) socket.terminate();
    await waitFor('all connections to be gone', () => engine.engine.app.get(CommandHub).count === 0);
    // Whatever became of the messages: none counts as in progress.
    await waitFor('an empty gate', () => engine.engine.app.get(IntakeGate).bytesInProgress === 0);
  });
  afterAll(() => engine.end());

  describe('answers by name, goes on, and changes nothing after', () => {
    it.each<[string, unknown, Partial<SpecMessage>, RegExp]>([
      [
        'an operation that there is not',
        { id: 'x', op: 'sell', body: PLACE },
        { id: 'x', status: 400 },
        /^\/op must be one of place, /,
      ],
      ['an operation that every object has', { id: 'x', op: 'toString' }, { id: 'x', status: 400 }, /^\/op/],
      ['no operation', { id: 'x', body: PLACE }, { id: 'x', status: 400 }, /^\/op/],
      ['no name', { op: 'place', body: PLACE }, { id: null, status: 400 }, /^\/id must be a text of 1 to 32/],
      ['a name that is a number', { id: 1, op: 'place', body: PLACE }, { id: null, status: 400 }, /^\/id/],
      [
        'too long a name',
        { id: 'x'.repeat(33), op: 'place', body: PLACE },
        { id: null, status: 400 },
        /^\/id/,
      ],
      [
        'an unknown field',
        { id: 'x', op: 'place', body: PLACE, at: 1 },
        { id: 'x', status: 400 },
        /^\/at is not known here/,
      ],
      [
        'a body that is none',
        { id: 'x', op: 'place', body: 'all' },
        { id: 'x', status: 400 },
        /^The body must be a JSON object/,
      ],
      ['a second key', { op: 'authenticate', key: 'x' }, { id: null, status: 400 }, /key already/],
      [
        'a message that is too large for one order',
        { id: 'x', op: 'place', body: { ...PLACE, goodTill: 'x'.repeat(65 * 1024) } },
        { id: 'x', status: 413 },
        /65536/,
      ],
    ])('%s', async (_name, message, answer, detail) => {
      const before = await engine.fingerprint();
      const client = await open();
      client.socket.send(JSON.stringify(message));
      const refusal = await client.until('a refusal', ({ status }) => status !== undefined);
      expect(refusal).toMatchObject({ ...answer, body: { detail: expect.stringMatching(detail) } });
      expect(await engine.fingerprint()).toEqual(before);
      expect(await client.ask('heartbeat', {})).toMatchObject({ status: 400 });
    });
  });

  describe('ends a connection', () => {
    it.each<[string, string | Buffer, object | undefined, number]>([
      ['what is no JSON', 'place an order', { code: 'JSON_INVALID' }, 4003],
      ['a list', '[]', { code: 'REQUEST_INVALID' }, 4003],
      ['a key that reaches the prototype', '{"id":"x","__proto__":{}}', { code: 'JSON_INVALID' }, 4003],
      ['bytes', Buffer.from(JSON.stringify({ id: 'x', op: 'place', body: PLACE })), undefined, 4003],
      ['more than any message may have', 'x'.repeat(PAYLOAD_BYTES_MAX + 1), undefined, 1009],
    ])('that sends %s, behind the answers to what it had asked', async (_name, frame, problem, code) => {
      const client = await open();
      const before = await engine.fingerprint();
      disk.hold();
      const id = client.send('place', PLACE);
      await waitFor('a sync', () => disk.waitingCount === 1);
      client.socket.send(frame);
      client.send('place', PLACE);
      if (problem !== undefined) {
        const refusal = await client.until('a refusal', (message) => message.id === null);
        expect(refusal).toMatchObject({ status: 400, body: problem });
      }
      if (code !== 1009) expect(client.closed).toBeUndefined();
      disk.release();
      expect((await client.untilClosed()).code).toBe(code);
      if (code !== 1009) expect(await client.answerTo(id)).toMatchObject({ status: 201 });
      expect((await engine.fingerprint()).sequence).toBe(before.sequence + 1);
    });

    it('that sends a text which is no UTF-8, and takes nothing behind it', async () => {
      const client = await open();
      const before = await engine.fingerprint();
      client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
      client.send('place', PLACE);
      expect((await client.untilClosed()).code).toBe(1007);
      expect((await engine.fingerprint()).sequence).toBe(before.sequence);
    });

    it('without a good key', async () => {
      const client = connect(`blk_0123456789abcdef_${'A'.repeat(43)}`);
      expect(await client.untilClosed()).toEqual({ code: 4001, reason: 'KEY_INVALID' });
    });

    it('that says nothing of who it is', async () => {
      expect(await connect().untilClosed()).toMatchObject({ code: 4001 });
    });

    it('that asks before it says who it is; one that says it first is welcome', async () => {
      const [early, polite] = [connect(), connect()] as const;
      await Promise.all([early, polite].map(({ socket }) => once(socket, 'open')));
      early.send('place', PLACE);
      polite.socket.send(JSON.stringify({ op: 'authenticate', key: await engine.keyFor('alice') }));
      expect(await early.untilClosed()).toMatchObject({ code: 4001 });
      await polite.until('welcome', ({ op }) => op === 'welcome');
      expect(polite.messages).toEqual([{ op: 'welcome', role: 'TRADER', accountId: 'alice' }]);
      expect(await polite.ask('place', PLACE)).toMatchObject({ status: 201 });
    });

    it('whose key is revoked, within a second or so', async () => {
      const client = await open('mallory');
      revokeKeys(engine.keys.file, [parseKey((await engine.keyFor('mallory'))!)?.keyId ?? '']);
      expect(await client.untilClosed()).toMatchObject({ code: 4001 });
    });

    it('that sends more than its key may, after it was told so', async () => {
      const key = engine.keys.of({ role: 'trader', accountId: 'hasty', requestsPerSecond: 5 });
      await engine.engine.app.get(KeyRing).look();
      const client = await SpecSocket.open(engine.engine.url, key);
      clients.push(client);
      const ids = Array.from({ length: 200 }, () => client.send('place', PLACE));
      expect(await client.untilClosed()).toEqual({ code: 4002, reason: 'RATE_LIMITED' });
      const refusals = client.messages.filter(({ status }) => status === 429);
      expect(refusals).toHaveLength(REFUSED_OVER_RATE_MAX);
      expect(refusals[0]).toMatchObject({ retryAfter: 1, body: { code: 'RATE_LIMITED' } });
      // A burst of 10, of which the connection itself was one.
      expect(client.messages.filter(({ status }) => status === 201).map(({ id }) => id)).toEqual(
        ids.slice(0, 9),
      );
    });

    it('beyond those that a key, and all together, may have', async () => {
      const key = (await engine.keyFor('popular'))!;
      const many = await Promise.all(Array.from({ length: 3 }, () => open('popular')));
      expect(await connect(key).untilClosed()).toMatchObject({ code: 4002 });
      many[0]?.socket.terminate();
      await waitFor('room for another one', async () => {
        const client = connect(key);
        await waitFor('an answer', () => client.messages.length > 0 || client.closed !== undefined);
        return client.closed === undefined;
      });
      for (const accountId of ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c']) await open(accountId);
      expect(await connect(await engine.keyFor('alice')).untilClosed()).toMatchObject({ code: 4002 });
    });
  });

  it('bounds the messages in flight of a connection; cancels go through when there is no room for orders', async () => {
    const client = await open();
    const { body } = await client.ask('place', PLACE);
    disk.hold();
    const ids = Array.from({ length: MESSAGES_IN_FLIGHT_MAX + 1 }, () =>
      client.send('cancel', { orderId: 4711 }),
    );
    const beyond = await client.answerTo(ids.at(-1)!);
    expect(beyond).toMatchObject({ status: 429, retryAfter: 1, body: { code: 'RATE_LIMITED' } });
    // 256 small messages are what the gate has room for.
    const [first, second] = [await open('bob'), await open('carol')];
    const refused = await first.ask('place', PLACE);
    expect(refused).toMatchObject({ status: 503, retryAfter: 1, body: { code: 'ENGINE_OVERLOADED' } });
    const relief = second.send('cancel', { orderId: body?.['orderId'] });
    disk.release();
    expect(await second.answerTo(relief)).toMatchObject({ status: 404 });
    expect(await client.answerTo(ids.at(-2)!)).toMatchObject({ status: 404 });
    // Whoever was refused is read again after the time that it was told.
    expect(await first.ask('place', PLACE)).toMatchObject({ status: 201 });
  });

  it('reads no more from who does not read, until it does', async () => {
    const client = await open();
    const commandId = commandIdOf('large');
    const orders = Array.from({ length: 200 }, (_item, index) => ({
      ...PLACE,
      commandId: `${commandId}-${index}`,
    }));
    await client.ask('placeBatch', { orders });
    client.socket.pause();
    // Retries, whose answers are many times their size. The server stops reading; what it has read fills the rest.
    for (let at = 0; at < 400; at++) client.send('placeBatch', { orders });
    await waitFor('the server to read no more', () => client.socket.bufferedAmount > 0);
    const held = client.socket.bufferedAmount;
    await waitFor('it to stand still', () => client.socket.bufferedAmount === held);
    client.socket.resume();
    await waitFor('answers', () => client.messages.filter(({ status }) => status === 200).length > 100);
    expect(client.closed).toBeUndefined();
  });
});
