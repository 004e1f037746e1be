import { delta, image, MARKET, RUNNER } from '../testing/spec-markets.js';
import { SpecSession } from '../testing/spec-session.js';
import { FeedRefusedError, FeedTimeoutError } from './errors.js';
import type { FeedClient } from './feed-client.js';
import type { MarketSubscription } from './market-subscription.js';

describe('a subscription', () => {
  let session: SpecSession;
  let client: FeedClient;

  beforeEach(async () => {
    session = await SpecSession.start();
    ({ client } = session);
  });
  afterEach(() => session.stop());

  /** What is available to back and to lay on the runner of the specs. */
  function book({ markets }: MarketSubscription) {
    const runner = markets.get(MARKET)?.runners.get(RUNNER);
    return runner && { toBack: runner.availableToBack.best(9), toLay: runner.availableToLay.best(9) };
  }

  const changed = (subscription: MarketSubscription) =>
    new Promise((resolve) => subscription.onChange(resolve));

  describe('keeps a copy', () => {
    it('by an image and deltas, and tells what has changed', async () => {
      const markets = client.markets({ marketIds: [MARKET], depth: 'FULL', conflateMs: 50 });
      const connection = await session.connected();
      const { id, ...wanted } = await connection.requestOf('subscribe');
      expect(wanted).toEqual({
        op: 'subscribe',
        feed: 'markets',
        marketIds: [1],
        depth: 'FULL',
        conflateMs: 50,
      });
      connection.say(image(id, 100, { toBack: [[250, 1_000]], toLay: [[252, 500]] }));
      await markets.ready();
      expect(book(markets)).toEqual({ toBack: [[250, 1_000]], toLay: [[252, 500]] });

      const told = changed(markets);
      const after = { toBack: [[251, 300] as const, [250, 700] as const], toLay: [] };
      const change = { toBack: after.toBack, toLay: [[252, 0] as const] };
      connection.say({ ...delta(id, [100, 105], { change, after }), slowMs: 30 });
      expect(await told).toEqual({ marketIds: [MARKET], sequence: 105, isImage: false, slowMs: 30 });
      expect(book(markets)).toEqual(after);
      expect(markets.sequence).toBe(105);
    });

    it('and asks for an image when a delta is missing, showing meanwhile what it has', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const connection = await session.connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      connection.say(
        delta(id, [101, 102], { change: { toBack: [[251, 1]] }, after: { toBack: [[251, 1]] } }),
      );
      expect(await connection.request()).toEqual({ op: 'unsubscribe', id });
      expect(book(markets)?.toBack).toEqual([[250, 1_000]]);
      expect(markets.isCurrent).toBe(false);

      const again = await connection.requestOf('subscribe');
      expect(again).not.toHaveProperty('since');
      expect(again.id).not.toBe(id);
      // What was still under way belongs to the subscription that ended.
      connection.say(
        delta(id, [102, 103], { change: { toBack: [[260, 1]] }, after: { toBack: [[260, 1]] } }),
      );
      connection.say(image(again.id, 104, { toBack: [[248, 5]] }));
      await markets.reached(104);
      expect(book(markets)?.toBack).toEqual([[248, 5]]);
      expect(markets).toMatchObject({ gaps: 1, mismatches: 0, isCurrent: true });
    });

    it('and shows nothing of it when it is wrong by the checksum', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const connection = await session.connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      const told = changed(markets);
      connection.say(
        delta(id, [100, 101], { change: { toBack: [[251, 1]] }, after: { toBack: [[251, 2]] } }),
      );
      expect(await told).toEqual({ marketIds: [MARKET], sequence: 100, isImage: true });
      expect(markets.markets.size).toBe(0);

      expect(await connection.request()).toEqual({ op: 'unsubscribe', id });
      const again = await connection.requestOf('subscribe');
      connection.say(image(again.id, 102, { toBack: [[251, 2]] }));
      await markets.ready();
      expect(book(markets)?.toBack).toEqual([[251, 2]]);
      expect(markets).toMatchObject({ gaps: 0, mismatches: 1 });
    });

    it('and asks for an image when it was told something that cannot be applied', async () => {
      const orders = client.orders();
      const connection = await session.connected();
      const { id } = await connection.requestOf('subscribe');
      const head = { id, shard: 0, sequence: 100, timeMs: 0 } as const;
      connection.say({ ...head, op: 'orders.image', orders: [] });
      await orders.ready();
      connection.sayText(JSON.stringify({ ...head, op: 'orders.delta', from: 100, changes: [{}] }));
      expect(await connection.request()).toEqual({ op: 'unsubscribe', id });
      expect(await connection.requestOf('subscribe')).toMatchObject({ feed: 'orders' });
      expect(orders).toMatchObject({ mismatches: 1, isCurrent: false });
    });

    it('without a market that is over', async () => {
      const markets = client.markets({ marketIds: 'ALL' });
      const connection = await session.connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      const told = changed(markets);
      connection.say({ ...delta(id, [100, 101], { change: {}, after: {} }), markets: [], removed: [MARKET] });
      expect(await told).toMatchObject({ marketIds: [MARKET] });
      expect(markets.markets.size).toBe(0);
    });
  });

  describe('asks', () => {
    it('for the place of an order in its queue', async () => {
      const connection = await session.connected();
      const asked = client.queuePlace(77);
      const { id, orderId } = await connection.requestOf('queue');
      connection.say({ op: 'queue', id, orderId, place: 3, sizeAhead: 1_200, sequence: 9 });
      expect(await asked).toMatchObject({ orderId: 77, place: 3, sizeAhead: 1_200 });
    });

    it('and hears a refusal by its name', async () => {
      const connection = await session.connected();
      const asked = client.queuePlace(78);
      const { id } = await connection.requestOf('queue');
      connection.say({ op: 'refused', id, code: 'ORDER_UNKNOWN', detail: 'no such order' });
      await expect(asked).rejects.toEqual(new FeedRefusedError('ORDER_UNKNOWN', 'no such order'));
    });

    it('again for a subscription that was refused for the moment, and not for one that was refused', async () => {
      const markets = client.markets({ marketIds: [5] });
      const connection = await session.connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say({ op: 'refused', id, code: 'RATE_LIMITED', detail: 'slower' });
      const again = await connection.requestOf('subscribe');
      const ready = markets.ready();
      connection.say({ op: 'refused', id: again.id, code: 'MARKET_UNKNOWN', detail: 'no market 5' });
      await expect(ready).rejects.toEqual(new FeedRefusedError('MARKET_UNKNOWN', 'no market 5'));
    });
  });

  it('waits for what it has written itself, but no longer than it is told to', async () => {
    const markets = client.markets({ marketIds: [MARKET] });
    const connection = await session.connected();
    connection.say(image((await connection.requestOf('subscribe')).id, 100, {}));
    await markets.reached(100);
    await expect(markets.reached(101, 5)).rejects.toThrow(FeedTimeoutError);
    const reached = markets.reached(150);
    connection.say({ op: 'heartbeat', shard: 0, sequence: 150, timeMs: 0 });
    await reached;
    expect(markets.sequence).toBe(150);
  });
});
