import type { FastifyInstance } from 'fastify';
import type { SchemaError } from '../http/field-errors.js';
import { problemOfFault } from '../http/fastify-fault.js';
import { bodyValidation } from '../http/operation.js';
import type { Problem } from '../http/problem.js';
import { COMMANDS_PATH } from './bounds.js';
import { SOCKET_OPERATIONS, type SocketOperation } from './socket-operations.js';

interface Check {
  (body: unknown): unknown;
  readonly errors?: readonly SchemaError[] | null;
}

/** Looks at the form of bodies, by the validator of the server's routes: what is wrong is said in the same words as over HTTP. */
export class BodyChecks {
  readonly #checks: ReadonlyMap<SocketOperation, Check>;

  /** @param server one that listens: it has its validator from then on */
  constructor(server: Pick<FastifyInstance, 'validatorCompiler'>) {
    const compile = server.validatorCompiler;
    if (compile === undefined) throw new Error('the server has no validator before it listens');
    const checks = Object.values<SocketOperation>(SOCKET_OPERATIONS).map((operation) => {
      const schema = bodyValidation(operation.body, mayBeLeftOut(operation));
      const check = compile({ schema, method: 'GET', url: COMMANDS_PATH, httpPart: 'body' }) as Check;
      return [operation, check] as const;
    });
    this.#checks = new Map(checks);
  }

  /** What is wrong with the body; undefined when nothing is, and for an operation whose bodies were checked as they were read. */
  problemOf(operation: SocketOperation, body: unknown): Problem | undefined {
    const check = this.#checks.get(operation);
    if (check === undefined || check(body) === true) return undefined;
    return problemOfFault({ validation: check.errors ?? [] });
  }
}

/** As over HTTP; but not where it names the order. */
function mayBeLeftOut({ docs, body }: SocketOperation): boolean {
  return docs.body?.optional === true && docs.body.schema === body;
}
