import {
  cursorParameter,
  limitParameter,
  oneOf,
  pageSchema,
  idParameter,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';

/** Query of `GET .../trades`. */
export const TapeQuery = querySchema({
  runnerId: idParameter().optional().meta({ description: 'Only trades of this runner' }),
  sort: oneOf('newest', 'oldest').default('newest').meta({
    description:
      'Which end comes first. Trades that arrive while you page never move the ones you have seen.',
  }),
  limit: limitParameter().meta({ description: 'Trades of a page, 1 to 1000' }),
  cursor: cursorParameter('sequence', 'int4')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type TapeQuery = z.output<typeof TapeQuery>;

/** A trade on the tape as the API shows it. */
export const TapeView = z
  .object({
    tradeId: z.string().meta({ description: 'Sequence and index of its event', example: '4-1' }),
    runnerId: z.int().meta({ example: 101 }),
    price: z.string().meta({ example: '2.50' }),
    size: z.string().meta({ description: "Backer's stake, counted once", example: '10.00' }),
    takerSide: z.enum(['BACK', 'LAY']),
    time: z.string().meta({ example: '2026-11-23T12:00:00.000Z' }),
  })
  .meta({ id: 'TapeTrade' });

export type TapeView = z.infer<typeof TapeView>;
export const TapePage = pageSchema(TapeView);
