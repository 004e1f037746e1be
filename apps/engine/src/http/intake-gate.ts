import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RequestTimes } from './request-times.js';
import { PROBLEM_MEDIA_TYPE, RETRY_AFTER_SECONDS, problemOf } from './problem.js';

/** A request counts for no fewer bytes than this: what a small one costs does not depend on its length. */
const WEIGHT_BYTES_MIN = 512;
/** A request that does not say its length counts for this many bytes. */
const WEIGHT_BYTES_UNKNOWN = 4 * 1024;
/** Requests that take risk away are let in up to this multiple of the bound. */
const RELIEF_FACTOR = 2;
const RELIEF_PATH = /\/(cancel|cancel-all|cancel-batch|reduce|suspend|close)$/;
/**
 * A connection that comes again before the time that Retry-After named waits for the rest of it, in ms. Refusing costs a
 * fifth of accepting or more: clients that come again at once would take the time away from what was let in.
 */
const REFUSED_WAIT_MS = RETRY_AFTER_SECONDS * 1_000;
/** Requests that wait so; a connection that brings one more is ended. */
const WAITING_COUNT_MAX = 20_000;
const REFUSED_UNTIL = Symbol('refused until');

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
type KnownSocket = Socket & { [REFUSED_UNTIL]?: number };

/**
 * Bounds the work that has been let in and not been answered, in bytes of request bodies. Beyond the bound a POST is refused
 * before anything of it is parsed, with 503 and Retry-After; what is in already goes through. So the time that an accepted
 * request waits is bounded, and the load beyond what the engine can do costs it little.
 *
 * Reads pass: they change nothing, and an operator needs them most when the engine is loaded.
 */
export class IntakeGate {
  readonly times: RequestTimes;
  readonly #bytesMax: number;
  readonly #refusal: string;
  #bytesInProgress = 0;
  #waitingCount = 0;
  #refusedCount = 0;

  /**
   * @param bytesMax a single request may be larger when nothing else is in progress
   * @param times of the requests that are let in
   */
  constructor(bytesMax: number, times = new RequestTimes()) {
    this.times = times;
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

  /**
   * Lets in what came another way than as a request of HTTP.
   * @param isRelief it takes risk away
   * @returns what it counts for until `leave` is told of it; 0 when there is no room: nothing was let in
   */
  enter(bytes: number, isRelief: boolean): number {
    const weight = Math.max(bytes, WEIGHT_BYTES_MIN);
    const bytesMax = isRelief ? this.#bytesMax * RELIEF_FACTOR : this.#bytesMax;
    if (this.#bytesInProgress > 0 && this.#bytesInProgress + weight > bytesMax) return 0;
    this.#bytesInProgress += weight;
    return weight;
  }

  /** What had entered was answered. */
  leave(weight: number): void {
    this.#bytesInProgress -= weight;
  }

  /** The problem, as JSON, for whoever there is no room for; each time is counted. */
  refuse(): string {
    this.#refusedCount += 1;
    return this.#refusal;
  }

  /** Stands in front of everything that listens for requests so far. */
  guard(server: Server): void {
    const [handle, ...others] = server.listeners('request') as RequestListener[];
    if (handle === undefined || others.length > 0) throw new Error('the gate stands before one listener');
    server.off('request', handle);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'POST') this.#receive(request, response, handle);
      else handle(request, response);
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
    const socket: KnownSocket = request.socket;
    const refusedUntil = socket[REFUSED_UNTIL];
    if (refusedUntil === undefined) {
      if (this.#admits(request, response)) handle(request, response);
      else this.#refuse(socket, response);
      return;
    }
    if (this.#waitingCount >= WAITING_COUNT_MAX) {
      socket.destroy();
      return;
    }
    this.#waitingCount += 1;
    setTimeout(() => {
      this.#waitingCount -= 1;
      socket[REFUSED_UNTIL] = undefined;
      if (!socket.destroyed) this.#receive(request, response, handle);
    }, refusedUntil - performance.now());
  }

  #admits(request: IncomingMessage, response: ServerResponse): boolean {
    const contentLength = request.headers['content-length'];
    const bytes = contentLength === undefined ? WEIGHT_BYTES_UNKNOWN : Number(contentLength);
    const weight = this.enter(bytes, RELIEF_PATH.test(request.url ?? ''));
    if (weight === 0) return false;
    this.times.letIn(response);
    response.once('close', () => {
      this.leave(weight);
      this.times.answered(response);
    });
    return true;
  }

  #refuse(socket: KnownSocket, response: ServerResponse): void {
    this.refuse();
    response.writeHead(503, {
      'Content-Type': PROBLEM_MEDIA_TYPE,
      'Content-Length': this.#refusal.length,
      'Retry-After': RETRY_AFTER_SECONDS,
    });
    response.end(this.#refusal);
    socket[REFUSED_UNTIL] = performance.now() + REFUSED_WAIT_MS;
  }
}
