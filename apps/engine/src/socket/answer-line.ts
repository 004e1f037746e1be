import type { Duplex } from 'node:stream';
import { SOCKET_CLOSE, type SocketCloseReason } from '@backlay/contracts';
import { CLOSE_TIMEOUT_MS } from '@backlay/service';
import { WebSocket } from 'ws';
import { textFrame } from './text-frame.js';

/**
 * The way to one client. What is said waits until `flush`, and goes out in one write: to hand an answer to the network alone
 * costs more than to make it. Hence the frames of text are made here; everything else about a WebSocket is `ws`.
 */
export class AnswerLine {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  /** Frames, one byte a character. */
  #frames = '';

  /** @param stream what the socket stands on */
  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  /** What was said and is not taken by the network yet. */
  get unreadBytes(): number {
    return this.#frames.length + this.#socket.bufferedAmount;
  }

  /** True when there is nothing to flush. */
  get isFlushed(): boolean {
    return this.#frames === '';
  }

  say(text: string): void {
    this.#frames += textFrame(text);
  }

  flush(): void {
    const frames = this.#frames;
    this.#frames = '';
    // Behind a close frame nothing may come.
    if (frames !== '' && this.#socket.readyState === WebSocket.OPEN) this.#stream.write(frames, 'latin1');
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
