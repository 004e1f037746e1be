import type { WebSocket } from 'ws';

/** How often a client is asked whether it is there, in ms. */
const PING_INTERVAL_MS = 10_000;
/** A client that answers nothing for so long is taken to be gone, in ms. One that is only slow was told so before. */
const GONE_AFTER_MS = 45_000;
/** After a close frame the client has so long to answer it, in ms; then it is cut. */
export const CLOSE_TIMEOUT_MS = 2_000;

/** When a client was heard of. Frames only leave a mark: a clock is read when it is looked at. */
interface SignOfLife {
  isHeard: boolean;
  heardAtMs: number;
}

/**
 * Finds connections whose other end has gone without a word, such as a machine that lost its network: for those, writing
 * fails only after a quarter of an hour, and they would count as connections of their key until then.
 */
export class Pulse {
  readonly #intervalMs: number;
  readonly #goneAfterMs: number;
  readonly #signs = new Map<WebSocket, SignOfLife>();
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs = PING_INTERVAL_MS, goneAfterMs = GONE_AFTER_MS) {
    this.#intervalMs = intervalMs;
    this.#goneAfterMs = goneAfterMs;
  }

  /**
   * Looks after a connection until it is closed.
   * @returns what to call when the client was heard of in a way that the socket does not tell of
   */
  watch(socket: WebSocket): () => void {
    const sign: SignOfLife = { isHeard: true, heardAtMs: 0 };
    const heard = (): void => void (sign.isHeard = true);
    this.#signs.set(socket, sign);
    socket.on('pong', heard);
    socket.on('message', heard);
    socket.on('close', () => this.#forget(socket));
    this.#timer ??= setInterval(() => this.#look(), this.#intervalMs).unref();
    return heard;
  }

  #look(): void {
    const nowMs = performance.now();
    for (const [socket, sign] of this.#signs) {
      if (sign.isHeard) sign.heardAtMs = nowMs;
      sign.isHeard = false;
      if (nowMs - sign.heardAtMs > this.#goneAfterMs) socket.terminate();
      else socket.ping();
    }
  }

  #forget(socket: WebSocket): void {
    this.#signs.delete(socket);
    if (this.#signs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
