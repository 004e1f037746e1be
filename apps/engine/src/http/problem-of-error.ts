import { problemOfFault, type FastifyFault } from './fastify-fault.js';
import { JsonBodyError } from './json-body.js';
import { ProblemError, problemOf, type Problem } from './problem.js';

/** The problem behind whatever was thrown on the way of a request that has a route. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof JsonBodyError) return problemOf(error.code, { detail: error.detail });
  return problemOfFault(error as FastifyFault);
}

/** For the log. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
