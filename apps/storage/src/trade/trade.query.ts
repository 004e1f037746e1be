import {
  accountIdParameter,
  cursorParameter,
  isoTime,
  limitParameter,
  pageSchema,
  idParameter,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/trades`. */
export const TradeQuery = querySchema({
  marketId: idParameter().optional().meta({ description: 'Only trades of this market' }),
  runnerId: idParameter().optional().meta({ description: 'Only trades of this runner; needs marketId' }),
  accountId: accountIdParameter()
    .optional()
    .meta({ description: 'Only trades of this account, as maker or as taker; for operators' }),
  from: isoTime().optional().meta({ description: 'At or after this time', example: EXAMPLE_TIME }),
  to: isoTime().optional().meta({ description: 'Before this time', example: EXAMPLE_TIME }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('timeMs', 'sequence', 'int4')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
}).refine(({ marketId, runnerId }) => runnerId === undefined || marketId !== undefined, {
  path: ['runnerId'],
  error: 'needs marketId: a runner is known by its market',
});

export type TradeQuery = z.output<typeof TradeQuery>;

const account = (example: string) =>
  z.string().nullable().meta({ description: 'null for a trader when it is the other side', example });

/** A trade as the API shows it. */
export const TradeView = z
  .object({
    tradeId: z.string().meta({ description: 'Sequence and index of its event', example: '4-1' }),
    marketId: z.int().meta({ example: 1 }),
    runnerId: z.int().meta({ example: 101 }),
    price: z.string().meta({ description: "The maker's price, as it was traded", example: '2.50' }),
    size: z.string().meta({ description: "Backer's stake, counted once", example: '10.00' }),
    status: z.enum(['STANDING', 'REDUCED', 'VOIDED']).meta({
      description: 'REDUCED: a removal reduced its price. VOIDED: it counts no more',
    }),
    currentPrice: z
      .string()
      .nullable()
      .meta({ description: 'After reductions; null when the trade is void', example: '2.50' }),
    makerOrderId: z.int().meta({ example: 1 }),
    makerAccountId: account('alice'),
    takerOrderId: z.int().meta({ example: 2 }),
    takerAccountId: account('bob'),
    takerSide: z.enum(['BACK', 'LAY']),
    sequence: z.int().meta({ example: 4 }),
    index: z.int().meta({ example: 1 }),
    time: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'Trade' });

export type TradeView = z.infer<typeof TradeView>;
export const TradePage = pageSchema(TradeView);
