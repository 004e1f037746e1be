import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE, RETRY_AFTER_SECONDS, problemOf } from './problem.js';

/** A request counts for no fewer bytes than this: what a small one costs does not depend on its length. */
const WEIGHT_BYTES_MIN = 512;
/** A request that does not say its length counts for this many bytes. */
const WEIGHT_BYTES_UNKNOWN = 4 * 1024;
/** Requests that take risk away are let in up to this multiple of the bound. */
const RELIEF_FACTOR = 2;
const RELIEF_PATH = /\/(cancel|cancel-all|cancel-batch|reduce|suspend|close)$/;
/**
 * Whoever was refused is not listened to for this long, in ms. Refusing costs a tenth of accepting or more; without the
 * pause, clients that come again at once would take the time away from what was let in.
 */
const REFUSED_PAUSE_MS = 250;

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Bounds the work that has been let in and not been answered, in bytes of request bodies. Beyond the bound a POST is refused
 * before anything of it is parsed, with 503 and Retry-After; what is in already goes through. So the time that an accepted
 * request waits is bounded, and the load beyond what the engine can do costs it little.
 *
 * Reads pass: they change nothing, and an operator needs them most when the engine is loaded.
 */
export class IntakeGate {
  readonly #bytesMax: number;
  readonly #refusal: string;
  #bytesInProgress = 0;
  #refusedCount = 0;

  /** @param bytesMax a single request may be larger when nothing else is in progress */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#refusal = JSON.stringify(
      problemOf('ENGINE_OVERLOADED', {
        detail: `Requests of ${bytesMax} bytes are in progress, and no more may be; nothing of this request was taken.`,
      }),
    );
  }

  /** Bytes let in and not answered. */
  get bytesInProgress(): number {
    return this.#bytesInProgress;
  }

  /** Requests refused since the start. */
  get refusedCount(): number {
    return this.#refusedCount;
  }

  /** Stands in front of everything that listens for requests so far. */
  guard(server: Server): void {
    const [handle, ...others] = server.listeners('request') as RequestListener[];
    if (handle === undefined || others.length > 0) throw new Error('the gate stands before one listener');
    server.off('request', handle);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method !== 'POST' || this.#admits(request, response)) handle(request, response);
      else this.#refuse(request.socket, response);
    });
  }

  #admits(request: IncomingMessage, response: ServerResponse): boolean {
    const bytes = weightOf(request.headers['content-length']);
    const bytesMax = RELIEF_PATH.test(request.url ?? '') ? this.#bytesMax * RELIEF_FACTOR : this.#bytesMax;
    if (this.#bytesInProgress > 0 && this.#bytesInProgress + bytes > bytesMax) return false;
    this.#bytesInProgress += bytes;
    response.once('close', () => {
      this.#bytesInProgress -= bytes;
    });
    return true;
  }

  #refuse(socket: Socket, response: ServerResponse): void {
    this.#refusedCount += 1;
    response.writeHead(503, {
      'Content-Type': PROBLEM_MEDIA_TYPE,
      'Content-Length': this.#refusal.length,
      'Retry-After': RETRY_AFTER_SECONDS,
    });
    response.end(this.#refusal, () => {
      socket.pause();
      setTimeout(() => socket.resume(), REFUSED_PAUSE_MS).unref();
    });
  }
}

function weightOf(contentLength: string | undefined): number {
  const length = contentLength === undefined ? WEIGHT_BYTES_UNKNOWN : Number(contentLength);
  return Math.max(length, WEIGHT_BYTES_MIN);
}
