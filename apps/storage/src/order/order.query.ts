import {
  accountIdParameter,
  cursorParameter,
  isoTime,
  limitParameter,
  oneOf,
  pageSchema,
  idParameter,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/orders`. */
export const OrderQuery = querySchema({
  marketId: idParameter().optional().meta({ description: 'Only orders in this market' }),
  runnerId: idParameter().optional().meta({ description: 'Only orders on this runner; needs marketId' }),
  accountId: accountIdParameter()
    .optional()
    .meta({ description: 'Only orders of this account; for operators' }),
  status: oneOf('RESTING', 'WAITING', 'COMPLETE').optional().meta({
    description:
      'RESTING: something can still match. WAITING: it waits for the bet delay. COMPLETE: nothing remains',
  }),
  from: isoTime().optional().meta({ description: 'Placed at or after this time', example: EXAMPLE_TIME }),
  to: isoTime().optional().meta({ description: 'Placed before this time', example: EXAMPLE_TIME }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('timeMs', 'sequence')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
}).refine(({ marketId, runnerId }) => runnerId === undefined || marketId !== undefined, {
  path: ['runnerId'],
  error: 'needs marketId: a runner is known by its market',
});

export type OrderQuery = z.output<typeof OrderQuery>;

const size = (description: string, example: string) => z.string().meta({ description, example });

/** An order as the API shows it. */
export const OrderView = z
  .object({
    orderId: z.int().meta({ example: 1 }),
    accountId: z.string().meta({ example: 'alice' }),
    marketId: z.int().meta({ example: 1 }),
    runnerId: z.int().meta({ example: 101 }),
    side: z.enum(['BACK', 'LAY']),
    status: z.enum(['RESTING', 'WAITING', 'COMPLETE']),
    price: z.string().meta({ description: "The order's limit", example: '2.50' }),
    size: size("Backer's stake asked for; the sum of the five below", '10.00'),
    sizeMatched: size('Done', '4.00'),
    sizeRemaining: size('Still able to match', '6.00'),
    sizeCancelled: size('Removed by its owner', '0.00'),
    sizeLapsed: size('Removed by the exchange', '0.00'),
    sizeVoided: size('Annulled', '0.00'),
    averagePriceMatched: z.string().nullable().meta({
      description: 'Average price of what is matched, rounded half up; null when nothing is',
      example: '2.50',
    }),
    replacesOrderId: z
      .int()
      .nullable()
      .meta({ description: 'The order whose place this one took', example: null }),
    persistence: z.enum(['LAPSE', 'PERSIST']).meta({ description: 'At the turn in-play' }),
    timeInForce: z.enum(['REST', 'FILL_OR_KILL', 'FILL_AND_KILL']),
    minFillSize: z.string().nullable().meta({ example: null }),
    goodTill: z.string().nullable().meta({ example: null }),
    releaseAt: z
      .string()
      .nullable()
      .meta({ description: 'End of the bet delay; null when the order does not wait (any more)' }),
    cancelReason: z.string().nullable().meta({ description: 'Of the last cancel', example: 'REQUESTED' }),
    lapseReason: z.string().nullable().meta({ example: null }),
    placedSequence: z.int().meta({ example: 3 }),
    placedAt: z.string().meta({ example: EXAMPLE_TIME }),
    updatedSequence: z.int().meta({ description: 'Last command that changed the order', example: 4 }),
    updatedAt: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'Order' });

export type OrderView = z.infer<typeof OrderView>;
export const OrderPage = pageSchema(OrderView);
