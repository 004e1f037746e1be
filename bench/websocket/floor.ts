import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/*
 * The floor of the bench: a bare `ws` server that takes the same messages in and says, for each, an answer of the same bytes,
 * which are in its environment. It looks at nothing and keeps nothing.
 */
const answer = Buffer.from(process.env['FLOOR_ANSWER'] ?? '');
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.send('{"op":"welcome"}');
  socket.on('message', () => socket.send(answer, { binary: false }));
});
await once(server, 'listening');
console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
