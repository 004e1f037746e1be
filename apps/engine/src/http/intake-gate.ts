import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { RequestTimes } from './request-times.js';
import { PROBLEM_MEDIA_TYPE, RETRY_AFTER_SECONDS, problemOf } from './problem.js';
import { WaitingRoom, type Arrival, type Doors } from './waiting-room.js';

/** A request counts for no fewer bytes than this: what a small one costs does not depend on its length. */
const WEIGHT_BYTES_MIN = 512;
/** A request that does not say its length counts for this many bytes. */
const WEIGHT_BYTES_UNKNOWN = 4 * 1024;
/** Requests that take risk away are let in up to this multiple of the bound. */
const RELIEF_FACTOR = 2;
const RELIEF_PATH = /\/(cancel|cancel-all|cancel-batch|reduce|suspend|close)$/;
type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Bounds the work that has been let in and not been answered, in bytes of request bodies. Beyond the bound a POST is refused
 * before anything of it is parsed, with 503 and Retry-After; what is in already goes through. So the time that an accepted
 * request waits is bounded, and the load beyond what the engine can do costs it little: whoever was refused and comes again before
 * Retry-After is over finds a `WaitingRoom`.
 *
 * Reads pass: they change nothing, and an operator needs them most when the engine is loaded.
 */
export class IntakeGate {
  readonly times: RequestTimes;
  readonly #bytesMax: number;
  readonly #refusal: string;
  #bytesInProgress = 0;
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
    const doors: Doors = {
      admit: (arrival) => {
        if (!this.#admits(arrival)) return false;
        handle(arrival.request, arrival.response);
        return true;
      },
      refuse: ({ request, response }) => {
        this.#refuse(response);
        waitingRoom.wasRefused(request.socket);
      },
    };
    const waitingRoom = new WaitingRoom(doors);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method !== 'POST') {
        handle(request, response);
        return;
      }
      const arrival = { request, response, isRelief: RELIEF_PATH.test(request.url ?? '') };
      if (waitingRoom.takes(arrival) || doors.admit(arrival)) return;
      doors.refuse(arrival);
    });
  }

  #admits({ request, response, isRelief }: Arrival): boolean {
    const contentLength = request.headers['content-length'];
    const bytes = contentLength === undefined ? WEIGHT_BYTES_UNKNOWN : Number(contentLength);
    const weight = this.enter(bytes, isRelief);
    if (weight === 0) return false;
    this.times.letIn(response);
    response.once('close', () => {
      this.leave(weight);
      this.times.answered(response);
    });
    return true;
  }

  #refuse(response: ServerResponse): void {
    this.refuse();
    response.writeHead(503, {
      'Content-Type': PROBLEM_MEDIA_TYPE,
      'Content-Length': this.#refusal.length,
      'Retry-After': RETRY_AFTER_SECONDS,
    });
    response.end(this.#refusal);
  }
}
