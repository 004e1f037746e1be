import { FEED_CLOSE } from '@backlay/contracts';
import { asyncApiDocument, type DescribedMessage } from '@backlay/service';
import {
  HEARTBEAT,
  MARKETS_DELTA,
  MARKETS_IMAGE,
  ORDERS_DELTA,
  ORDERS_IMAGE,
  QUEUE_PLACE,
  REFUSED,
  TAKEN,
  WELCOME,
} from './message.schema.js';
import {
  ASK_QUEUE,
  AUTHENTICATE,
  CONFIGURE,
  SUBSCRIBE_MARKETS,
  SUBSCRIBE_ORDERS,
  UNSUBSCRIBE,
} from './request.schema.js';

const REQUESTS: Readonly<Record<string, DescribedMessage>> = {
  authenticate: {
    schema: AUTHENTICATE,
    summary: 'Says whose connection it is, when the Authorization header does not',
  },
  configure: { schema: CONFIGURE, summary: 'Changes how often the server gives a sign of life' },
  subscribeMarkets: { schema: SUBSCRIBE_MARKETS, summary: 'An image of each market, then what changes' },
  subscribeOrders: {
    schema: SUBSCRIBE_ORDERS,
    summary: "The live orders of the key's account, then every change of each",
  },
  unsubscribe: { schema: UNSUBSCRIBE, summary: 'Ends a subscription' },
  askQueue: { schema: ASK_QUEUE, summary: 'Asks for the place of an own order in its queue' },
};

const MESSAGES: Readonly<Record<string, DescribedMessage>> = {
  welcome: { schema: WELCOME, summary: 'The key is good' },
  marketsImage: { schema: MARKETS_IMAGE, summary: 'Everything there is of the markets of a subscription' },
  marketsDelta: { schema: MARKETS_DELTA, summary: 'What is other than at `from`' },
  ordersImage: { schema: ORDERS_IMAGE, summary: 'The live orders of the account' },
  ordersDelta: { schema: ORDERS_DELTA, summary: 'Every change of the orders of the account since `from`' },
  queue: { schema: QUEUE_PLACE, summary: 'Where an order stands in its queue' },
  heartbeat: { schema: HEARTBEAT, summary: 'A sign of life: everything up to its sequence was sent' },
  refused: { schema: REFUSED, summary: 'A request was refused; nothing has changed' },
  taken: {
    schema: TAKEN,
    summary: 'A subscription was ended, or the settings of the connection are these now',
  },
};

/** The feed as an AsyncAPI 3 document, made from the schemas that check its frames. */
export function feedDocument(): object {
  const ends = Object.entries(FEED_CLOSE).map(([reason, code]) => `${code} ${reason}`);
  return asyncApiDocument({
    title: 'backlay feed',
    description:
      'Markets as they change, and the own orders, over WebSocket. Prices are hundredths, sizes minor units, times ms since 1970. ' +
      `The server ends a connection with one of these codes: ${ends.join(', ')}. docs/feed.md tells how to keep a copy and how to resume.`,
    channel: 'feed',
    address: '/v1/feed',
    requests: REQUESTS,
    messages: MESSAGES,
  });
}
