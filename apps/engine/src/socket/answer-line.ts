import type { Duplex } from 'node:stream';
import { SOCKET_CLOSE, type SocketCloseReason } from '@backlay/contracts';
import { CLOSE_TIMEOUT_MS } from '@backlay/service';
import { WebSocket } from 'ws';
import type { FrameBuffer, FrameBuffers } from './frame-buffer.js';

/**
 * The way to one client. What is said waits until `flush`, and goes out in one write: to hand an answer to the network alone
 * costs more than to make it. Hence the frames of text are made here; everything else about a WebSocket is `ws`.
 */
export class AnswerLine {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #buffers: FrameBuffers;
  /** What was said since the last flush; undefined when nothing was. */
  #said: FrameBuffer | undefined;

  /** @param stream what the socket stands on */
  constructor(socket: WebSocket, stream: Duplex, buffers: FrameBuffers) {
    this.#socket = socket;
    this.#stream = stream;
    this.#buffers = buffers;
  }

  /** What was said and is not taken by the network yet. */
  get unreadBytes(): number {
    return (this.#said?.length ?? 0) + this.#socket.bufferedAmount;
  }

  /** True when there is nothing to flush. */
  get isFlushed(): boolean {
    return this.#said === undefined;
  }

  /** Says one text, which comes in pieces. */
  say(begin: string, middle = '', end = ''): void {
    this.#said ??= this.#buffers.take();
    this.#said.add(begin, middle, end);
  }

  flush(): void {
    const said = this.#said;
    if (said === undefined) return;
    this.#said = undefined;
    // Behind a close frame nothing may come.
    if (this.#socket.readyState === WebSocket.OPEN) this.#stream.write(said.frames);
    // What the network has not taken at once is read from the buffer later.
    if (this.#stream.writableLength === 0) this.#buffers.give(said);
  }

  /** Reads nothing from the client until `goOn`. */
  holdBack(): void {
    this.#socket.pause();
  }

  goOn(): void {
    this.#socket.resume();
  }

  close(reason: SocketCloseReason): void {
    this.flush();
    this.goOn();
    this.#socket.close(SOCKET_CLOSE[reason], reason);
    setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }
}
