import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../overload/connection.js';

export interface PacedLoadOptions {
  readonly connections: readonly Connection[];
  /** The bytes of the next request. */
  readonly nextRequest: () => string;
  /** Requests a second that are wanted at the moment; fewer are sent when no connection is idle. */
  readonly rate: () => number;
}

/** Requests that are due and found no idle connection wait up to this many; more are never made up for. */
const DUE_MAX = 10;
const TICK_MS = 1;

/**
 * Clients that send at a rate which may change, each connection one request at a time. Unlike the load of bench/overload
 * they sleep between requests: here they share two cores with all of the exchange, and must cost little.
 */
export class PacedLoad {
  /** Answers so far, by whether they were 2xx. */
  accepted = 0;
  refused = 0;
  readonly #options: PacedLoadOptions;
  readonly #idle: Connection[];
  #isOver = false;
  #running: Promise<void> | undefined;

  constructor(options: PacedLoadOptions) {
    this.#options = options;
    this.#idle = [...options.connections];
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Sends nothing more, and returns when everything that was sent is answered. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    while (this.#idle.length < this.#options.connections.length) await delay(TICK_MS);
  }

  async #run(): Promise<void> {
    let due = 0;
    let dueUntilMs = performance.now();
    while (!this.#isOver) {
      const nowMs = performance.now();
      due = Math.min(DUE_MAX, due + ((nowMs - dueUntilMs) * this.#options.rate()) / 1000);
      dueUntilMs = nowMs;
      for (; due >= 1 && this.#idle.length > 0; due--) this.#send(this.#idle.shift()!);
      await delay(TICK_MS);
    }
  }

  #send(connection: Connection): void {
    connection.send(this.#options.nextRequest(), (status) => {
      if (status < 300) this.accepted += 1;
      else this.refused += 1;
      this.#idle.push(connection);
    });
  }
}
