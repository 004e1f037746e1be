import { z } from 'zod';
import { COMPONENTS } from '../http/components.js';
import { ID_LENGTH_MAX } from './bounds.js';
import { SOCKET_OPERATIONS, type SocketOperation } from './socket-operations.js';

/*
 * What goes over the socket, as the AsyncAPI document tells it. The bodies are those of HTTP: of the same schemas.
 */

const id = z
  .string()
  .min(1)
  .max(ID_LENGTH_MAX)
  .meta({ description: "The client's own name for the message; comes back with its answer", example: 'p1' });
const retryAfter = z
  .int()
  .optional()
  .meta({ description: 'Seconds to wait before the same is asked for again' });

export const AUTHENTICATE = z.strictObject({
  op: z.literal('authenticate'),
  key: z.string().max(256).meta({ description: 'An API key, blk_<keyId>_<secret>' }),
});

export const WELCOME = z.strictObject({
  op: z.literal('welcome'),
  role: z.enum(['TRADER', 'OPERATOR', 'VIEWER']),
  accountId: z.string().nullable(),
});

export const REFUSED = z.strictObject({
  id: id.nullable().meta({ description: 'null when the message had none that could be read' }),
  status: z.int().min(400),
  retryAfter,
  body: COMPONENTS.Problem,
});

/** A message that asks for the operation. */
export function commandSchema(op: string, { docs, body }: SocketOperation): z.ZodType {
  return z.strictObject({
    id,
    op: z.literal(op),
    body: docs.body?.schema === body && docs.body.optional ? body.optional() : body,
  });
}

/** The answer when it was carried out. */
export function doneSchema({ docs }: SocketOperation): z.ZodType {
  return z.strictObject({ id, status: z.literal(docs.status), body: COMPONENTS[docs.answer.component] });
}

/** Anything that the server says. */
export const SOCKET_MESSAGE = z.union([
  WELCOME,
  REFUSED,
  ...Object.values(SOCKET_OPERATIONS).map(doneSchema),
]);
