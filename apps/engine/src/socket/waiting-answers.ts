import type { DurabilityListener } from '@backlay/transport';
import type { RequestTimes } from '../http/request-times.js';
import { problemOf } from '../http/problem.js';
import type { Answer } from '../sequencer/answer.js';
import { DurableQueue } from '../sequencer/durable-queue.js';
import type { LetIn } from './command-session.js';

/** A message whose answer is known. */
type Executed = LetIn & { readonly answer: Answer };

/**
 * Answers of all connections that wait for the disk, in the order in which their commands were taken in. One commit sets many
 * free at once: no promise for each.
 */
export class WaitingAnswers implements DurabilityListener {
  readonly #times: RequestTimes;
  /** Sends what was said so far, of all connections. */
  readonly #flush: () => void;
  readonly #waiting = new DurableQueue<Executed>();
  #hasFailed = false;

  constructor(times: RequestTimes, flush: () => void) {
    this.#times = times;
    this.#flush = flush;
  }

  /** @param durableSequence everything up to it is on disk */
  add(message: LetIn, answer: Answer, durableSequence: number): void {
    message.answer = answer;
    message.executedMs = performance.now();
    this.#waiting.add(answer.sequence, message as Executed);
    if (answer.sequence <= durableSequence) this.#observe(this.#release(durableSequence), performance.now());
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
    for (const message of this.#waiting.takeUpTo(Infinity)) {
      const detail = `The event log has stopped before sequence ${message.answer.sequence} was durable.`;
      const problem = problemOf('LOG_FAILED', { detail });
      message.session.answer(message, { status: problem.status, body: JSON.stringify(problem) });
    }
  }

  #release(sequence: number): Executed[] {
    const free = this.#waiting.takeUpTo(sequence);
    for (const message of free) message.session.answer(message, message.answer);
    return free;
  }

  #observe(answered: readonly Executed[], durableMs: number): void {
    if (answered.length === 0) return;
    const answeredMs = performance.now();
    for (const { letInMs, executedMs } of answered) {
      this.#times.observe({ letInMs, executedMs, durableMs }, answeredMs);
    }
  }
}
