import { jest } from '@jest/globals';
import { FeedRefusedError, type FeedClient } from '@backlay/client';
import { subscribeWhenKnown } from './known-markets.js';

const UNKNOWN = new FeedRefusedError('MARKET_UNKNOWN', 'There is no market 7.');

/** A feed whose first answers are refusals; counts how often it was asked, and what is still followed. */
class RefusingFeed {
  asked = 0;
  open = 0;

  constructor(private readonly refusals: number) {}

  markets() {
    this.asked += 1;
    const isRefused = this.asked <= this.refusals;
    if (!isRefused) this.open += 1;
    return {
      markets: new Map(),
      onChange: () => () => undefined,
      ready: () => (isRefused ? Promise.reject(UNKNOWN) : Promise.resolve()),
      close: () => {
        if (!isRefused) this.open -= 1;
      },
    };
  }

  asClient(): FeedClient {
    return this as unknown as FeedClient;
  }
}

const LISTENERS = { changed: () => undefined, failed: () => undefined };

describe('a subscription to a market', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks again for a market that the feed does not know yet, until it does', async () => {
    const feed = new RefusingFeed(2);
    const end = subscribeWhenKnown(feed.asClient(), { marketIds: [7] }, LISTENERS);
    await jest.advanceTimersByTimeAsync(999);
    expect(feed.asked).toBe(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(feed).toMatchObject({ asked: 3, open: 1 });
    end();
    expect(feed.open).toBe(0);
  });

  it('asks no more once the view has gone', async () => {
    const feed = new RefusingFeed(Infinity);
    const end = subscribeWhenKnown(feed.asClient(), { marketIds: [7] }, LISTENERS);
    await jest.advanceTimersByTimeAsync(1_500);
    end();
    const { asked } = feed;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(feed.asked).toBe(asked);
  });
});
