import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CommandKind, RejectReason, Side } from '@backlay/matcher';
import { EventLogWriter } from '@backlay/transport';
import { WebSocketServer, type WebSocket } from 'ws';
import { FIRST_SEQUENCE, emptyMatcher } from '../matcher/resting-orders.js';

/*
 * The floor with the work in it: a `ws` server that does what no order can do without, and nothing else. It parses a message as
 * JSON, has a matcher execute the order, appends the message and its answer to a log, and says the answer, made as JSON with the
 * engine's fields, when that is on disk; to each client with one write per commit. It knows no keys, rates and bounds, checks
 * nothing, tells nobody what happened, and remembers no commandId and no order but those that rest.
 */
interface PlaceMessage {
  readonly id: string;
  readonly body: {
    readonly runnerId: number;
    readonly side: keyof typeof Side;
    readonly price: string;
    readonly size: string;
  };
}

interface Waiting {
  readonly socket: WebSocket;
  readonly stream: Socket;
  readonly answer: string;
}

const NO_BYTES = Buffer.alloc(0);
const HUNDREDTHS = 100;
const template = JSON.parse(process.env['FLOOR_ANSWER'] ?? '{}') as { readonly body: object };
const matcher = emptyMatcher();
const log = await EventLogWriter.open({ directory: process.env['DATA_DIR'] ?? '' });
/** Answers of the commands behind the last that is durable, in their order. */
const waiting: Waiting[] = [];

function execute({ id, body }: PlaceMessage, account: number): string {
  const orderId = log.lastSequence + 1;
  const price = Math.round(Number(body.price) * HUNDREDTHS);
  const size = Math.round(Number(body.size) * HUNDREDTHS);
  const { runnerId, side } = body;
  const order = { marketId: 1, runnerId, side: Side[side], price, size, account };
  const reason = matcher.execute({ kind: CommandKind.PlaceOrder, ...order }, FIRST_SEQUENCE + orderId, 0);
  if (reason !== RejectReason.None) throw new Error(`an order was refused: ${RejectReason[reason]}`);
  matcher.events.clear();
  return JSON.stringify({
    ...template,
    id,
    body: { ...template.body, orderId, side, price: body.price, size: body.size },
  });
}

log.onDurable({
  durable: (sequence) => {
    const free = waiting.splice(0, waiting.length - (log.lastSequence - sequence));
    for (const { socket, stream, answer } of free) {
      stream.cork();
      socket.send(answer);
    }
    for (const { stream } of free) stream.uncork();
  },
  failed: (error) => {
    throw error;
  },
});

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket: WebSocket, { socket: stream }: IncomingMessage) => {
  const account = server.clients.size;
  socket.send('{"op":"welcome"}');
  socket.on('message', (data: Buffer) => {
    const answer = execute(JSON.parse(data.toString()) as PlaceMessage, account);
    log.append({
      sequence: log.lastSequence + 1,
      payload: NO_BYTES,
      journal: Buffer.from(`${data.toString('latin1')}${answer}`),
    });
    waiting.push({ socket, stream, answer });
  });
});
await once(server, 'listening');
console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
