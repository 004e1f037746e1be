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
    status: z.string().meta({
      description:
        '`connected`: takes events in. `standby`: another process of the group does, this one is ready to follow. `stalled`: ' +
        'tries something again. `halted`: stands still until somebody acts. `ahead`, `reconnecting`, `disconnected`: the stream ' +
        'is not what or where it should be',
      example: 'connected',
    }),
    consumer: z.string().meta({ description: 'Name of this process within its group', example: 'storage-1' }),
    holder: z.string().nullable().meta({
      description: 'Name of the process that takes events in; null when none does',
      example: 'storage-1',
    }),
    heldUntil: z.string().nullable().meta({
      description: 'It is renewed all the time; should that end, another process takes over at this moment',
      example: '2026-11-23T12:00:06.000Z',
    }),
  })
  .meta({ id: 'Position' });

export type PositionView = z.infer<typeof PositionView>;
