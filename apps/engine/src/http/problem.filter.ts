import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { problemOfFault } from './fastify-fault.js';
import { sendProblem, type HttpReply } from './http-reply.js';
import { problemOfError, stackOf } from './problem-of-error.js';
import { problemOf, type Problem } from './problem.js';
import type { RefusedRequests } from './refused-requests.js';
import type { RouteTable } from './route-table.js';

interface HttpRequest {
  readonly method: string;
  readonly url: string;
}

/** Answers every error with problem details (RFC 9457); what is not the client's fault is logged, too. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly routes: RouteTable,
    private readonly refused: RefusedRequests,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    const problem = this.#problemOf(error, request, reply);
    if (problem.status === 500) this.#logger.error(`${request.method} ${request.url} failed`, stackOf(error));
    this.refused.count(problem.code);
    sendProblem(reply, problem);
  }

  #problemOf(error: unknown, request: HttpRequest, reply: HttpReply): Problem {
    if (!(error instanceof HttpException)) return problemOfError(error);
    const statusCode = error.getStatus();
    // Nest makes one of these from what Fastify refuses, and from a path without a route.
    if (statusCode === 404) return this.#routeProblem(request, reply);
    return problemOfFault({ statusCode, message: error.message });
  }

  #routeProblem({ method, url }: HttpRequest, reply: HttpReply): Problem {
    const path = url.split('?', 1)[0] ?? url;
    const allowed = this.routes.methodsOf(path);
    if (allowed.length === 0) {
      return problemOf('ROUTE_UNKNOWN', {
        detail: `There is no ${path.slice(0, 200)}; /docs lists what there is.`,
      });
    }
    reply.header('Allow', allowed.join(', '));
    return problemOf('METHOD_NOT_ALLOWED', {
      detail: `${method} is not possible here; allowed: ${allowed.join(', ')}.`,
    });
  }
}
