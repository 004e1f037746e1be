import type { ProblemCode } from '../http/problem-catalog.js';

/** What the client of one command gets, ready to be sent once `sequence` is durable. */
export interface Answer {
  /** The answer stands only when everything up to this sequence does. */
  readonly sequence: number;
  /** HTTP status: 2xx for an accepted command, otherwise the body is a problem. */
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** Why the command was not taken in; undefined when it was executed, now or earlier. */
  readonly turnedAway?: ProblemCode;
}

/** True when the command behind the answer was accepted. */
export function isAccepted(answer: Answer): boolean {
  return answer.status < 400;
}
