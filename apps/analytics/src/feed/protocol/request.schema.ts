import {
  FEED_FIELDS,
  type AskQueue,
  type Authenticate,
  type Configure,
  type SubscribeMarkets,
  type SubscribeOrders,
  type Unsubscribe,
} from '@backlay/contracts';
import { z } from 'zod';
import {
  CONFLATE_MS_MAX,
  DEPTH_DEFAULT,
  DEPTH_MAX,
  HEARTBEAT_MS_MAX,
  HEARTBEAT_MS_MIN,
  ID_LENGTH_MAX,
  MARKETS_PER_SUBSCRIPTION_MAX,
} from '../bounds.js';

/*
 * The requests of the feed, as they are checked and as the AsyncAPI document tells them. That they are those of libs/contracts,
 * the compiler sees to.
 */

const ID_MAX = 2 ** 31 - 1;

const wholeNumber = (min: number, max: number) =>
  z
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min, { error: `must be a whole number from ${min} to ${max}` })
    .max(max, { error: `must be a whole number from ${min} to ${max}` });

const id = z
  .string({ error: `must be a text of 1 to ${ID_LENGTH_MAX} characters` })
  .min(1, { error: `must be a text of 1 to ${ID_LENGTH_MAX} characters` })
  .max(ID_LENGTH_MAX, { error: `must be a text of 1 to ${ID_LENGTH_MAX} characters` })
  .meta({ description: "The client's own name for it", example: 'grid' });

const since = z
  .strictObject({
    sequence: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    epoch: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  })
  .meta({ description: 'Where a copy stands: of its latest message, and of the welcome before it' });

const conflateMs = wholeNumber(0, CONFLATE_MS_MAX).meta({
  description: 'At most one message in so many ms; 0: with every batch of events',
});

const MARKET_IDS = `must be 'ALL' or 1 to ${MARKETS_PER_SUBSCRIPTION_MAX} ids of markets`;
const marketIds = z.union(
  [
    z.literal('ALL'),
    z
      .array(wholeNumber(1, ID_MAX))
      .min(1, { error: MARKET_IDS })
      .max(MARKETS_PER_SUBSCRIPTION_MAX, { error: MARKET_IDS }),
  ],
  { error: MARKET_IDS },
);

const depth = z
  .union([z.literal('FULL'), wholeNumber(1, DEPTH_MAX)], {
    error: `must be a whole number from 1 to ${DEPTH_MAX}, or 'FULL'`,
  })
  .meta({ description: `Best levels of each side and runner; ${DEPTH_DEFAULT} when left out` });

const FIELDS = `must be some of ${FEED_FIELDS.join(', ')}`;
const fields = z
  .array(z.enum(FEED_FIELDS, { error: FIELDS }), { error: FIELDS })
  .min(1, { error: FIELDS })
  .max(FEED_FIELDS.length, { error: FIELDS })
  .meta({ description: 'All when left out' });

export const AUTHENTICATE = z.strictObject({
  op: z.literal('authenticate'),
  key: z.string().max(256).meta({ description: 'An API key, blk_<keyId>_<secret>' }),
}) satisfies z.ZodType<Authenticate>;

export const CONFIGURE = z.strictObject({
  op: z.literal('configure'),
  heartbeatMs: wholeNumber(HEARTBEAT_MS_MIN, HEARTBEAT_MS_MAX),
}) satisfies z.ZodType<Configure>;

export const SUBSCRIBE_MARKETS = z.strictObject({
  op: z.literal('subscribe'),
  id,
  feed: z.literal('markets'),
  marketIds,
  depth: depth.optional(),
  fields: fields.optional(),
  conflateMs: conflateMs.optional(),
  since: since.optional(),
}) satisfies z.ZodType<SubscribeMarkets>;

export const SUBSCRIBE_ORDERS = z.strictObject({
  op: z.literal('subscribe'),
  id,
  feed: z.literal('orders'),
  conflateMs: conflateMs.optional(),
  since: since.optional(),
}) satisfies z.ZodType<SubscribeOrders>;

export const ASK_QUEUE = z.strictObject({
  op: z.literal('queue'),
  id,
  orderId: wholeNumber(1, Number.MAX_SAFE_INTEGER),
}) satisfies z.ZodType<AskQueue>;

export const UNSUBSCRIBE = z.strictObject({
  op: z.literal('unsubscribe'),
  id,
}) satisfies z.ZodType<Unsubscribe>;

export const FEED_REQUEST = z.discriminatedUnion('op', [
  AUTHENTICATE,
  CONFIGURE,
  z.discriminatedUnion('feed', [SUBSCRIBE_MARKETS, SUBSCRIBE_ORDERS]),
  UNSUBSCRIBE,
  ASK_QUEUE,
]);
export type CheckedRequest = z.infer<typeof FEED_REQUEST>;
