import { MARKET_STATUSES } from '@backlay/consumer';
import { cursorParameter, limitParameter, oneOf, pageSchema, querySchema } from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/markets`. */
export const MarketQuery = querySchema({
  status: oneOf(...MARKET_STATUSES)
    .optional()
    .meta({ description: 'Only markets of this status' }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('int4').optional().meta({ description: 'nextCursor of the page before' }),
});

export type MarketQuery = z.output<typeof MarketQuery>;

const Band = z.object({
  from: z.string().meta({ example: '1.01' }),
  to: z.string().meta({ example: '2.00' }),
  step: z.string().meta({ example: '0.01' }),
});

/** A market as the API shows it. */
export const MarketView = z
  .object({
    marketId: z.int().meta({ example: 1 }),
    name: z.string().meta({ example: 'Winner' }),
    status: z.enum(MARKET_STATUSES),
    ladder: z.object({
      kind: z.enum(['CLASSIC', 'FINEST', 'CUSTOM']),
      bands: z.array(Band).optional().meta({ description: 'Only of a CUSTOM ladder' }),
    }),
    runners: z.array(z.object({ runnerId: z.int().meta({ example: 101 }), name: z.string() })),
    createdSequence: z.int().meta({ example: 1 }),
    createdAt: z.string().meta({ example: EXAMPLE_TIME }),
    statusSequence: z.int().meta({ description: 'Command that gave the market its status', example: 2 }),
    statusAt: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'Market' });

export type MarketView = z.infer<typeof MarketView>;
export const MarketPage = pageSchema(MarketView);
