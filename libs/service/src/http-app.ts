import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SECURITY_SCHEME, SECURITY_SCHEME_OPTIONS } from './access/access.decorator.js';
import type { AccessSettings } from './access/access-settings.js';
import { demoPage, operatorOfExample } from './access/demo.js';
import type { AccessRefusal } from './access/doorkeeper.js';
import { guardRoutes } from './access/guard-routes.js';
import type { KeyRing } from './access/key-ring.js';
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
 * belongs behind a `SameOriginGuard`, too.
 * @param keyRing the keys that open it
 * @param requestTimeoutMs a client has this long to send a whole request; then the connection is closed
 */
export function readOnlyHttpAdapter(keyRing: KeyRing, requestTimeoutMs = REQUEST_TIMEOUT_MS): FastifyAdapter {
  const adapter = new FastifyAdapter({
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
  guardRoutes(adapter.getInstance(), { keyRing, answer: answerRefusal });
  return adapter;
}

function answerRefusal(reply: FastifyReply, { status, code, detail, headers }: AccessRefusal): void {
  void reply
    .code(status)
    .headers(headers)
    .header('content-type', PROBLEM_JSON)
    .send(toProblem({ status, code, detail }));
}

/** What a reader of `/docs` sees first, and how the app's own errors are told. */
export interface HttpAppOptions {
  readonly title: string;
  readonly description: string;
  readonly translators?: readonly ErrorTranslator[];
  readonly access: AccessSettings;
  /** Adds to the document what is not said at each operation. */
  readonly complete?: (document: OpenAPIObject) => OpenAPIObject;
}

/** Gives an app its validation, its problem documents and its Swagger UI at `/docs`. */
export function configureHttp(
  app: INestApplication,
  { title, description, translators = [], access, complete = (document) => document }: HttpAppOptions,
): void {
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(app.getHttpAdapter(), translators));
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth(SECURITY_SCHEME_OPTIONS, SECURITY_SCHEME)
    .build();
  const demo = demoPage(access, operatorOfExample);
  SwaggerModule.setup('docs', app, () => complete(SwaggerModule.createDocument(app, config)), {
    ...demo,
    swaggerOptions: { ...demo.swaggerOptions, persistAuthorization: true },
  });
}
