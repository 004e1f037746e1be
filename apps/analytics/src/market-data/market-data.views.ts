import { MARKET_STATUSES } from '@backlay/contracts';
import { z } from 'zod';

const Percentage = z.string().nullable();

/** A market at a glance. */
export const SummaryView = z
  .object({
    marketId: z.int().meta({ example: 1 }),
    name: z.string().meta({ example: 'Winner' }),
    status: z.enum(MARKET_STATUSES),
    runnerCount: z.int().meta({ example: 2 }),
    totalMatched: z.string().meta({
      description: "Sum of the sizes of all trades that are not void; the backer's stake, counted once",
      example: '10.00',
    }),
    tradeCount: z.int().meta({ example: 1 }),
    bookPercentage: z.object({
      back: Percentage.meta({
        description:
          'Sum of 100 / best price to back, over all runners that were not removed; null when one of them has no such price',
        example: '102.50',
      }),
      lay: Percentage.meta({
        description:
          'Sum of 100 / best price to lay, over all runners that were not removed; null when one of them has no such price',
        example: '98.75',
      }),
    }),
  })
  .meta({ id: 'MarketSummary' });

export type SummaryView = z.infer<typeof SummaryView>;

const Offer = z
  .object({ price: z.string().meta({ example: '2.50' }), size: z.string().meta({ example: '10.00' }) })
  .nullable();

/** One runner in figures. */
export const RunnerView = z
  .object({
    runnerId: z.int().meta({ example: 101 }),
    name: z.string().meta({ example: 'Red' }),
    isRemoved: z.boolean().meta({ description: 'It left the market' }),
    lastPrice: z.string().nullable().meta({
      description: 'Price of the last trade as it was made, whatever became of it',
      example: '2.50',
    }),
    lastTradedAt: z.string().nullable().meta({ example: '2026-11-23T12:00:00.000Z' }),
    volume: z.string().meta({
      description: "Sum of the sizes of all trades that are not void; the backer's stake, counted once",
      example: '10.00',
    }),
    vwap: z.string().nullable().meta({
      description:
        'Volume-weighted average price: sum of price × size / sum of size, exact, then rounded half up to 4 digits',
      example: '2.5000',
    }),
    tradeCount: z.int().meta({ example: 1 }),
    bestBack: Offer.meta({
      description: 'Best price one can back at now (the highest at which someone lays)',
    }),
    bestLay: Offer.meta({ description: 'Best price one can lay at now (the lowest at which someone backs)' }),
  })
  .meta({ id: 'RunnerFigures' });

export type RunnerView = z.infer<typeof RunnerView>;
export const RunnersView = z.object({ marketId: z.int(), runners: z.array(RunnerView) });
export type RunnersView = z.infer<typeof RunnersView>;
