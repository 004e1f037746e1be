import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { Pulse } from './pulse.js';

describe('the pulse of a connection', () => {
  it('is taken until the other end answers no more; then the connection is ended', async () => {
    const pulse = new Pulse(20, 200);
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => pulse.watch(socket));
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [present, gone] = [new WebSocket(url), new WebSocket(url, { autoPong: false })];
    try {
      await Promise.all([once(present, 'open'), once(gone, 'open')]);
      await once(gone, 'close');
      await once(present, 'ping');
      expect(present.readyState).toBe(WebSocket.OPEN);
    } finally {
      present.terminate();
      gone.terminate();
      server.close();
    }
  });
});
