import type { MarketsDelta, MarketsImage, SubscribeMarkets } from '@backlay/contracts';
import { LiveMarkets } from '../live/live-markets.js';
import { backOrder, commandOf, openMarket } from '../testing/event-batch.js';
import { MarketsSubscription } from './markets-subscription.js';

const WISH: SubscribeMarkets = { op: 'subscribe', id: 'x', feed: 'markets', marketIds: 'ALL', depth: 'FULL' };

describe('a subscription of markets', () => {
  let markets: LiveMarkets;
  let sequence: number;

  const next = (subscription: MarketsSubscription): MarketsImage | MarketsDelta | undefined => {
    const text = subscription.next({ markets, epoch: 1, shard: 0 }, undefined);
    return text === undefined ? undefined : (JSON.parse(text) as MarketsImage | MarketsDelta);
  };
  const happens = (...events: Parameters<typeof commandOf>[1][]): void => {
    sequence += 1;
    markets.apply(commandOf(sequence, ...events));
  };
  const idsOf = (message: MarketsImage | MarketsDelta | undefined) =>
    message?.markets.map(({ marketId }) => marketId);

  beforeEach(() => {
    markets = new LiveMarkets({ sequence: 0 });
    for (const batch of [...openMarket(1, 1), ...openMarket(2, 3)]) markets.apply(batch);
    sequence = markets.sequence;
  });

  it('is told of all markets, of one that comes as a whole, and once more of one that is over', () => {
    const all = new MarketsSubscription(WISH, undefined);
    expect(idsOf(next(all))).toEqual([1, 2]);
    expect(next(all)).toBeUndefined();
    for (const batch of openMarket(3, sequence + 1)) markets.apply(batch);
    sequence += 2;
    expect(next(all)).toMatchObject({
      op: 'markets.delta',
      from: 4,
      markets: [{ marketId: 3, definition: { status: 'OPEN' }, runners: [{ runnerId: 1 }] }],
    });
    happens({ type: 'market.closed', marketId: 1 });
    expect(next(all)).toMatchObject({
      markets: [{ marketId: 1, definition: { status: 'CLOSED' } }],
      removed: [1],
    });
    happens({ type: 'market.voided', marketId: 1 });
    expect(next(all)).toBeUndefined();
    expect(idsOf(next(new MarketsSubscription(WISH, undefined)))).toEqual([2, 3]);
  });

  it('is told of a market that it names until that is gone', () => {
    const named = new MarketsSubscription({ ...WISH, marketIds: [1] }, undefined);
    expect(idsOf(next(named))).toEqual([1]);
    happens({ type: 'market.closed', marketId: 1 });
    const closed = next(named);
    expect(closed).toMatchObject({ markets: [{ definition: { status: 'CLOSED' } }] });
    expect(closed?.removed).toBeUndefined();
    markets.removeOver(Infinity);
    happens(backOrder(2, 1, 200));
    expect(next(named)).toMatchObject({ markets: [], removed: [1] });
    happens(backOrder(2, 2, 200));
    expect(next(named)).toBeUndefined();
  });

  it('is told what came and what went, when it resumes', () => {
    const at = sequence;
    const before = new MarketsSubscription(WISH, undefined);
    next(before);
    happens(backOrder(2, 1, 250));
    happens({ type: 'market.closed', marketId: 1 });
    markets.removeOver(Infinity);
    expect(next(new MarketsSubscription(WISH, at))).toMatchObject({
      op: 'markets.delta',
      from: at,
      markets: [{ marketId: 2, runners: [{ availableToLay: [[250, 100]] }] }],
      removed: [1],
    });
    expect(next(new MarketsSubscription({ ...WISH, marketIds: [1, 2] }, at))).toMatchObject({
      op: 'markets.delta',
      removed: [1],
    });
  });

  it('is told everything anew when it resumes where nobody remembers', () => {
    happens(backOrder(2, 1, 250));
    expect(next(new MarketsSubscription(WISH, sequence - 1))).toMatchObject({ op: 'markets.image' });
  });

  it('goes by the number of those that are over, too', () => {
    for (const marketId of [1, 2]) happens({ type: 'market.closed', marketId });
    markets.removeOver(0, 1);
    expect(markets.get(1)).toBeUndefined();
    expect(markets.get(2)).toBeDefined();
  });
});
