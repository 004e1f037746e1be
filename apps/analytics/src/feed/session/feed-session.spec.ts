import { FEED_CLOSE } from '@backlay/contracts';
import { ConnectionCounts } from '@backlay/service';
import { BUFFERED_BYTES_MAX, BUFFERED_BYTES_SLOW, SLOW_MS_MAX } from '../bounds.js';
import { LiveMarkets } from '../live/live-markets.js';
import { backOrder, commandOf, openMarket } from '../testing/event-batch.js';
import { SpecSink } from '../testing/spec-sink.js';
import { FeedSession, type SessionHost } from './feed-session.js';

describe('a session of the feed', () => {
  let markets: LiveMarkets;
  let sink: SpecSink;
  let session: FeedSession;
  const ended: (string | undefined)[] = [];

  const moment = () => ({ markets, epoch: 1, shard: 0 });
  const counts = new ConnectionCounts({ connectionsMax: 10, connectionsPerKeyMax: 10 });
  const bucket = { perSecond: 0, take: () => 0 };
  const principal = { keyId: 'viewer', role: 'viewer' } as const;
  const host = {
    keyRing: { find: (key: string) => (key === 'good' ? { principal, bucket } : undefined) },
    moment,
    admit: (one: FeedSession, keyId: string) => counts.admit(one, keyId),
    wake: (one: FeedSession) => void one.outbox.flush(moment(), 0),
    ended: (_: FeedSession, reason: string | undefined) => void ended.push(reason),
  } as unknown as SessionHost;

  beforeEach(() => {
    ended.length = 0;
    markets = new LiveMarkets({ sequence: 0 });
    for (const batch of openMarket(1, 1)) markets.apply(batch);
    sink = new SpecSink();
    session = new FeedSession(sink, host, 0);
    session.authenticate('good', 0);
    session.receive('{"op":"subscribe","id":"x","feed":"markets","marketIds":"ALL"}', 0);
  });

  it('is ended with a reason when its client does not read for too long, and told nothing more', () => {
    expect(sink.sent.map(({ op }) => op)).toEqual(['welcome', 'markets.image']);
    sink.bufferedBytes = BUFFERED_BYTES_SLOW + 1;
    markets.apply(commandOf(3, backOrder(1, 3, 200)));
    session.outbox.flush(moment(), 1_000);
    session.check(1_000 + SLOW_MS_MAX);
    expect(sink.closed).toBeUndefined();
    session.check(1_001 + SLOW_MS_MAX);
    expect(sink.closed).toEqual({ code: FEED_CLOSE.SLOW_CONSUMER, reason: 'SLOW_CONSUMER' });
    expect(ended).toEqual(['SLOW_CONSUMER']);
    sink.bufferedBytes = 0;
    session.outbox.flush(moment(), 40_000);
    session.receive('{"op":"unsubscribe","id":"x"}', 40_000);
    expect(sink.sent).toHaveLength(2);
  });

  it('is ended at once when too much is not read', () => {
    sink.bufferedBytes = BUFFERED_BYTES_MAX + 1;
    session.check(1);
    expect(sink.closed?.code).toBe(FEED_CLOSE.SLOW_CONSUMER);
  });

  it('ends once, whoever ends it', () => {
    session.left();
    session.close('STOPPING');
    session.left();
    expect(ended).toEqual([undefined]);
    expect(sink.closed).toBeUndefined();
  });
});
