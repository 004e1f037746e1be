import { FEED_CLOSE } from '@backlay/contracts';
import { CLOSE_TIMEOUT_MS, Pulse, bearerKeyOf } from '@backlay/service';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import { PAYLOAD_BYTES_MAX } from '../bounds.js';
import { FeedHub } from '../session/feed-hub.js';
import type { FeedSink } from '../session/outbox.js';

/** The feed over WebSocket: takes connections in and frames apart, everything else is the session's. */
@WebSocketGateway({ path: '/v1/feed', maxPayload: PAYLOAD_BYTES_MAX, perMessageDeflate: false })
export class FeedGateway implements OnGatewayConnection<WebSocket> {
  readonly #pulse = new Pulse();

  constructor(private readonly hub: FeedHub) {}

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const session = this.hub.open(sinkOf(socket));
    if (session === undefined) {
      socket.close(FEED_CLOSE.RATE_LIMITED, 'RATE_LIMITED');
      return;
    }
    this.#pulse.watch(socket);
    socket.on('close', () => session.left());
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) session.close('FRAME_INVALID');
      else session.receive((data as Buffer).toString(), performance.now());
    });
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    session.authenticate(bearerKeyOf(authorization) ?? '', performance.now());
  }
}

function sinkOf(socket: WebSocket): FeedSink {
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, reason) {
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}
