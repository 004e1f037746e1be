import type { DurabilityListener } from '@backlay/transport';
import type { RequestTimes } from '../http/request-times.js';
import { problemOf } from '../http/problem.js';
import type { Answer } from '../sequencer/answer.js';
import type { LetIn } from './command-session.js';

interface Waiting {
  readonly message: LetIn;
  readonly answer: Answer;
  readonly executedMs: number;
  /** Goes out when everything up to this sequence is on disk. */
  readonly until: number;
}

/**
 * Answers of all connections that wait for the disk, in the order in which their commands were taken in. One commit sets many
 * free at once: no promise for each.
 */
export class WaitingAnswers implements DurabilityListener {
  readonly #times: RequestTimes;
  /** Sends what was said so far, of all connections. */
  readonly #flush: () => void;
  #waiting: Waiting[] = [];
  #hasFailed = false;

  constructor(times: RequestTimes, flush: () => void) {
    this.#times = times;
    this.#flush = flush;
  }

  /** @param durableSequence everything up to it is on disk */
  add(message: LetIn, answer: Answer, durableSequence: number): void {
    // A retry speaks of an earlier sequence; it goes behind those that came before it all the same.
    const until = Math.max(answer.sequence, this.#waiting.at(-1)?.until ?? 0);
    this.#waiting.push({ message, answer, executedMs: performance.now(), until });
    if (until <= durableSequence) this.#observe(this.#release(durableSequence), performance.now());
    else if (this.#hasFailed) this.failed();
  }

  durable(sequence: number): void {
    const durableMs = performance.now();
    const released = this.#release(sequence);
    this.#flush();
    this.#observe(released, durableMs);
  }

  /** The log has stopped: what became of those that wait is not known before a restart. */
  failed(): void {
    this.#hasFailed = true;
    for (const { message, answer } of this.#takeUntil(Infinity)) {
      const detail = `The event log has stopped before sequence ${answer.sequence} was durable.`;
      const problem = problemOf('LOG_FAILED', { detail });
      message.session.answer(message, { status: problem.status, body: JSON.stringify(problem) });
    }
  }

  #release(sequence: number): Waiting[] {
    const free = this.#takeUntil(sequence);
    for (const { message, answer } of free) message.session.answer(message, answer);
    return free;
  }

  #observe(answered: readonly Waiting[], durableMs: number): void {
    if (answered.length === 0) return;
    const answeredMs = performance.now();
    for (const { message, executedMs } of answered) {
      this.#times.observe({ letInMs: message.letInMs, executedMs, durableMs }, answeredMs);
    }
  }

  /**
   * Takes out those that are free to go. Nothing may hold them from then on: what outlives two collections of young objects
   * costs as much as the whole rest of an answer.
   */
  #takeUntil(sequence: number): Waiting[] {
    const waiting = this.#waiting;
    let count = 0;
    while (count < waiting.length && waiting[count]!.until <= sequence) count += 1;
    if (count === waiting.length) this.#waiting = [];
    else this.#waiting = waiting.splice(count);
    return waiting;
  }
}
