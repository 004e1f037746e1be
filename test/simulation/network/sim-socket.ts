import { Socket } from 'node:net';
import type { Scheduler } from '../core/scheduler.js';
import type { SimProcess } from '../core/process.js';

type Callback = (error?: Error | null) => void;

/** What a socket is connected to. */
export interface SocketPeer {
  /** Bytes of the client. */
  send(bytes: Buffer): void;
  /** The client is done. */
  end(): void;
}

/** A socket without an operating system below it, as ioredis uses one. */
export class SimSocket extends Socket {
  override connecting = true;
  #peer: SocketPeer | undefined;
  #cancelTimeout = (): void => undefined;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly owner: SimProcess,
  ) {
    super();
  }

  /** The connection is there. */
  established(peer: SocketPeer): void {
    if (this.destroyed) return;
    this.#peer = peer;
    this.#enter(() => {
      this.connecting = false;
      this.emit('connect');
    });
  }

  arrived(bytes: Buffer): void {
    this.#enter(() => this.push(bytes));
  }

  /** The other side is gone; with an error if it went without a word. */
  lost(error?: Error): void {
    this.#enter(() => this.destroy(error));
  }

  #enter(run: () => void): void {
    this.scheduler.enter(this.owner, () => {
      if (!this.destroyed) run();
    });
  }

  override setNoDelay(): this {
    return this;
  }

  override setKeepAlive(): this {
    return this;
  }

  override setTimeout(ms: number, callback?: () => void): this {
    this.#cancelTimeout();
    if (ms > 0 && callback !== undefined)
      this.#cancelTimeout = this.scheduler.after(ms, callback, this.owner);
    return this;
  }

  override _read(): void {
    // Bytes come when they come.
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: Callback): void {
    this.#peer?.send(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : asBuffer(chunk));
    callback();
  }

  override _writev(
    chunks: readonly { chunk: unknown; encoding: BufferEncoding }[],
    callback: Callback,
  ): void {
    const all = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : asBuffer(chunk),
    );
    this.#peer?.send(Buffer.concat(all));
    callback();
  }

  override _final(callback: Callback): void {
    this.#peer?.end();
    callback();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#cancelTimeout();
    this.#peer?.end();
    callback(error);
    // A socket says this by itself, not its base class; after the error, if there is one.
    process.nextTick(() => this.emit('close', error !== null));
  }
}

function asBuffer(chunk: unknown): Buffer {
  if (!Buffer.isBuffer(chunk)) throw new TypeError('a socket carries bytes');
  return chunk;
}
