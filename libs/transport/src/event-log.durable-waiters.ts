import type { EventLogFailedError } from './errors.js';

/** Callbacks for owners that answer thousands of callers per commit and keep the order of their callers themselves. */
export interface DurabilityListener {
  /** All records up to this sequence are durable. Called once per commit, before any promise of `whenDurable` settles. */
  durable(sequence: number): void;
  /** The writer has stopped for good: what is behind `durableSequence` may or may not be on disk. Called at most once. */
  failed?(error: EventLogFailedError): void;
}

/** Settled waiters are dropped from memory in blocks of at least this many. */
const COMPACT_COUNT = 4_096;

interface Waiter {
  readonly sequence: number;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Everyone who waits for a sequence to become durable, in the order of sequences. */
export class DurableWaiters {
  /** Ascending, one entry per sequence. Entries before `head` are settled. */
  private waiters: Waiter[] = [];
  private head = 0;
  private readonly listeners = new Set<DurabilityListener>();

  listen(listener: DurabilityListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  wait(sequence: number): Promise<void> {
    let at = this.waiters.length;
    // Callers ask in the order in which they append, so the place is the end but for rare exceptions.
    while (at > this.head && this.waiters[at - 1]!.sequence > sequence) at -= 1;
    const previous = at > this.head ? this.waiters[at - 1] : undefined;
    if (previous?.sequence === sequence) return previous.promise;
    const { promise, resolve, reject } = makeDeferred();
    this.waiters.splice(at, 0, { sequence, promise, resolve, reject });
    return promise;
  }

  confirm(sequence: number): void {
    for (const listener of this.listeners) listener.durable(sequence);
    while (this.head < this.waiters.length && this.waiters[this.head]!.sequence <= sequence) {
      this.waiters[this.head]!.resolve();
      this.head += 1;
    }
    if (this.head === this.waiters.length || this.head >= COMPACT_COUNT) {
      this.waiters = this.waiters.slice(this.head);
      this.head = 0;
    }
  }

  fail(error: EventLogFailedError): void {
    const waiters = this.waiters.slice(this.head);
    this.waiters = [];
    this.head = 0;
    for (const listener of this.listeners) listener.failed?.(error);
    for (const waiter of waiters) waiter.reject(error);
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function makeDeferred(): Omit<Waiter, 'sequence'> {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}
