import type { SubscribeMarkets } from '@backlay/contracts';
import { BUFFERED_BYTES_MAX, BUFFERED_BYTES_SLOW, SLOW_MS_MAX } from '../bounds.js';
import { LiveMarkets } from '../live/live-markets.js';
import { backOrder, commandOf, openMarket } from '../testing/event-batch.js';
import { SpecSink } from '../testing/spec-sink.js';
import { MarketsSubscription } from './markets-subscription.js';
import { Outbox } from './outbox.js';

const WISH: SubscribeMarkets = { op: 'subscribe', id: 'x', feed: 'markets', marketIds: 'ALL', depth: 'FULL' };

describe('what goes to a client', () => {
  let markets: LiveMarkets;
  let sink: SpecSink;
  let outbox: Outbox;
  const moment = () => ({ markets, epoch: 1, shard: 0 });
  const happens = (price: number): void => {
    const sequence = markets.sequence + 1;
    markets.apply(commandOf(sequence, backOrder(1, sequence, price)));
  };

  beforeEach(() => {
    markets = new LiveMarkets({ sequence: 0 });
    for (const batch of openMarket(1, 1)) markets.apply(batch);
    sink = new SpecSink();
    outbox = new Outbox(sink, 1_000, 0);
    outbox.add(new MarketsSubscription(WISH, undefined));
    outbox.flush(moment(), 0);
  });

  it('is put together while the client does not read, and says for how long', () => {
    sink.bufferedBytes = BUFFERED_BYTES_SLOW + 1;
    for (const [at, price] of [200, 202, 204].entries()) {
      happens(price);
      expect(outbox.flush(moment(), 10 + at)).toMatchObject({ messages: 0, isHeldBack: true });
    }
    expect(outbox.isWaiting(moment(), 20)).toBe(true);
    sink.bufferedBytes = 0;
    outbox.flush(moment(), 110);
    expect(sink.sent).toHaveLength(2);
    expect(sink.sent[1]).toMatchObject({
      from: 2,
      sequence: 5,
      slowMs: 100,
      markets: [
        {
          runners: [
            {
              availableToLay: [
                [200, 100],
                [202, 100],
                [204, 100],
              ],
            },
          ],
        },
      ],
    });
    expect(outbox.isWaiting(moment(), 120)).toBe(false);
    happens(206);
    outbox.flush(moment(), 130);
    expect(sink.sent[2]).not.toHaveProperty('slowMs');
  });

  it('is stuck when it is not read for too long, or is too much', () => {
    sink.bufferedBytes = BUFFERED_BYTES_SLOW + 1;
    outbox.flush(moment(), 1_000);
    expect(outbox.isStuck(1_000 + SLOW_MS_MAX)).toBe(false);
    expect(outbox.isStuck(1_001 + SLOW_MS_MAX)).toBe(true);
    sink.bufferedBytes = 10;
    expect(outbox.isStuck(1_001 + SLOW_MS_MAX)).toBe(false);
    sink.bufferedBytes = BUFFERED_BYTES_MAX + 1;
    expect(outbox.isStuck(0)).toBe(true);
  });

  it('has a sign of life when there is nothing else, not on top of what is not read', () => {
    outbox.beat(moment(), 999);
    expect(sink.sent).toHaveLength(1);
    outbox.beat(moment(), 1_000);
    expect(sink.sent[1]).toMatchObject({ op: 'heartbeat', sequence: 2 });
    sink.bufferedBytes = BUFFERED_BYTES_SLOW + 1;
    outbox.beat(moment(), 9_000);
    expect(sink.sent).toHaveLength(2);
  });

  it('says in a sign of life only what is sent', () => {
    outbox.add(new MarketsSubscription({ ...WISH, id: 'slow', conflateMs: 60_000 }, undefined));
    outbox.flush(moment(), 0);
    happens(200);
    outbox.flush(moment(), 10);
    outbox.beat(moment(), 2_000);
    expect(sink.sent.at(-1)).toMatchObject({ op: 'heartbeat', sequence: 2 });
    expect(outbox.isWaiting(moment(), 59_999)).toBe(false);
    expect(outbox.isWaiting(moment(), 60_000)).toBe(true);
  });
});
