import {
  cursorParameter,
  limitParameter,
  pageSchema,
  idParameter,
  positiveInteger,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

/** Query of `GET /v1/events`. */
export const EventQuery = querySchema({
  fromSequence: positiveInteger().optional().meta({ description: 'Events of this sequence and later ones' }),
  toSequence: positiveInteger().optional().meta({ description: 'Events of this sequence and earlier ones' }),
  marketId: idParameter().optional().meta({ description: 'Only events of this market' }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('sequence', 'int4')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type EventQuery = z.output<typeof EventQuery>;

/** An event as the API shows it. */
export const EventView = z
  .object({
    sequence: z.int().meta({ example: 4 }),
    index: z.int().meta({ example: 1 }),
    type: z.string().meta({ example: 'order.matched' }),
    marketId: z.int().nullable().meta({ description: 'null when the event is of no market', example: 1 }),
    time: z.string().meta({ example: '2026-11-23T12:00:00.000Z' }),
    payload: z.record(z.string(), z.unknown()).meta({
      description: 'The event as it travelled: prices in hundredths, sizes in minor units',
    }),
  })
  .meta({ id: 'Event' });

export type EventView = z.infer<typeof EventView>;
export const EventPage = pageSchema(EventView);
