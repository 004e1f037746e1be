import { SOCKET_CLOSE } from '@backlay/contracts';
import { AnswerError } from '../rest/reading.js';
import { NoAnswerError, ProblemError } from '../rest/problem-error.js';
import type { TradingClient } from '../rest/trading-client.js';
import {
  KEY,
  placed,
  refused,
  SpecCommands,
  type SpecCommand,
  type SpecCommandConnection,
} from '../testing/spec-commands.js';
import { PLACED } from '../testing/spec-server.js';
import type { CommandSocket } from './command-socket.js';
import { CommandSocketClosedError, CommandSocketFullError } from './errors.js';

const ORDER = { marketId: 1, runnerId: 2, side: 'BACK', price: 250, size: 1_000 } as const;
/** What the engine lets one connection have in flight. */
const IN_FLIGHT_MAX = 256;

describe('commands over a socket', () => {
  let engine: SpecCommands;
  let socket: CommandSocket;
  let trader: TradingClient;

  beforeEach(async () => {
    engine = await SpecCommands.start();
    socket = engine.newSocket();
    trader = engine.trader(socket);
  });
  afterEach(() => engine.stop());

  const place = (count: number) => Array.from({ length: count }, () => trader.placeOrder(ORDER));
  const orderIds = async (orders: ReturnType<typeof place>) =>
    (await Promise.all(orders)).map(({ orderId }) => orderId);

  async function commands(connection: SpecCommandConnection, count: number): Promise<SpecCommand[]> {
    const come: SpecCommand[] = [];
    while (come.length < count) come.push(await connection.request());
    return come;
  }

  describe('sign in', () => {
    it('by the key in the first frame, and say who one is', async () => {
      const welcome = socket.connect();
      const connection = await engine.connection();
      expect(await connection.request()).toEqual({ op: 'authenticate', key: KEY });
      connection.say({ op: 'welcome', role: 'TRADER', accountId: 'alice' });
      expect(await welcome).toEqual({ op: 'welcome', role: 'TRADER', accountId: 'alice' });
      expect(socket.state).toBe('open');
    });

    it('with the first command, when nobody has done so before', async () => {
      const order = trader.placeOrder(ORDER);
      const connection = await engine.welcomed();
      connection.say(placed(await connection.request(), 8));
      expect((await order).orderId).toBe(8);
    });

    it('and are refused as over REST when the key is not taken', async () => {
      const attempts = Promise.allSettled([socket.connect(), ...place(2)]);
      const connection = await engine.connection();
      await connection.requestOf('authenticate');
      connection.close(SOCKET_CLOSE.KEY_INVALID, 'KEY_INVALID');
      for (const attempt of await attempts) {
        expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(ProblemError) });
        expect(attempt).toMatchObject({ reason: { status: 401, code: 'KEY_INVALID' } });
      }
      // The next one looks whether the key is good by now.
      const order = trader.placeOrder(ORDER);
      const again = await engine.welcomed();
      again.say(placed(await again.request()));
      await order;
    });
  });

  it('go out many at once, each with the body of REST, and find their answers by their ids', async () => {
    const all = Promise.all([
      trader.placeOrder({ ...ORDER, commandId: 'c-1' }),
      trader.cancelOrder(11, { commandId: 'c-2' }),
      trader.reduceOrder({ orderId: 12, size: 50, commandId: 'c-3' }),
      trader.replaceOrder({ orderId: 13, price: 260, commandId: 'c-4' }),
    ]);
    const connection = await engine.welcomed();
    const sent = await commands(connection, 4);
    expect(sent.map(({ op, body }) => ({ op, body }))).toEqual([
      { op: 'place', body: { ...ORDER, price: '2.50', size: '10.00', commandId: 'c-1' } },
      { op: 'cancel', body: { commandId: 'c-2', orderId: 11 } },
      { op: 'reduce', body: { commandId: 'c-3', orderId: 12, size: '0.50' } },
      { op: 'replace', body: { commandId: 'c-4', orderId: 13, price: '2.60' } },
    ]);
    for (const [index, { id }] of [...sent.entries()].reverse())
      connection.say({ id, status: 200, body: { ...PLACED, orderId: 100 + index, replacesOrderId: null } });
    expect((await all).map(({ orderId }) => orderId)).toEqual([100, 101, 102, 103]);
    expect(trader.lastSequence).toBe(PLACED.sequence);
  });

  it.each<[string, (trader: TradingClient) => Promise<unknown>, string, object]>([
    [
      'placeBatch',
      (one) => one.placeOrders([ORDER]),
      'orders',
      { results: [{ status: 201, order: PLACED }] },
    ],
    ['cancelBatch', (one) => one.cancelOrders([{ orderId: 1 }]), 'cancels', { results: [] }],
    [
      'cancelAll',
      (one) => one.cancelAll(1),
      'marketId',
      { accountId: 'alice', marketId: 1, sequence: 9, cancelled: [] },
    ],
    ['cashOut', (one) => one.cashOut({ marketId: 1, runnerId: 2, price: 200 }), 'runnerId', PLACED],
  ])('are %s, too', async (op, send, field, body) => {
    const answer = send(trader);
    const connection = await engine.welcomed();
    const command = await connection.request();
    expect(command).toMatchObject({ op, body: { [field]: expect.anything() } });
    connection.say({ id: command.id, status: 200, body });
    await answer;
  });

  it('leave what is no trader to REST', async () => {
    await expect(trader.openMarket(1)).rejects.toThrow('does not answer POST /v1/markets/1/open');
    expect(socket.state).toBe('closed');
  });

  describe('are refused', () => {
    it('by the same errors as over REST', async () => {
      const order = trader.placeOrder(ORDER).catch((error: unknown) => error);
      const connection = await engine.welcomed();
      const { id } = await connection.request();
      const errors = [{ pointer: '/price', detail: 'is on no ladder' }];
      const body = { code: 'PRICE_OFF_LADDER', detail: 'no', sequence: 9, errors };
      connection.say({ id, status: 422, body });
      const error = await order;
      expect(error).toBeInstanceOf(ProblemError);
      const fields = errors;
      expect(error).toMatchObject({
        status: 422,
        code: 'PRICE_OFF_LADDER',
        detail: 'no',
        sequence: 9,
        fields,
      });
    });

    it('for the moment, and asked for again, the same to the letter, when the engine has said', async () => {
      const order = trader.placeOrder(ORDER);
      const connection = await engine.welcomed();
      const first = await connection.request();
      const saidAt = performance.now();
      connection.say(refused(first, { status: 503, code: 'ENGINE_OVERLOADED' }, 1));
      const second = await connection.request();
      expect(performance.now() - saidAt).toBeGreaterThanOrEqual(990);
      expect(second).toEqual(first);
      connection.say(placed(second));
      await order;
    });

    it('for good when a limit of the account has decided, which every attempt would hear', async () => {
      const order = trader.placeOrder(ORDER).catch((error: unknown) => error);
      const connection = await engine.welcomed();
      const problem = { status: 429, code: 'ORDER_RATE_EXCEEDED', sequence: 9 };
      connection.say(refused(await connection.request(), problem, 1));
      expect(await order).toMatchObject({ name: 'ProblemError', code: 'ORDER_RATE_EXCEEDED' });
      expect(socket.unansweredCount).toBe(0);
    });

    it('before they are sent when they would end the connection by their size', async () => {
      const order = trader.placeOrder(ORDER);
      const commandId = 'é'.repeat(132_000);
      await expect(trader.placeOrder({ ...ORDER, commandId })).rejects.toMatchObject({
        status: 413,
        code: 'BODY_TOO_LARGE',
      });
      const connection = await engine.welcomed();
      connection.say(placed(await connection.request()));
      await order;
    });

    it('with a word on an answer that is none', async () => {
      const order = trader.placeOrder(ORDER).catch((error: unknown) => error);
      const connection = await engine.welcomed();
      const { id } = await connection.request();
      connection.say({ id, status: 201, body: { ...PLACED, queue: { place: 'first' } } });
      const error = await order;
      expect(error).toBeInstanceOf(AnswerError);
      expect(String(error)).toContain(
        `The engine at ${engine.url} answers place with something else: queue.place: is no whole number`,
      );
    });
  });

  describe('after a lost connection', () => {
    it('are sent again on the next one, the same to the letter and in their order', async () => {
      const orders = place(3);
      const first = await engine.welcomed();
      const [one, two, three] = await commands(first, 3);
      first.say(placed(one!, 1));
      await orders[0];
      first.cut();
      const fourth = trader.placeOrder(ORDER);
      const second = await engine.welcomed();
      const again = await commands(second, 3);
      expect(again.slice(0, 2)).toEqual([two, three]);
      for (const [index, command] of again.entries()) second.say(placed(command, 2 + index));
      expect(await orderIds([...orders, fourth])).toEqual([1, 2, 3, 4]);
    });

    it('are sent again however often it is lost, also while nobody is there', async () => {
      const waits: unknown[] = [];
      socket.onState((state, detail) => state === 'waiting' && waits.push(detail));
      const order = trader.placeOrder(ORDER);
      const first = await engine.welcomed();
      const command = await first.request();
      first.cut();
      (await engine.connection()).cut();
      (await engine.connection()).close(SOCKET_CLOSE.STOPPING, 'STOPPING');
      const last = await engine.welcomed();
      expect(await last.request()).toEqual(command);
      last.say(placed(command));
      await order;
      expect(waits).toEqual(['closed with code 1006', 'closed with code 1006', 'STOPPING (1001)']);
    });

    it('which nobody has noticed, because the server is only silent, are sent again, too', async () => {
      const hasty = engine.newSocket({ silenceMsMax: 30 });
      const order = engine.trader(hasty).placeOrder(ORDER);
      const first = await engine.welcomed();
      const command = await first.request();
      const second = await engine.welcomed();
      expect(await second.request()).toEqual(command);
      second.say(placed(command));
      await order;
      // With nothing owed the server may be silent.
      expect(hasty.state).toBe('open');
    });
  });

  describe('wait', () => {
    it('beyond what a connection may have in flight, until there is room', async () => {
      const orders = place(IN_FLIGHT_MAX + 1);
      const connection = await engine.welcomed();
      const sent = await commands(connection, IN_FLIGHT_MAX);
      let isRoom = false;
      const room = socket.room().then(() => (isRoom = true));
      connection.say(placed(sent[1]!));
      // The room is for the one that waits already.
      const last = await connection.request();
      expect(last.body.commandId).not.toBe(sent.at(-1)?.body.commandId);
      expect(isRoom).toBe(false);
      connection.say(placed(sent[0]!));
      await room;
      for (const command of [...sent.slice(2), last]) connection.say(placed(command));
      await Promise.all(orders);
    });

    it('beyond the bytes that a connection may have in flight', async () => {
      const name = 'x'.repeat(200_000);
      const large = Array.from({ length: 6 }, (_, index) =>
        trader.placeOrder({ ...ORDER, commandId: `${index}-${name}` }),
      );
      const connection = await engine.welcomed();
      const sent = await commands(connection, 5);
      connection.say(placed(sent[0]!));
      const last = await connection.request();
      expect(last.body.commandId).toBe(`5-${name}`);
      for (const command of [...sent.slice(1), last]) connection.say(placed(command));
      await Promise.all(large);
    });

    it('no more of them than was allowed', async () => {
      const small = engine.newSocket({ waitingMax: 2 });
      const crowd = engine.trader(small);
      const waiting = [crowd.placeOrder(ORDER), crowd.placeOrder(ORDER)];
      await expect(crowd.placeOrder(ORDER)).rejects.toThrow(CommandSocketFullError);
      const connection = await engine.welcomed();
      for (const command of await commands(connection, 2)) connection.say(placed(command));
      await Promise.all(waiting);
    });

    it('no longer than was allowed, and can be sent again by their names', async () => {
      const hasty = engine.trader(engine.newSocket({ timeoutMs: 40, retry: { attemptsMax: 1 } }));
      const error = await hasty.placeOrder(ORDER).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoAnswerError);
      expect(String(error)).toContain(
        `The engine at ${engine.url} does not answer place: no answer within 40 ms`,
      );
      expect(String(error)).not.toContain(KEY);
      const { commandId } = error as NoAnswerError;
      const again = hasty.placeOrder({ ...ORDER, commandId });
      const connection = await engine.welcomed();
      const command = await connection.request();
      expect(command.body.commandId).toBe(commandId);
      // An answer that nobody waits for does not disturb.
      connection.say(placed({ id: 'nobody' }));
      connection.say(placed(command));
      await again;
    });
  });

  describe('when the socket is closed', () => {
    it('are waited for, also over a lost connection, and no more are taken', async () => {
      const orders = place(2);
      const first = await engine.welcomed();
      const [one] = await commands(first, 2);
      let isClosed = false;
      const closed = socket.close().then(() => (isClosed = true));
      await expect(trader.placeOrder(ORDER)).rejects.toThrow(CommandSocketClosedError);
      await expect(socket.connect()).rejects.toThrow(CommandSocketClosedError);
      first.say(placed(one!));
      await orders[0];
      first.cut();
      const second = await engine.welcomed();
      const command = await second.request();
      expect(isClosed).toBe(false);
      second.say(placed(command));
      await Promise.all([orders[1], closed]);
      expect(await second.closed).toBe(1000);
      expect(socket.state).toBe('closed');
    });

    it('before there was one, nothing is waited for', async () => {
      await socket.close();
      await socket.close();
      expect(socket.state).toBe('closed');
    });
  });
});
