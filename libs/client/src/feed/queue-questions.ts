import type { FeedRefusal, FeedRequest, QueuePlace } from '@backlay/contracts';
import { FeedError, FeedLostError, FeedRefusedError, FeedTimeoutError } from './errors.js';

/** Questions without an answer. */
const QUESTIONS_MAX = 1_000;
const ANSWER_TIMEOUT_MS = 10_000;

interface Question {
  readonly resolve: (place: QueuePlace) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Questions for the place of orders in their queues. */
export class QueueQuestions {
  readonly #questions = new Map<string, Question>();
  #count = 0;

  /** @throws FeedError, FeedRefusedError, FeedLostError, FeedTimeoutError */
  ask(orderId: number, send: (request: FeedRequest) => void): Promise<QueuePlace> {
    if (this.#questions.size >= QUESTIONS_MAX)
      return Promise.reject(new FeedError(`${QUESTIONS_MAX} questions wait for an answer already.`));
    this.#count += 1;
    const id = `q${this.#count}`;
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#take(id)?.reject(new FeedTimeoutError(`No answer within ${ANSWER_TIMEOUT_MS} ms.`));
      };
      this.#questions.set(id, { resolve, reject, timer: setTimeout(late, ANSWER_TIMEOUT_MS) });
      send({ op: 'queue', id, orderId });
    });
  }

  answered(place: QueuePlace): void {
    this.#take(place.id)?.resolve(place);
  }

  /** @returns whether the refusal was of a question */
  refused({ id, code, detail }: FeedRefusal): boolean {
    const question = id === null ? undefined : this.#take(id);
    question?.reject(new FeedRefusedError(code, detail));
    return question !== undefined;
  }

  lost(): void {
    const error = new FeedLostError('The connection was lost before the answer came.');
    for (const id of this.#questions.keys()) this.#take(id)?.reject(error);
  }

  #take(id: string): Question | undefined {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    clearTimeout(question?.timer);
    return question;
  }
}
