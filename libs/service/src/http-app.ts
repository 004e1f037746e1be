import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { toProblem } from './problem.js';
import { PROBLEM_JSON, ProblemFilter, type ErrorTranslator } from './problem.filter.js';
import { SchemaPipe } from './query.js';

/** A client has this long to send a whole request. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** How often slow clients are looked for. */
const CONNECTIONS_CHECK_MS = 1_000;
/** These apps answer questions, and take an operator's few commands without a body: nobody has a reason to send more. */
const BODY_BYTES_MAX = 16 * 1024;

/**
 * The HTTP server under an app that has nothing to be sent: strict, bounded in time and size. What changes something there
 * belongs behind a `SameOriginGuard`.
 * @param requestTimeoutMs a client has this long to send a whole request; then the connection is closed
 */
export function readOnlyHttpAdapter(requestTimeoutMs = REQUEST_TIMEOUT_MS): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 0,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(CONNECTIONS_CHECK_MS, requestTimeoutMs),
    },
    forceCloseConnections: true,
    // Faults below the routes, such as a malformed URL, never reach a filter.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const status = error.statusCode ?? 400;
      void reply
        .code(status)
        .header('content-type', PROBLEM_JSON)
        .send(toProblem({ status, code: 'REQUEST_INVALID', detail: `${error.message}.` }));
    },
  });
}

/** What a reader of `/docs` sees first, and how the app's own errors are told. */
export interface HttpAppOptions {
  readonly title: string;
  readonly description: string;
  readonly translators?: readonly ErrorTranslator[];
}

/** Gives an app its validation, its problem documents and its Swagger UI at `/docs`. */
export function configureHttp(
  app: INestApplication,
  { title, description, translators = [] }: HttpAppOptions,
): void {
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(app.getHttpAdapter(), translators));
  const config = new DocumentBuilder().setTitle(title).setDescription(description).setVersion('1').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config));
}
