import type { WebSocket } from 'ws';

/** How often a client is asked whether it is there, in ms. */
export const PING_INTERVAL_MS = 10_000;
/** A client that answers nothing for so long is taken to be gone, in ms. One that is only slow was told so before. */
export const GONE_AFTER_MS = 45_000;

/**
 * Finds connections whose other end has gone without a word, such as a machine that lost its network: for those, writing
 * fails only after a quarter of an hour, and they would count as connections of their key until then.
 */
export class Pulse {
  readonly #intervalMs: number;
  readonly #goneAfterMs: number;
  readonly #heardAtMs = new Map<WebSocket, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs = PING_INTERVAL_MS, goneAfterMs = GONE_AFTER_MS) {
    this.#intervalMs = intervalMs;
    this.#goneAfterMs = goneAfterMs;
  }

  /** Looks after a connection until it is closed. */
  watch(socket: WebSocket): void {
    const heard = (): void => void this.#heardAtMs.set(socket, performance.now());
    heard();
    socket.on('pong', heard);
    socket.on('message', heard);
    socket.on('close', () => this.#forget(socket));
    this.#timer ??= setInterval(() => this.#look(), this.#intervalMs).unref();
  }

  #look(): void {
    const nowMs = performance.now();
    for (const [socket, heardAtMs] of this.#heardAtMs) {
      if (nowMs - heardAtMs > this.#goneAfterMs) socket.terminate();
      else socket.ping();
    }
  }

  #forget(socket: WebSocket): void {
    this.#heardAtMs.delete(socket);
    if (this.#heardAtMs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
