import { JsonBodyError, parseJsonBody } from '../http/json-body.js';
import { fieldProblem, problemOf, type Problem } from '../http/problem.js';
import { ID_LENGTH_MAX } from './bounds.js';
import { readPlainOrder } from './plain-order.js';
import {
  PLAIN_PLACE,
  SOCKET_OPERATIONS,
  socketOperation,
  type SocketOperation,
} from './socket-operations.js';

/** What a frame turned out to be. */
export type ParsedMessage =
  | {
      readonly kind: 'command';
      readonly id: string;
      readonly operation: SocketOperation;
      /** Its form was not looked at yet. */
      readonly body: unknown;
    }
  | { readonly kind: 'authenticate'; readonly key: string }
  /** A message, but not as it has to be. */
  | { readonly kind: 'faulty'; readonly id: string | null; readonly problem: Problem }
  /** No message at all. */
  | { readonly kind: 'foreign'; readonly problem: Problem };

const ID_RULE = `must be a text of 1 to ${ID_LENGTH_MAX} characters`;
const OP_RULE = `must be one of ${Object.keys(SOCKET_OPERATIONS).join(', ')}`;
const FIELDS: ReadonlySet<string> = new Set(['id', 'op', 'body']);

/**
 * Takes the text of a message apart: the usual one letter by letter, else the body by the same parser as that of a request.
 * @param bytes begin with the text, which has this length
 */
export function parseMessage(bytes: Buffer, length: number): ParsedMessage {
  const plain = readPlainOrder(bytes, length);
  if (plain !== undefined)
    return { kind: 'command', id: plain.id, operation: PLAIN_PLACE, body: plain.order };
  return parseAny(bytes.toString('utf8', 0, length));
}

/** As {@link parseMessage}, for any message. */
export function parseAny(text: string): ParsedMessage {
  let value: unknown;
  try {
    value = parseJsonBody(text);
  } catch (error) {
    if (!(error instanceof JsonBodyError)) throw error;
    return { kind: 'foreign', problem: problemOf(error.code, { detail: error.detail }) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'foreign', problem: fieldProblem('The message', 'must be a JSON object').problem };
  }
  const { id, op, body, key } = value as { id?: unknown; op?: unknown; body?: unknown; key?: unknown };
  if (op === 'authenticate') return { kind: 'authenticate', key: typeof key === 'string' ? key : '' };
  if (typeof id !== 'string' || id.length === 0 || id.length > ID_LENGTH_MAX)
    return faulty(null, '/id', ID_RULE);
  const operation = socketOperation(op);
  if (operation === undefined) return faulty(id, '/op', OP_RULE);
  for (const name in value) {
    if (!FIELDS.has(name))
      return faulty(id, `/${name.slice(0, 60)}`, 'is not known here; allowed are id, op, body');
  }
  return { kind: 'command', id, operation, body };
}

function faulty(id: string | null, pointer: string, detail: string): ParsedMessage {
  return { kind: 'faulty', id, problem: fieldProblem(pointer, detail).problem };
}
