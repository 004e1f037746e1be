import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocket, WebSocketServer } from 'ws';

/** Nest's adapter for gateways that read their frames themselves. */
export class QuietWsAdapter extends WsAdapter {
  /** Each fault of a client's frame would be logged as an error of ours: anybody could fill the log so. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    // The connection is closed by `ws` itself, which tells the client why.
    server.on('connection', (socket: WebSocket) => socket.on('error', () => undefined));
    server.on('error', (error) => this.logger.error(error));
    return server;
  }

  /** Where no handler asks for a frame, it would be parsed once more all the same, for nothing. */
  override bindMessageHandlers(...binding: Parameters<WsAdapter['bindMessageHandlers']>): void {
    const [, handlers] = binding;
    if (handlers.length > 0) super.bindMessageHandlers(...binding);
  }
}
