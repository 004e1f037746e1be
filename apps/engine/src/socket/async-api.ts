import { SOCKET_CLOSE } from '@backlay/contracts';
import { asyncApiDocument, type DescribedMessage } from '@backlay/service';
import { COMMANDS_PATH } from './bounds.js';
import { AUTHENTICATE, REFUSED, WELCOME, commandSchema, doneSchema } from './message.schema.js';
import { SOCKET_OPERATIONS, type SocketOperation } from './socket-operations.js';

const OPERATIONS: readonly (readonly [string, SocketOperation])[] = Object.entries(SOCKET_OPERATIONS);

function messages(describe: (op: string, operation: SocketOperation) => [string, DescribedMessage]) {
  return Object.fromEntries(OPERATIONS.map(([op, operation]) => describe(op, operation)));
}

/** The commands over WebSocket as an AsyncAPI 3 document, made from the schemas that check them over HTTP. */
export function commandsDocument(): object {
  const ends = Object.entries(SOCKET_CLOSE).map(([reason, code]) => `${code} ${reason}`);
  return asyncApiDocument({
    title: 'backlay commands',
    description:
      'What a trader does, over WebSocket: the bodies, answers and refusals are those of REST (/docs). Each message is answered once, under its id; the answer comes ' +
      `when the command is on disk. The server ends a connection with one of these codes: ${ends.join(', ')}. docs/api.md has the rest.`,
    channel: 'commands',
    address: COMMANDS_PATH,
    requests: {
      authenticate: {
        schema: AUTHENTICATE,
        summary: 'Says whose connection it is, when the Authorization header does not',
      },
      ...messages((op, operation) => [
        op,
        { schema: commandSchema(op, operation), summary: operation.docs.summary },
      ]),
    },
    messages: {
      welcome: { schema: WELCOME, summary: 'The key is good' },
      refused: { schema: REFUSED, summary: 'The message was refused; nothing has changed' },
      ...messages((op, operation) => [
        `${op}Done`,
        { schema: doneSchema(operation), summary: operation.docs.answer.description },
      ]),
    },
  });
}
