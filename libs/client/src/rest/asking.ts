import { NoAnswerError } from './problem-error.js';
import { AnswerError } from './reading.js';
import { UnansweredError } from './retry.js';

/** Who is asked, and for what: for whoever reads why nothing came of it. */
export interface Question {
  /** `The engine at http://127.0.0.1:3000` */
  readonly whom: string;
  /** `POST /v1/orders` */
  readonly what: string;
  /** Of a command; with its `commandId` it can be sent again. */
  readonly body?: object | undefined;
}

/**
 * Asks, and tells in what goes wrong who was asked for what.
 * @throws NoAnswerError in place of UnansweredError, AnswerError, and whatever else `ask` throws
 */
export async function asking<T>({ whom, what, body }: Question, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnansweredError) {
      const commandId = body && 'commandId' in body ? String(body.commandId) : undefined;
      throw new NoAnswerError(`${whom} does not answer ${what}: ${error.message}`, commandId, {
        cause: error.cause,
      });
    }
    if (error instanceof AnswerError)
      throw new AnswerError(`${whom} answers ${what} with something else: ${error.message}`);
    throw error;
  }
}
