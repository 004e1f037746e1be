import { EventHeap } from './event-heap.js';
import { SimProcess } from './process.js';

/** Taken before anything replaces it: the only real timer of a run, and nobody waits for it. */
const nextTurn = setImmediate;

interface Scheduled {
  atMs: number;
  readonly order: number;
  readonly owner: SimProcess;
  readonly run: () => void;
  isCancelled: boolean;
}

/**
 * Decides what happens next. Simulated time stands still while anything runs; when all of it waits, the earliest event is
 * taken. Promises and `process.nextTick` need no help: they are settled, always in the same order, before the next event.
 *
 * An event belongs to the process that was running when it was scheduled, and never happens when that process has died.
 */
export class Scheduler {
  /** What belongs to nobody who can die: the network, the disks, the calamities. */
  readonly world = new SimProcess('world');
  readonly #heap = new EventHeap<Scheduled>();
  #nowMs = 0;
  #orders = 0;
  #steps = 0;
  #running = this.world;

  /** Simulated ms since the run began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that have happened. */
  get steps(): number {
    return this.#steps;
  }

  /** Whose code is running. */
  get running(): SimProcess {
    return this.#running;
  }

  /** Lets the rest of this event, and what follows from it, belong to the process. */
  become(process: SimProcess): void {
    this.#running = process;
  }

  /** Lets the process go on with something that has come for it; later, when it is frozen. */
  enter(process: SimProcess, run: () => void): void {
    if (process.frozenUntilMs > this.#nowMs) {
      this.after(0, run, process);
      return;
    }
    this.become(process);
    run();
  }

  /** Schedules for the running process. @returns how to call it off */
  after(delayMs: number, run: () => void, owner: SimProcess = this.#running): () => void {
    const event = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#orders++,
      owner,
      run,
      isCancelled: false,
    };
    this.#heap.push(event);
    return () => {
      event.isCancelled = true;
    };
  }

  /** Resolves after so many ms, if the running process lives on. */
  delay(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /** Lets things happen until the condition holds. @returns false when it does not hold by `deadlineMs`, or nothing is left */
  runUntil(isOver: () => boolean, deadlineMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          if (isOver()) resolve(true);
          else if (this.#takeStep(deadlineMs)) nextTurn(turn);
          else resolve(false);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      // What the caller has just begun is settled first.
      nextTurn(turn);
    });
  }

  #takeStep(deadlineMs: number): boolean {
    for (let event = this.#heap.pop(); event !== undefined; event = this.#heap.pop()) {
      if (event.isCancelled || !event.owner.isAlive) continue;
      if (event.atMs > deadlineMs) {
        this.#heap.push(event);
        return false;
      }
      if (event.atMs < event.owner.frozenUntilMs) {
        event.atMs = event.owner.frozenUntilMs;
        this.#heap.push(event);
        continue;
      }
      this.#nowMs = event.atMs;
      this.#steps += 1;
      this.#running = event.owner;
      event.run();
      return true;
    }
    return false;
  }
}
