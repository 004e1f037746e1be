import { FeedClient, formatPrice, formatSize, TradingClient } from '../index.js';
import { nodeWebSocket } from '../node/index.js';

/** Where an exchange is, and who asks. */
export interface ExampleExchange {
  readonly engineUrl: string;
  readonly feedUrl: string;
  readonly keys: { readonly operator: string; readonly alice: string; readonly bob: string };
}

/* What follows stands in README.md, word for word. */

export async function example({ engineUrl, feedUrl, keys }: ExampleExchange): Promise<string> {
  const operator = new TradingClient({ engineUrl, key: keys.operator });
  const alice = new TradingClient({ engineUrl, key: keys.alice });
  const bob = new TradingClient({ engineUrl, key: keys.bob });

  const runners = [{ runnerId: 1, name: 'Red' }];
  const { marketId } = await operator.createMarket({ name: 'Winner', runners });
  await operator.openMarket(marketId);

  // In a browser `webSocket` is left out.
  const feed = new FeedClient({ url: feedUrl, key: keys.alice, webSocket: nodeWebSocket });
  await feed.connect();
  const markets = feed.markets({ marketIds: 'ALL', depth: 'FULL' });
  await markets.ready();

  // Alice lays 10.00 at 2.50. Bob backs 4.00 and would take 2.48; he gets 2.50.
  await alice.placeOrder({ marketId, runnerId: 1, side: 'LAY', price: 250, size: 1000 });
  const taken = await bob.placeOrder({ marketId, runnerId: 1, side: 'BACK', price: 248, size: 400 });

  // From here on the copy contains both.
  await markets.reached(taken.sequence);
  const red = markets.markets.get(marketId)?.runners.get(1);
  const [best] = red?.availableToBack.best(1) ?? [];
  await feed.close();
  return best ? `${formatSize(best[1])} at ${formatPrice(best[0])}` : 'nothing';
}
