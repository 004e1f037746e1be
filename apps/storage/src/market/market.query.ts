import { MARKET_STATUSES } from '@backlay/contracts';
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

const RunnerView = z.object({
  runnerId: z.int().meta({ example: 101 }),
  name: z.string(),
  status: z.enum(['ACTIVE', 'REMOVED', 'WINNER', 'PLACED', 'LOSER']),
  reductionFactor: z
    .string()
    .nullable()
    .meta({ description: 'Percent by which its removal reduced the others; null when it was not removed' }),
});

const money = (description: string) => z.string().nullable().meta({ description, example: null });

const RulesView = z
  .object({
    currency: z.string().meta({ example: 'GBP' }),
    kind: z.enum(['WIN', 'PLACE']),
    winnerCount: z.int().meta({ example: 1 }),
    fixture: z.string().meta({ example: 'Ascot 14:30' }),
    baseRate: z.string().meta({ description: 'Commission on net winnings, percent', example: '5.00' }),
    betDelayMs: z.int().meta({ example: 5000 }),
    betDelayModel: z.enum(['ALL', 'PASSIVE']),
    limits: z.object({
      sizeMax: money('Of one order; null for no limit'),
      liabilityMax: money('Of one order; null for no limit'),
      exposureMax: money('Of an account in this market; null for no limit'),
      orderCountMax: z.int().nullable().meta({ description: 'Of an account; null for no limit' }),
    }),
  })
  .meta({ id: 'BettingRules' });

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
    inPlay: z.boolean().meta({ description: 'The fixture has begun' }),
    version: z.int().meta({ description: 'Grows with every change of the market', example: 1 }),
    materialVersion: z
      .int()
      .meta({ description: 'Orders made for a version before this one are refused', example: 1 }),
    startsAt: z.string().nullable().meta({ description: 'null when not known', example: EXAMPLE_TIME }),
    rules: RulesView.nullable().meta({ description: 'null for a market without money' }),
    runners: z.array(RunnerView),
    createdSequence: z.int().meta({ example: 1 }),
    createdAt: z.string().meta({ example: EXAMPLE_TIME }),
    statusSequence: z.int().meta({ description: 'Command that gave the market its status', example: 2 }),
    statusAt: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'Market' });

export type MarketView = z.infer<typeof MarketView>;
export const MarketPage = pageSchema(MarketView);
