import { z } from 'zod';

/** How far a consumer has come. */
export const PositionView = z
  .object({
    shard: z.int().meta({ example: 0 }),
    epoch: z
      .int()
      .meta({ description: 'Epoch under which the last applied range was delivered', example: 1 }),
    sequence: z
      .int()
      .meta({ description: 'Everything up to it is applied, nothing above it is', example: 4 }),
    lag: z.int().nullable().meta({
      description: 'Sequences in the stream that are not applied yet; null when not known',
      example: 0,
    }),
    status: z.string().meta({ description: 'State of the connection to the stream', example: 'connected' }),
  })
  .meta({ id: 'Position' });

export type PositionView = z.infer<typeof PositionView>;
