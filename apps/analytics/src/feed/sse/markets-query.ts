import { FEED_FIELDS, type FeedField, type SubscribeMarkets } from '@backlay/contracts';
import { querySchema } from '@backlay/service';
import { z } from 'zod';
import { CONFLATE_MS_MAX, DEPTH_MAX, MARKETS_PER_SUBSCRIPTION_MAX } from '../bounds.js';
import { SUBSCRIBE_MARKETS } from '../protocol/request.schema.js';

/** The name of the only subscription of such a stream. */
const ID = 'markets';
const MARKET_IDS = `must be ALL, or 1 to ${MARKETS_PER_SUBSCRIPTION_MAX} ids of markets with commas between them`;
const DEPTH = `must be a whole number from 1 to ${DEPTH_MAX}, or FULL`;
const FIELDS = `must be some of ${FEED_FIELDS.join(', ')}, with commas between them`;
const CONFLATE_MS = `must be a whole number from 0 to ${CONFLATE_MS_MAX}`;

const { marketIds, depth, fields, conflateMs } = SUBSCRIBE_MARKETS.shape;

/** A parameter whose text is first taken apart, then checked as the field of the same name of a frame is. */
const part = <Output>(
  text: RegExp,
  error: string,
  parse: (value: string) => unknown,
  as: z.ZodType<Output>,
) =>
  z
    .string({ error })
    .regex(text, { error })
    .transform((value, context): Output => {
      const parsed = as.safeParse(parse(value));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });

/** What the feed over Server-Sent Events takes in its query: as a `subscribe` of the feed `markets`. */
export const MARKETS_QUERY = querySchema({
  marketIds: part(
    /^(ALL|\d{1,10}(,\d{1,10})*)$/,
    MARKET_IDS,
    (text) => (text === 'ALL' ? text : text.split(',').map(Number)),
    marketIds,
  ),
  depth: part(/^(FULL|\d{1,2})$/, DEPTH, (text) => (text === 'FULL' ? text : Number(text)), depth).optional(),
  fields: part(
    /^[A-Za-z,]+$/,
    FIELDS,
    (text) => text.split(','),
    fields as z.ZodType<FeedField[] | undefined>,
  ).optional(),
  conflateMs: part(/^\d{1,6}$/, CONFLATE_MS, Number, conflateMs).optional(),
});
export type MarketsQuery = z.infer<typeof MARKETS_QUERY>;

/** `<epoch>.<sequence>`, as the `id` of each event says it. */
const LAST_EVENT_ID = /^(\d{1,16})\.(\d{1,16})$/;

/** The place that a `Last-Event-ID` names; undefined when it is none. */
export function parseLastEventId(text: string): SubscribeMarkets['since'] {
  const [, epoch, sequence] = LAST_EVENT_ID.exec(text) ?? [];
  if (epoch === undefined || sequence === undefined) return undefined;
  return { epoch: Number(epoch), sequence: Number(sequence) };
}

export function subscribeRequest(query: MarketsQuery, since: SubscribeMarkets['since']): SubscribeMarkets {
  return { op: 'subscribe', id: ID, feed: 'markets', ...query, ...(since === undefined ? {} : { since }) };
}
