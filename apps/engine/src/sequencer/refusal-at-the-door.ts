import type { ProblemCode } from '../http/problem-catalog.js';
import { problemOf } from '../http/problem.js';
import type { Answer } from './answer.js';

/** An answer to a command that was not taken in: it has no sequence of its own, and waits for the facts it speaks of. */
export function refusalAtTheDoor(
  code: ProblemCode,
  { sequence, detail }: { sequence: number; detail: string },
): Answer {
  const problem = problemOf(code, { detail });
  return { sequence, status: problem.status, body: JSON.stringify(problem), turnedAway: code };
}
