import { HttpException } from '@nestjs/common';
import { z } from 'zod';

/** A fault of one part of a request. */
export interface ProblemError {
  /** `?name` for a query and `:name` for a path parameter; the name of a health check. */
  readonly pointer: string;
  /** What is wrong with it and what is allowed. */
  readonly detail: string;
}

/** What a refusal says beyond its status. */
export interface ProblemDescription {
  readonly status: number;
  /** Stable name of the kind of problem, SCREAMING_SNAKE; for programs. */
  readonly code: string;
  /** What was wrong this time and what is allowed; for people. */
  readonly detail: string;
  readonly errors?: readonly ProblemError[];
}

/** Throw it anywhere below a controller: the client gets it as `application/problem+json` (RFC 9457). */
export class ProblemException extends HttpException {
  constructor(readonly problem: ProblemDescription) {
    super(problem.detail, problem.status);
  }
}

/** The body of every answer with a status of 400 or more. */
export const ProblemBody = z
  .object({
    type: z
      .string()
      .meta({ description: 'URI of the kind of problem', example: 'urn:backlay:problem:request-invalid' }),
    title: z.string().meta({ description: 'The kind of problem in words', example: 'Request invalid' }),
    status: z.int().meta({ example: 400 }),
    code: z.string().meta({ description: 'Stable name of the kind of problem', example: 'REQUEST_INVALID' }),
    detail: z.string().meta({ description: 'What was wrong this time and what is allowed' }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'One entry per faulty parameter' }),
  })
  .meta({ id: 'Problem' });

/** A body as it is sent. */
export type Problem = z.infer<typeof ProblemBody>;

/** Adds what follows from the code: type and title. */
export function toProblem({ status, code, detail, errors }: ProblemDescription): Problem {
  const words = code.toLowerCase().split('_');
  const title = words.join(' ');
  return {
    type: `urn:backlay:problem:${words.join('-')}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status,
    code,
    detail,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}

/** 404 for a thing that an id in the path names. */
export function notFound(thing: string, id: number | string): ProblemException {
  return new ProblemException({
    status: 404,
    code: `${thing.toUpperCase()}_UNKNOWN`,
    detail: `There is no ${thing} ${id}, or its events have not arrived here yet.`,
  });
}
