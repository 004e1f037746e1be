import { SOCKET_CLOSE } from '@backlay/contracts';
import { Pulse, bearerKeyOf } from '@backlay/service';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { AnswerLine } from './answer-line.js';
import { COMMANDS_PATH, PAYLOAD_BYTES_MAX } from './bounds.js';
import { CommandHub } from './command-hub.js';
import { listenToTexts } from './socket-texts.js';

/** Commands over WebSocket: takes connections in and frames apart, everything else is the session's. */
@WebSocketGateway({ path: COMMANDS_PATH, maxPayload: PAYLOAD_BYTES_MAX, perMessageDeflate: false })
export class CommandGateway implements OnGatewayConnection<WebSocket> {
  readonly #pulse = new Pulse();

  constructor(private readonly hub: CommandHub) {}

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const session = this.hub.open(new AnswerLine(socket, request.socket, this.hub.frameBuffers));
    if (session === undefined) {
      socket.close(SOCKET_CLOSE.RATE_LIMITED, 'RATE_LIMITED');
      return;
    }
    const heard = this.#pulse.watch(socket);
    socket.on('close', () => session.left());
    request.socket.on('drain', () => session.drained());
    listenToTexts(socket, request.socket, {
      text: (bytes, length, nowMs) => {
        heard();
        session.receive(bytes, length, nowMs);
      },
      binary: () => session.close('FRAME_INVALID'),
    });
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    session.authenticate(bearerKeyOf(authorization) ?? '', performance.now());
  }
}
