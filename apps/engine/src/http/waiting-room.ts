import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RETRY_AFTER_SECONDS } from './problem.js';

/** A request that has come, of which nothing but the head has been read. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** It takes risk away. */
  readonly isRelief: boolean;
}

export interface Doors {
  /** Lets a request in, if there is room for it. */
  readonly admit: (arrival: Arrival) => boolean;
  /** Answers it, and says `wasRefused` of its connection. */
  readonly refuse: (arrival: Arrival) => void;
}

/** What Retry-After names, in ms. */
const WAIT_MS = RETRY_AFTER_SECONDS * 1_000;
/** A request is refused when there was no room for it at the end of so many waits. */
const WAITS_MAX = 4;
/** Requests that wait; a connection that brings one more is ended. */
const WAITING_COUNT_MAX = 20_000;
const PENALTY = Symbol('penalty');

/** Of a connection that was refused. */
interface Penalty {
  /** When it may come again, in ms of a clock that never runs backwards. */
  untilMs: number;
  /** What it has brought earlier, oldest first. Only while something is here, a timer runs. */
  readonly waiting: Arrival[];
  /** How often the oldest of them has waited to the end and found no room. */
  waitCount: number;
}

type KnownSocket = Socket & { [PENALTY]?: Penalty };

/**
 * Where the requests of connections wait that were refused and come again before the time that Retry-After named. Reading a request
 * and writing its refusal takes as long as a single order does, so to refuse at once again whoever comes at once again would take the
 * time away from what was let in. Here a request waits for the rest of that time, and as long again while there is no room; looking
 * for room costs next to nothing. It is refused after the fourth time. Requests of one connection stay in their order.
 *
 * What takes risk away waits only when there is no room for it either, or behind what its own connection has waiting.
 */
export class WaitingRoom {
  readonly #doors: Doors;
  #count = 0;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  /** Whoever comes on this connection from now on until Retry-After is over has to wait. */
  wasRefused(socket: KnownSocket): void {
    const untilMs = performance.now() + WAIT_MS;
    const penalty = socket[PENALTY];
    if (penalty === undefined) socket[PENALTY] = { untilMs, waiting: [], waitCount: 0 };
    else penalty.untilMs = untilMs;
  }

  /** @returns whether the request was dealt with: it waits, was let in, or its connection was ended; else it is as any other */
  takes(arrival: Arrival): boolean {
    const socket: KnownSocket = arrival.request.socket;
    const penalty = socket[PENALTY];
    if (penalty === undefined) return false;
    const restMs = penalty.untilMs - performance.now();
    if (penalty.waiting.length === 0) {
      if (restMs <= 0) {
        socket[PENALTY] = undefined;
        return false;
      }
      if (arrival.isRelief && this.#doors.admit(arrival)) return true;
    }
    if (this.#count >= WAITING_COUNT_MAX) {
      socket.destroy();
      return true;
    }
    this.#count += 1;
    if (penalty.waiting.push(arrival) === 1) setTimeout(() => this.#tryAgain(socket, penalty), restMs);
    return true;
  }

  #tryAgain(socket: KnownSocket, penalty: Penalty): void {
    const { waiting } = penalty;
    if (socket.destroyed) {
      this.#count -= waiting.length;
      return;
    }
    for (let oldest = waiting[0]; oldest !== undefined; oldest = waiting[0]) {
      if (!this.#doors.admit(oldest)) {
        this.#keepOrRefuse(oldest, penalty);
        if (waiting.length > 0) setTimeout(() => this.#tryAgain(socket, penalty), WAIT_MS);
        return;
      }
      this.#takeOldest(penalty);
    }
    socket[PENALTY] = undefined;
  }

  #keepOrRefuse(oldest: Arrival, penalty: Penalty): void {
    penalty.waitCount += 1;
    if (penalty.waitCount < WAITS_MAX) return;
    this.#takeOldest(penalty);
    this.#doors.refuse(oldest);
  }

  #takeOldest(penalty: Penalty): void {
    penalty.waiting.shift();
    penalty.waitCount = 0;
    this.#count -= 1;
  }
}
