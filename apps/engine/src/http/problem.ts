import { PROBLEMS, type ProblemCode } from './problem-catalog.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';
/** When a client that was refused for a passing reason may come again, in seconds. */
export const RETRY_AFTER_SECONDS = 1;

/** One place of a request that is not as it must be. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the body, or `?name` for a query and `:name` for a path parameter. */
  readonly pointer: string;
  readonly detail: string;
}

/** Problem details (RFC 9457). */
export interface Problem {
  /** Where the code is described. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong this time, and what is allowed. */
  readonly detail: string;
  readonly code: ProblemCode;
  /** The sequence the command took, when it took one. */
  readonly sequence?: number;
  readonly errors?: readonly FieldError[];
}

/** What a problem says beyond its code. */
export type ProblemParticulars = Pick<Problem, 'detail' | 'sequence' | 'errors'>;

/** A problem of the code, complete. */
export function problemOf(code: ProblemCode, particulars: ProblemParticulars): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: `/problems/${code}`, title, status, code, ...particulars };
}

/** Thrown where a request cannot go on; the filter answers with the problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(code: ProblemCode, detail: string, errors?: readonly FieldError[]) {
    super(`${code}: ${detail}`);
    this.problem = problemOf(code, errors === undefined ? { detail } : { detail, errors });
  }
}

/** A request that has not the right form, at one place of it. */
export function fieldProblem(pointer: string, detail: string): ProblemError {
  return new ProblemError('REQUEST_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}
