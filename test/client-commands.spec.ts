import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandSocket, ProblemError, TradingClient, type CommandSocketOptions } from '@backlay/client';
import { nodeWebSocket } from '@backlay/client/node';
import type { SpecKeys } from '../libs/service/src/testing/spec-keys.js';
import { findFreePort } from './support/free-port.js';
import { keysIn } from './support/keys.js';
import { startApp, type RunningApp } from './support/processes.js';
import { waitFor } from './support/wait.js';

const TIMEOUT_MS = 120_000;
const CRASHES = 3;
const ORDERS_BETWEEN_CRASHES = 400;
/** A crash waits for so many answers since the last one: it hits an engine at work, with hundreds of commands in flight. */
const ANSWERS_BEFORE_CRASH = 50;

describe('the commands of the client library over WebSocket, on a real engine', () => {
  let folder: string;
  let keys: SpecKeys;
  let env: Record<string, string>;
  let engine: RunningApp;
  let operator: TradingClient;
  const sockets: CommandSocket[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-client-commands-'));
    keys = keysIn(folder);
    // The port stays the same over restarts, as it does in life.
    env = { DATA_DIR: folder, BACKBONE: 'log', ENGINE_PORT: String(await findFreePort()) };
    engine = await startApp('engine', env);
    operator = overRest(keys.operator);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await Promise.all(sockets.map((socket) => socket.close()));
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  const overRest = (key: string) => new TradingClient({ engineUrl: engine.url, key });

  function socketOf(key: string, options: Partial<CommandSocketOptions> = {}): CommandSocket {
    const url = `${engine.url.replace('http', 'ws')}/v1/commands`;
    const socket = new CommandSocket({ url, key, webSocket: nodeWebSocket, ...options });
    sockets.push(socket);
    return socket;
  }

  const overSocket = (key: string, commands = socketOf(key)) =>
    new TradingClient({ engineUrl: engine.url, key, commands });

  async function openMarket(): Promise<number> {
    const runners = [{ runnerId: 1, name: 'Red' }];
    const { marketId } = await operator.createMarket({ name: 'Winner', runners });
    await operator.openMarket(marketId);
    return marketId;
  }

  const problemOf = (command: Promise<unknown>): Promise<ProblemError> =>
    command.then(
      () => Promise.reject(new Error('it was not refused')),
      (error: unknown) => {
        expect(error).toBeInstanceOf(ProblemError);
        return error as ProblemError;
      },
    );

  it('are all that a trader does', async () => {
    const marketId = await openMarket();
    const socket = socketOf(keys.trader('alice'));
    expect(await socket.connect()).toEqual({ op: 'welcome', role: 'TRADER', accountId: 'alice' });
    const alice = overSocket(keys.trader('alice'), socket);
    const order = { marketId, runnerId: 1, side: 'LAY', price: 250, size: 10_00 } as const;
    const { orderId } = await alice.placeOrder(order);
    expect(await alice.reduceOrder({ orderId, size: 1_00 })).toMatchObject({ sizeRemaining: 9_00 });
    const moved = await alice.replaceOrder({ orderId, price: 240 });
    expect(moved).toMatchObject({ price: 240, replacesOrderId: orderId });
    expect(await alice.cancelOrder(moved.orderId)).toMatchObject({ status: 'COMPLETE', reason: 'REQUESTED' });
    const placed = await alice.placeOrders([order, { ...order, price: 301 }]);
    expect(placed).toMatchObject([{ outcome: 'ACCEPTED' }, { problem: { code: 'PRICE_OFF_LADDER' } }]);
    const [first] = await alice.orders(marketId);
    expect(await alice.cancelOrders([{ orderId: first!.orderId, size: 1_00 }])).toMatchObject([
      { outcome: 'ACCEPTED', order: { sizeCancelled: 1_00 } },
    ]);
    expect(await alice.cancelAll(marketId)).toMatchObject({ cancelled: [{ sizeCancelled: 9_00 }] });
    await operator.openAccount('alice', 'GBP');
    expect((await alice.heartbeat(60_000)).heartbeat).toMatchObject({ timeoutMs: 60_000 });
    expect((await alice.heartbeat(0)).heartbeat).toBeNull();
    expect((await alice.stop()).stoppedBy).toEqual(['OWNER']);
    expect((await alice.resume()).stoppedBy).toEqual([]);
    expect((await alice.account('alice')).sequence).toBe(alice.lastSequence);
  });

  it('are refused by the same errors as over REST', async () => {
    const marketId = await openMarket();
    const ways = [overRest(keys.trader('bob')), overSocket(keys.trader('bob'))];
    const order = { marketId, runnerId: 1, side: 'LAY', price: 250, size: 10_00 } as const;
    const refusals: ((trader: TradingClient) => Promise<unknown>)[] = [
      (trader) => trader.placeOrder({ ...order, price: 1 }),
      (trader) => trader.placeOrder({ ...order, size: undefined }),
      (trader) => trader.cancelOrder(4_711),
      (trader) => trader.placeOrders(Array.from({ length: 201 }, () => order)),
      (trader) => trader.placeOrders(Array.from({ length: 2_000 }, () => order)),
      (trader) => trader.cashOut({ marketId, runnerId: 1, price: 200 }),
    ];
    for (const refused of refusals) {
      const [overHttp, overWebSocket] = await Promise.all(ways.map((way) => problemOf(refused(way))));
      const { status, code, fields } = overHttp!;
      expect(overWebSocket).toMatchObject({ status, code, fields });
      expect(overWebSocket!.sequence === undefined).toBe(overHttp!.sequence === undefined);
    }
    const nobody = [overRest('blk_nobody_at-all'), overSocket('blk_nobody_at-all')];
    const errors = await Promise.all(nobody.map((trader) => problemOf(trader.placeOrder(order))));
    expect(errors.map(({ status, code }) => `${status} ${code}`)).toEqual(
      Array.from({ length: 2 }, () => '401 KEY_INVALID'),
    );
    // What an operator does is not done over the socket, and an operator is no trader there.
    const chief = overSocket(keys.operator);
    expect(await problemOf(chief.placeOrder(order))).toMatchObject({ status: 403 });
    expect(await chief.suspendMarket(marketId)).toMatchObject({ status: 'SUSPENDED' });
  });

  it(
    'have their effect exactly once, and are all answered, when the engine is killed again and again',
    async () => {
      const marketId = await openMarket();
      const retry = { attemptsMax: 100, totalMs: 60_000 };
      const accountIds = ['account-1', 'account-2'];
      const traders = accountIds.map((accountId) => {
        const socket = socketOf(keys.trader(accountId), { retry, timeoutMs: 60_000 });
        return { accountId, socket, client: overSocket(keys.trader(accountId), socket) };
      });
      const sequenceBefore = await sequence();
      const answered = new Map<string, number[]>(accountIds.map((accountId) => [accountId, []]));
      const answerCount = () => [...answered.values()].flat().length;
      const all: Promise<unknown>[] = [];
      const orders = Array.from({ length: ORDERS_BETWEEN_CRASHES }, (_, index) => index);
      for (let crash = 0; crash < CRASHES; crash++) {
        const enough = answerCount() + ANSWERS_BEFORE_CRASH;
        for (const { accountId, client } of traders) {
          const order = { marketId, runnerId: 1, side: 'LAY', price: 250, size: 1_00 } as const;
          for (const _ of orders)
            all.push(client.placeOrder(order).then(({ orderId }) => answered.get(accountId)!.push(orderId)));
        }
        await waitFor('answers', () => answerCount() >= enough, { intervalMs: 1 });
        await engine.kill();
        for (const { socket } of traders) expect(socket.unansweredCount).toBeGreaterThan(0);
        engine = await startApp('engine', env);
      }
      await Promise.all(all);
      for (const { socket } of traders) {
        expect(socket.unansweredCount).toBe(0);
        await socket.close();
      }

      const count = CRASHES * ORDERS_BETWEEN_CRASHES;
      for (const accountId of accountIds) {
        const resting = (await operator.orders(marketId, accountId)).map(({ orderId }) => orderId);
        expect(resting).toHaveLength(count);
        expect(answered.get(accountId)!.toSorted((a, b) => a - b)).toEqual(resting);
      }
      // Nothing was even taken in twice.
      expect(await sequence()).toBe(sequenceBefore + accountIds.length * count);
    },
    TIMEOUT_MS,
  );

  async function sequence(): Promise<number> {
    const headers = { authorization: `Bearer ${keys.operator}` };
    const answer = await fetch(`${engine.url}/v1/engine`, { headers });
    return ((await answer.json()) as { sequence: number }).sequence;
  }
});
