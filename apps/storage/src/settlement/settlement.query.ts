import {
  accountIdParameter,
  cursorParameter,
  idParameter,
  isoTime,
  limitParameter,
  pageSchema,
  positiveInteger,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/markets/{marketId}/settlement`. */
export const SettlementQuery = querySchema({
  sequence: positiveInteger()
    .optional()
    .meta({ description: 'The settlement of this sequence; the last one when it is left out' }),
  accountId: accountIdParameter().optional().meta({ description: 'Only what this account was paid' }),
  limit: limitParameter().meta({ description: 'Accounts of a page, 1 to 1000' }),
  cursor: cursorParameter('int4').optional().meta({ description: 'nextCursor of the page before' }),
});

export type SettlementQuery = z.output<typeof SettlementQuery>;

const Result = z.object({
  runnerId: z.int().meta({ example: 101 }),
  result: z.enum(['WINNER', 'PLACED', 'LOSER']),
  share: z.string().meta({
    description: 'Of a winning place: 1 or 0, or in a dead heat the places over the runners that share them',
    example: '1',
  }),
});

const OneSettlement = z.object({
  sequence: z.int().meta({ example: 42 }),
  settledAt: z.string().meta({ example: EXAMPLE_TIME }),
  currency: z.string().meta({ example: 'GBP' }),
  results: z.array(Result),
  commission: z.string().meta({ description: 'Of all accounts together', example: '0.90' }),
  rounding: z.string().meta({ description: 'What rounding profits down left over', example: '0.00' }),
  reversedSequence: z.int().nullable().meta({ description: 'null while it is in force', example: null }),
  reversedAt: z.string().nullable().meta({ example: null }),
});

export type OneSettlementView = z.infer<typeof OneSettlement>;

const PaidAccount = z.object({
  accountId: z.string().meta({ example: 'alice' }),
  profit: z.string().meta({ description: 'Before commission', example: '18.00' }),
  commission: z.string().meta({ example: '0.90' }),
});

export type PaidAccountView = z.infer<typeof PaidAccount>;

/** What a market was settled with. */
export const SettlementView = z
  .object({
    marketId: z.int().meta({ example: 1 }),
    isInForce: z.boolean().meta({ description: 'Whether the settlement shown still holds' }),
    settlement: OneSettlement,
    accounts: pageSchema(PaidAccount).meta({ description: 'Accounts that came to 0.00 are left out' }),
    history: z.array(OneSettlement).meta({ description: 'All settlements, oldest first' }),
  })
  .meta({ id: 'Settlement' });

export type SettlementView = z.infer<typeof SettlementView>;

/** Query of `GET /v1/accounts/{accountId}/settled-orders`. */
export const SettledOrderQuery = querySchema({
  marketId: idParameter().optional().meta({ description: 'Only orders in this market' }),
  from: isoTime().optional().meta({ description: 'Settled at or after this time', example: EXAMPLE_TIME }),
  to: isoTime().optional().meta({ description: 'Settled before this time', example: EXAMPLE_TIME }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('timeMs', 'sequence')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type SettledOrderQuery = z.output<typeof SettledOrderQuery>;

/** A settled order as the API shows it. */
export const SettledOrderView = z
  .object({
    orderId: z.int().meta({ example: 1 }),
    marketId: z.int().meta({ example: 1 }),
    runnerId: z.int().meta({ example: 101 }),
    side: z.enum(['BACK', 'LAY']),
    sizeMatched: z.string().meta({ description: 'After voids', example: '2.00' }),
    averagePriceMatched: z
      .string()
      .meta({ description: 'After reductions, rounded half up', example: '10.00' }),
    runnerResult: z.enum(['WINNER', 'PLACED', 'LOSER']),
    share: z.string().meta({ description: 'Of a winning place, such as 1/2 in a dead heat', example: '1' }),
    result: z
      .enum(['WON', 'LOST'])
      .meta({ description: 'Of the order: a LAY wins when its runner does not' }),
    profit: z.string().meta({
      description:
        'Before commission, exact: commission and rounding to minor units are of the account in the whole market. ' +
        'When three or more runners tie, what lies behind the fourth digit is rounded down',
      example: '18.0000',
    }),
    settledSequence: z.int().meta({ example: 42 }),
    settledAt: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'SettledOrder' });

export type SettledOrderView = z.infer<typeof SettledOrderView>;
export const SettledOrderPage = pageSchema(SettledOrderView);
