import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AccessRefusal, Doorkeeper, type KeyRing, type Principal } from '@backlay/service';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { DirectReply } from './direct-reply.js';
import { BODY_BYTES_MAX } from './body-limits.js';
import type { SchemaError } from './field-errors.js';
import { sendProblem } from './http-reply.js';
import { problemOfFault } from './fastify-fault.js';
import { JsonBodyError, decodeBody, parseJsonBody } from './json-body.js';
import { bodyValidation, type OperationDocs } from './operation.js';
import { problemOfError, stackOf } from './problem-of-error.js';
import type { Problem } from './problem.js';
import type { RefusedRequests } from './refused-requests.js';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** A POST with a body that is taken on the server's own request and response. */
export interface DirectRoute {
  /** All of the URL. */
  readonly path: string;
  /** What its ordinary route is made from, too. */
  readonly docs: OperationDocs;
  /**
   * Answers, now or later.
   * @param body has the right form
   * @throws what the ordinary route throws, or as rejection
   */
  readonly handle: (caller: Principal, body: unknown, reply: DirectReply) => Promise<void> | void;
}

interface Check {
  (body: unknown): unknown;
  readonly errors?: readonly SchemaError[] | null;
}

export interface DirectRoutesParts {
  readonly keyRing: KeyRing;
  readonly refused: RefusedRequests;
  /** Answers a request that the doorkeeper turns away. */
  readonly turnAway: (reply: DirectReply, refusal: AccessRefusal) => void;
  /** When false, everything goes the ordinary way. */
  readonly isOpen: () => boolean;
}

/**
 * The way of the requests that make the load. What Fastify and Nest do around a handler takes longer than an order itself, so
 * the plain form of these requests is taken off before it gets there: a JSON body that says its length and fits, on an engine
 * that takes commands. Whatever else comes (another media type, a query, no length, an engine that starts or stops) goes the
 * ordinary way, untouched. Keys, limits, validation and refusals are those of the ordinary way, by the same functions.
 */
export class DirectRoutes {
  readonly #logger = new Logger(DirectRoutes.name);
  readonly #routes: ReadonlyMap<string, DirectRoute>;
  readonly #parts: DirectRoutesParts;
  readonly #doorkeeper: Doorkeeper;
  readonly #checks = new Map<DirectRoute, Check>();

  constructor(routes: readonly DirectRoute[], parts: DirectRoutesParts) {
    this.#routes = new Map(routes.map((route) => [route.path, route]));
    this.#parts = parts;
    this.#doorkeeper = new Doorkeeper(parts.keyRing);
  }

  /** Stands in front of the one listener for requests that there is. */
  stand(server: Server, fastify: Pick<FastifyInstance, 'validatorCompiler'>): void {
    const [ordinary, ...others] = server.listeners('request') as RequestListener[];
    if (ordinary === undefined || others.length > 0)
      throw new Error('direct routes stand before one listener');
    server.off('request', ordinary);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const route = this.#routes.get(request.url ?? '');
      if (route !== undefined && isPlain(request, route) && this.#parts.isOpen()) {
        this.#receive(request, response, { route, check: this.#checkOf(route, fastify) });
      } else {
        ordinary(request, response);
      }
    });
  }

  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    { route, check }: { readonly route: DirectRoute; readonly check: Check },
  ): void {
    const reply = new DirectReply(response);
    const { access } = route.docs;
    if (access === 'PUBLIC') throw new Error('a direct route has a caller');
    const caller = this.#doorkeeper.admit(request.headers.authorization, access);
    if (caller instanceof AccessRefusal) {
      this.#parts.turnAway(reply, caller);
      return;
    }
    readBody(request, (bytes) => {
      try {
        const body = parseJsonBody(decodeBody(bytes));
        if (check(body) !== true) this.#refuse(problemOfFault({ validation: check.errors ?? [] }), reply);
        else route.handle(caller, body, reply)?.catch((error: unknown) => this.#fail(error, route, reply));
      } catch (error) {
        this.#fail(error, route, reply);
      }
    });
  }

  #fail(error: unknown, { path }: DirectRoute, reply: DirectReply): void {
    const problem = problemOfError(error);
    // As Fastify does: who sends no JSON may not be where its body seems to end.
    if (error instanceof JsonBodyError) reply.header('Connection', 'close');
    if (problem.status === 500) this.#logger.error(`POST ${path} failed`, stackOf(error));
    this.#refuse(problem, reply);
  }

  #refuse(problem: Problem, reply: DirectReply): void {
    this.#parts.refused.count(problem.code);
    sendProblem(reply, problem);
  }

  /** By the validator of the ordinary route, which the server has once it listens: what is wrong is said in the same words. */
  #checkOf(route: DirectRoute, fastify: Pick<FastifyInstance, 'validatorCompiler'>): Check {
    let check = this.#checks.get(route);
    if (check !== undefined) return check;
    const { body } = route.docs;
    const compile = fastify.validatorCompiler;
    if (body === undefined) throw new Error('a direct route has a body');
    if (compile === undefined) throw new Error('the server has no validator before it listens');
    const schema = bodyValidation(body.schema, false);
    check = compile({ schema, method: 'POST', url: route.path, httpPart: 'body' }) as Check;
    this.#checks.set(route, check);
    return check;
  }
}

/** Nothing about it is for others to judge but its key and its body. */
function isPlain({ method, headers }: IncomingMessage, { docs }: DirectRoute): boolean {
  const length = Number(headers['content-length']);
  return (
    method === 'POST' &&
    headers['content-type'] === 'application/json' &&
    length > 0 &&
    length <= (docs.bodyLimit ?? BODY_BYTES_MAX)
  );
}

/** Nothing is told of a body whose client goes away in the middle, as nobody is there to be answered. */
function readBody(request: IncomingMessage, whole: (bytes: Buffer) => void): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => void pieces.push(piece));
  request.on('end', () => whole(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)));
}
