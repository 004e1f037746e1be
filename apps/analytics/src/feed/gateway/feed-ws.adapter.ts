import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';

/** Nest's adapter, which would log each fault of a client's frame as an error of ours: anybody could fill the log so. */
export class FeedWsAdapter extends WsAdapter {
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    // The connection is closed by `ws` itself, which tells the client why.
    server.on('connection', (socket) => socket.on('error', () => undefined));
    server.on('error', (error) => this.logger.error(error));
    return server;
  }
}
