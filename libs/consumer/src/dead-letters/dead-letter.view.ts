import { ExchangeEventCodec, type SequencedExchangeEvent } from '@backlay/contracts';
import { limitParameter, pageSchema, querySchema } from '@backlay/service';
import type { DeadLetter } from '@backlay/transport';
import { z } from 'zod';

const LETTER_ID = /^\d{1,16}-\d{1,16}$/;

/** Parameter `id` of a dead letter. */
export const letterIdParameter = () =>
  z.string({ error: 'must be given once' }).regex(LETTER_ID, {
    error: 'must be the id of a dead letter: epoch and sequence, such as 1-4711',
  });

/** Query of `GET /v1/dead-letters`. */
export const DeadLetterQuery = querySchema({
  limit: limitParameter().meta({ description: 'Letters of a page, 1 to 1000' }),
  cursor: z
    .string()
    .regex(LETTER_ID, { error: 'must be the nextCursor of an earlier page of this list' })
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type DeadLetterQuery = z.output<typeof DeadLetterQuery>;

/** A letter as a list shows it. */
export const DeadLetterView = z
  .object({
    id: z.string().meta({ description: 'Epoch and last sequence', example: '1-4711' }),
    stream: z.string().meta({ example: 'events:0' }),
    group: z.string().meta({ example: 'analytics' }),
    consumer: z.string().meta({ description: 'The process that gave up', example: 'analytics-host-4242' }),
    epoch: z.int().meta({ example: 1 }),
    firstSequence: z.int().meta({
      description: 'Differs from `lastSequence` only when bytes of many sequences cannot be decoded',
      example: 4711,
    }),
    lastSequence: z.int().meta({ example: 4711 }),
    attempts: z.int().meta({ description: 'How often it was tried, alone or in a larger batch', example: 5 }),
    firstFailedAt: z.string().meta({ example: '2026-11-23T12:00:00.000Z' }),
    givenUpAt: z.string().meta({ example: '2026-11-23T12:00:01.500Z' }),
    error: z.object({
      name: z.string().meta({ example: 'QueryFailedError' }),
      message: z.string().meta({ description: 'Why it could not be applied' }),
    }),
  })
  .meta({ id: 'DeadLetter' });

export type DeadLetterView = z.infer<typeof DeadLetterView>;
export const DeadLetterPage = pageSchema(DeadLetterView);

/** A letter with what is in it. */
export const OpenedDeadLetterView = DeadLetterView.extend({
  events: z
    .array(
      z.object({
        sequence: z.int(),
        index: z.int(),
        type: z.string(),
        time: z.string(),
        payload: z.record(z.string(), z.unknown()),
      }),
    )
    .nullable()
    .meta({ description: 'The events, in the units of the wire; null when the bytes cannot be decoded' }),
  decodeError: z.string().nullable().meta({ description: 'Why they cannot' }),
  payload: z.string().meta({ description: 'The bytes as they came, base64' }),
}).meta({ id: 'OpenedDeadLetter' });

export type OpenedDeadLetterView = z.infer<typeof OpenedDeadLetterView>;

/** What a redrive did. */
export const RedriveView = z
  .object({
    id: z.string().meta({ example: '1-4711' }),
    outcome: z.enum(['applied', 'already-applied']).meta({
      description: '`already-applied`: its rows were there before (an earlier redrive, a rebuild)',
    }),
    events: z.int().meta({ description: 'Events applied now', example: 1 }),
  })
  .meta({ id: 'Redrive' });

export type RedriveView = z.infer<typeof RedriveView>;

export function presentLetter(letter: DeadLetter): DeadLetterView {
  const { payload: _, firstFailedAtMs, givenUpAtMs, error, ...same } = letter;
  return {
    ...same,
    firstFailedAt: new Date(firstFailedAtMs).toISOString(),
    givenUpAt: new Date(givenUpAtMs).toISOString(),
    error: { name: error.name, message: error.message },
  };
}

export function presentOpened(letter: DeadLetter, shard: number): OpenedDeadLetterView {
  return {
    ...presentLetter(letter),
    ...decoded(letter.payload, shard),
    payload: letter.payload.toString('base64'),
  };
}

function decoded(payload: Buffer, shard: number): Pick<OpenedDeadLetterView, 'events' | 'decodeError'> {
  try {
    return { events: new ExchangeEventCodec(shard).decode(payload).map(presentEvent), decodeError: null };
  } catch (error) {
    return { events: null, decodeError: error instanceof Error ? error.message : String(error) };
  }
}

function presentEvent({ sequence, index, data, timeMs }: SequencedExchangeEvent) {
  return {
    sequence,
    index,
    type: data.type,
    time: new Date(timeMs).toISOString(),
    payload: { ...data },
  };
}
