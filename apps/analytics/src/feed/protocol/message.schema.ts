import {
  FEED_REFUSAL_CODES,
  MARKET_STATUSES,
  type FeedOrder,
  type FeedRefusal,
  type FeedTaken,
  type Heartbeat,
  type MarketDefinition,
  type MarketFeed,
  type MarketsDelta,
  type MarketsImage,
  type OrdersImage,
  type QueuePlace,
  type Welcome,
} from '@backlay/contracts';
import { z } from 'zod';

/*
 * The messages of the feed, as the AsyncAPI document tells them and as specs check them. That they are those of libs/contracts,
 * the compiler sees to.
 */

const whole = () => z.int();
const size = () => whole().min(0).meta({ description: 'Minor units' });
const price = () => whole().min(1).meta({ description: 'Hundredths' });
const sequence = whole().min(0).meta({ description: 'The latest command that is in it' });
const timeMs = whole().min(0).meta({ description: 'ms since 1970' });
const shard = whole().min(0);
const id = z.string().meta({ description: 'The subscription' });
const priceSizes = z.array(z.tuple([price(), size()]));

const ladder = z.union([
  z.strictObject({ kind: z.literal('CLASSIC') }),
  z.strictObject({ kind: z.literal('FINEST') }),
  z.strictObject({
    kind: z.literal('CUSTOM'),
    bands: z.array(z.strictObject({ from: price(), to: price(), step: price() })),
  }),
]);

const definition = z.strictObject({
  name: z.string(),
  fixture: z.string(),
  status: z.enum(MARKET_STATUSES),
  inPlay: z.boolean(),
  version: whole().min(0),
  currency: z.string().meta({ description: 'XXX: without money' }),
  kind: z.enum(['WIN', 'PLACE']),
  winners: whole().min(1),
  startTimeMs: timeMs,
  baseRate: whole().min(0).meta({ description: 'Hundredths of a percent' }),
  betDelayMs: whole().min(0),
  ladder,
  runners: z.array(
    z.strictObject({
      runnerId: whole(),
      name: z.string(),
      status: z.enum(['ACTIVE', 'REMOVED', 'WINNER', 'PLACED', 'LOSER']),
      reductionFactor: whole().min(0).meta({ description: 'Hundredths of a percent' }),
    }),
  ),
}) satisfies z.ZodType<MarketDefinition>;

const market = z.strictObject({
  marketId: whole().min(1),
  definition: definition.optional(),
  runners: z
    .array(
      z.strictObject({
        runnerId: whole(),
        availableToBack: priceSizes.optional(),
        availableToLay: priceSizes.optional(),
        traded: priceSizes.optional(),
        lastPrice: price().nullable().optional(),
        totalMatched: size().optional(),
      }),
    )
    .optional(),
  totalMatched: size().optional(),
  checksum: whole().min(0).max(0xffff_ffff).optional(),
}) satisfies z.ZodType<MarketFeed>;

const markets = {
  id,
  shard,
  sequence,
  timeMs,
  markets: z.array(market),
  removed: z.array(whole()).optional(),
};

export const WELCOME = z.strictObject({
  op: z.literal('welcome'),
  shard,
  sequence,
  epoch: whole().min(1),
  role: z.enum(['TRADER', 'OPERATOR', 'VIEWER']),
  accountId: z.string().nullable(),
  heartbeatMs: whole(),
}) satisfies z.ZodType<Welcome>;

export const MARKETS_IMAGE = z.strictObject({
  op: z.literal('markets.image'),
  ...markets,
}) satisfies z.ZodType<MarketsImage>;

export const MARKETS_DELTA = z.strictObject({
  op: z.literal('markets.delta'),
  ...markets,
  from: sequence,
  slowMs: whole().min(0).optional(),
}) satisfies z.ZodType<MarketsDelta>;

const order = z.strictObject({
  orderId: whole().min(1),
  marketId: whole().min(1),
  runnerId: whole(),
  side: z.enum(['BACK', 'LAY']),
  price: price(),
  size: size(),
  sizeMatched: size(),
  sizeRemaining: size(),
  sizeCancelled: size(),
  sizeLapsed: size(),
  sizeVoided: size(),
  status: z.enum(['WAITING', 'RESTING']),
  persistence: z.enum(['LAPSE', 'PERSIST']),
  placedMs: timeMs,
}) satisfies z.ZodType<FeedOrder>;

export const ORDERS_IMAGE = z.strictObject({
  op: z.literal('orders.image'),
  id,
  shard,
  sequence,
  timeMs,
  orders: z.array(order),
}) satisfies z.ZodType<OrdersImage>;

/** The events themselves are described by libs/contracts/src/order-events.ts. */
const orderEvent = z.looseObject({
  type: z.enum([
    'order.placed',
    'order.matched',
    'order.cancelled',
    'order.lapsed',
    'order.terms-set',
    'order.delayed',
    'order.released',
    'order.repriced',
    'trade.voided',
    'trade.reduced',
  ]),
  marketId: whole().min(1),
  runnerId: whole(),
});

export const ORDERS_DELTA = z.strictObject({
  op: z.literal('orders.delta'),
  id,
  shard,
  from: sequence,
  sequence,
  timeMs,
  changes: z.array(
    z.strictObject({
      sequence,
      index: whole().min(0),
      timeMs,
      orderId: whole().min(1),
      event: orderEvent,
    }),
  ),
});

export const QUEUE_PLACE = z.strictObject({
  op: z.literal('queue'),
  id,
  orderId: whole().min(1),
  place: whole().min(1).nullable(),
  sizeAhead: size().nullable(),
  sequence,
}) satisfies z.ZodType<QueuePlace>;

export const HEARTBEAT = z.strictObject({
  op: z.literal('heartbeat'),
  shard,
  sequence,
  timeMs,
}) satisfies z.ZodType<Heartbeat>;

export const REFUSED = z.strictObject({
  op: z.literal('refused'),
  id: z.string().nullable(),
  code: z.enum(FEED_REFUSAL_CODES),
  detail: z.string(),
}) satisfies z.ZodType<FeedRefusal>;

export const TAKEN = z.strictObject({
  op: z.enum(['unsubscribed', 'configured']),
  id: z.string().nullable(),
}) satisfies z.ZodType<FeedTaken>;

export const FEED_MESSAGE = z.discriminatedUnion('op', [
  WELCOME,
  MARKETS_IMAGE,
  MARKETS_DELTA,
  ORDERS_IMAGE,
  ORDERS_DELTA,
  QUEUE_PLACE,
  HEARTBEAT,
  REFUSED,
  TAKEN,
]);
