import type { Socket } from 'node:net';
import { guardRoutes, type AccessRefusal, type AccessRoute, type KeyRing } from '@backlay/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { BODY_BYTES_MAX } from './body-limits.js';
import { problemOfFault, type FastifyFault } from './fastify-fault.js';
import { sendProblem, type HttpReply } from './http-reply.js';
import { JsonBodyError, decodeBody, parseJsonBody } from './json-body.js';
import { PROBLEM_MEDIA_TYPE, problemOf, type Problem } from './problem.js';
import { RefusedRequests } from './refused-requests.js';
import { RouteTable } from './route-table.js';

/** Longest part of a path, in characters. */
const PATH_PART_LENGTH_MAX = 100;
/** How often slow requests are looked for, in ms; without it Node.js looks every 30 seconds only. */
const CONNECTIONS_CHECK_INTERVAL_MS = 500;

/** What a route may say about itself: see the `Operation` decorator. */
export interface RouteFacts extends AccessRoute {
  readonly bodyLimit?: number;
}

export interface EngineHttp {
  readonly adapter: FastifyAdapter;
  readonly routes: RouteTable;
  /** Counts what is turned away here, and by whoever is told of it. */
  readonly refused: RefusedRequests;
  /** Answers a request that the doorkeeper turns away. */
  readonly turnAway: (reply: HttpReply, refusal: AccessRefusal) => void;
}

/** The HTTP server with its limits: keys, sizes, times, a JSON parser that never rounds, validation that never coerces. */
export function createHttp(
  { requestTimeoutMs }: { readonly requestTimeoutMs: number },
  keyRing: KeyRing,
): EngineHttp {
  const refused = new RefusedRequests();
  const answerProblem = (reply: HttpReply, problem: Problem): void => {
    refused.count(problem.code);
    sendProblem(reply, problem);
  };
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: requestTimeoutMs,
    // Requests on connections that are still open while the server closes are answered, or refused, by the engine.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(CONNECTIONS_CHECK_INTERVAL_MS, requestTimeoutMs),
    },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        verbose: true,
        allowUnionTypes: true,
        // Documentation in the schemas that validates nothing.
        keywords: ['example'],
      },
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, refused),
    // What the router refuses never reaches the filter.
    frameworkErrors: ({ statusCode, message }: FastifyFault, _request: unknown, reply: unknown) =>
      answerProblem(reply as HttpReply, problemOfFault({ statusCode, message })),
  });
  const routes = new RouteTable();
  const server = adapter.getInstance();
  const turnAway = (reply: HttpReply, { code, detail, headers }: AccessRefusal): void => {
    for (const [name, value] of Object.entries(headers)) reply.header(name, value);
    answerProblem(reply, problemOf(code, { detail }));
  };
  guardRoutes(server, { keyRing, answer: turnAway });
  server.addHook('onRoute', (route) => {
    const limits: RouteFacts | undefined = route.config;
    if (limits?.bodyLimit !== undefined) route.bodyLimit = limits.bodyLimit;
    routes.add(route.url, [route.method].flat());
  });
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(decodeBody(body)));
    } catch (error) {
      done(error instanceof JsonBodyError ? error : new Error('parsing a body failed', { cause: error }));
    }
  });
  return { adapter, routes, refused, turnAway };
}

/** Answers what never became a request: too slow, too long, or no HTTP at all. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, refused: RefusedRequests): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = clientProblem(error.code);
  refused.count(problem.code);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function clientProblem(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problemOf('REQUEST_TIMEOUT', {
        detail: 'The whole request did not arrive in time; the connection is closed.',
      });
    case 'HPE_HEADER_OVERFLOW':
      return problemOf('HEADERS_TOO_LARGE', { detail: 'The headers have more than 16 KiB.' });
    default:
      return problemOf('HTTP_INVALID', {
        detail: `The bytes received are no HTTP request (${code ?? 'no code'}).`,
      });
  }
}
