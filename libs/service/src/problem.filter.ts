import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, HttpServer } from '@nestjs/common';
import { ProblemException, toProblem, type ProblemDescription } from './problem.js';

/** Recognises an error that is not Nest's; undefined when it is not of its kind. */
export type ErrorTranslator = (error: unknown) => ProblemDescription | undefined;

/** Media type of RFC 9457. */
export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** Turns whatever a request ran into into a problem document. What nobody foresaw is logged and told as a plain 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');
  readonly #adapter: HttpServer;
  readonly #translators: readonly ErrorTranslator[];

  constructor(adapter: HttpServer, translators: readonly ErrorTranslator[]) {
    this.#adapter = adapter;
    this.#translators = translators;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    const problem = toProblem(this.#describe(error));
    this.#adapter.setHeader?.(response, 'content-type', PROBLEM_JSON);
    if (problem.status === 503) this.#adapter.setHeader?.(response, 'retry-after', '1');
    this.#adapter.reply(response, problem, problem.status);
  }

  #describe(error: unknown): ProblemDescription {
    if (error instanceof ProblemException) return error.problem;
    if (error instanceof HttpException) return describeHttp(error);
    for (const translate of this.#translators) {
      const description = translate(error);
      if (description !== undefined) return description;
    }
    this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return {
      status: 500,
      code: 'INTERNAL_ERROR',
      detail: 'Something went wrong here; the log of the server says what.',
    };
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'REQUEST_INVALID',
  404: 'ROUTE_UNKNOWN',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  503: 'UNAVAILABLE',
};

function describeHttp(error: HttpException): ProblemDescription {
  const status = error.getStatus();
  return { status, code: CODES[status] ?? 'REQUEST_FAILED', detail: `${error.message}.` };
}
