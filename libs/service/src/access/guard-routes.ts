import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusal, Doorkeeper } from './doorkeeper.js';
import type { KeyRing } from './key-ring.js';
import { ACCESS, type AccessName, type Principal } from './role.js';

/** What a route says about itself, in Fastify's route config. */
export interface AccessRoute {
  readonly access?: AccessName;
}

/** The pages of Swagger, which are added by Nest without a word about access. */
const DOCS_PATH = /^\/docs(\/|-json$|-yaml$|$)/;

export interface RouteGuard {
  /** Followed from when the server listens until it closes. */
  readonly keyRing: KeyRing;
  /** Answers a request that is turned away. */
  readonly answer: (reply: FastifyReply, refusal: AccessRefusal) => void;
}

type GuardedRequest = FastifyRequest & { principal: Principal | undefined };

/**
 * Puts a doorkeeper in front of every route, before anything of a body is read. To be called before routes are added: one
 * that does not say who may ask for it cannot be added, so that none is open by oversight.
 */
export function guardRoutes(server: FastifyInstance, { keyRing, answer }: RouteGuard): void {
  const doorkeeper = new Doorkeeper(keyRing);
  server.addHook('onListen', (done) => {
    keyRing.follow();
    done();
  });
  server.addHook('onClose', (_, done) => {
    keyRing.close();
    done();
  });
  server.decorateRequest('principal', undefined);
  server.addHook('onRoute', ({ method, url, config }) => {
    const { access } = (config ?? {}) as AccessRoute;
    if (access !== undefined && access in ACCESS) return;
    if (access === undefined && DOCS_PATH.test(url)) return;
    throw new Error(`the route ${String(method)} ${url} does not say who may ask for it`);
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { access } = request.routeOptions.config as AccessRoute;
    // No access: a page of the documentation, or a path that there is not.
    if (access === undefined || access === 'PUBLIC') {
      done();
      return;
    }
    const admitted = doorkeeper.admit(request.headers.authorization, access);
    if (admitted instanceof AccessRefusal) {
      answer(reply, admitted);
      return;
    }
    (request as GuardedRequest).principal = admitted;
    done();
  });
}

/** Parameter of a handler: whoever the request speaks for. Not for operations whose access is `PUBLIC`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
  if (principal === undefined) throw new Error('an operation without a key has no caller');
  return principal;
});

/** Parameter of a handler whose access is `TRADER`: the account that the key is for. */
export const CallerAccount = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
  if (principal?.role !== 'trader') throw new Error('only a trader has an account');
  return principal.accountId;
});
