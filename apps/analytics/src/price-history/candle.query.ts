import { cursorParameter, isoTime, limitParameter, oneOf, pageSchema, querySchema } from '@backlay/service';
import { z } from 'zod';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET .../candles`. */
export const CandleQuery = querySchema({
  interval: oneOf('1s', '1m', '5m').meta({ description: 'Length of a candle', example: '1m' }),
  from: isoTime()
    .optional()
    .meta({ description: 'Candles that start at or after this time', example: EXAMPLE_TIME }),
  to: isoTime()
    .optional()
    .meta({ description: 'Candles that start before this time', example: EXAMPLE_TIME }),
  limit: limitParameter().meta({ description: 'Candles of a page, 1 to 1000' }),
  cursor: cursorParameter('timeMs').optional().meta({ description: 'nextCursor of the page before' }),
});

export type CandleQuery = z.output<typeof CandleQuery>;

/** A candle as the API shows it. */
export const CandleView = z
  .object({
    startsAt: z.string().meta({ example: EXAMPLE_TIME }),
    open: z.string().meta({ example: '2.50' }),
    high: z.string().meta({ example: '2.52' }),
    low: z.string().meta({ example: '2.48' }),
    close: z.string().meta({ example: '2.50' }),
    volume: z.string().meta({
      description: "Sum of the sizes of the trades; the backer's stake, counted once",
      example: '10.00',
    }),
    tradeCount: z.int().meta({ example: 3 }),
  })
  .meta({ id: 'Candle' });

export type CandleView = z.infer<typeof CandleView>;
export const CandlePage = pageSchema(CandleView);
