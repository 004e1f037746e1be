import type { Reader } from '../rest/reading.js';
import type { SocketRoute } from './command-route.js';

/** A way for the commands of a trader to the engine: REST, or a `CommandSocket`. */
export interface CommandSender {
  /**
   * Sends a command, and sends it again, the same to the letter, while there is no answer and where that is safe.
   *
   * @param body with its `commandId`, or those of its parts
   * @throws ProblemError, NoAnswerError, AnswerError
   */
  post<T>(route: SocketRoute, body: object, reader: Reader<T>): Promise<T>;
}
