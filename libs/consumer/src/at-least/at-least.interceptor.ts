import { ProblemException, positiveInteger } from '@backlay/service';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { AT_LEAST_WAIT_MS, AppliedWaiter } from './applied-waiter.js';

interface ReadRequest {
  readonly method: string;
  readonly query: Record<string, unknown>;
}

/**
 * `?atLeast=<sequence>` on every read: it is answered from rows in which that sequence is, so that a client sees what it has
 * done. Runs in front of everything else that looks at the query.
 */
@Injectable()
export class AtLeastInterceptor implements NestInterceptor {
  readonly #waiter: AppliedWaiter;

  constructor(waiter: AppliedWaiter) {
    this.#waiter = waiter;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<ReturnType<CallHandler['handle']>> {
    if (context.getType() === 'http') await this.#wait(context.switchToHttp().getRequest<ReadRequest>());
    return next.handle();
  }

  async #wait({ method, query }: ReadRequest): Promise<void> {
    if (method !== 'GET' || !('atLeast' in query)) return;
    const sequence = parse(query['atLeast']);
    delete query['atLeast'];
    if (await this.#waiter.reaches(sequence)) return;
    throw new ProblemException({
      status: 503,
      code: 'NOT_YET',
      detail: `Sequence ${sequence} is not in the answers of this app yet, ${AT_LEAST_WAIT_MS / 1000} s after it was asked for; ask again in a moment.`,
    });
  }
}

function parse(value: unknown): number {
  const parsed = positiveInteger().safeParse(value);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues[0]?.message ?? 'must be a sequence';
  throw new ProblemException({
    status: 400,
    code: 'REQUEST_INVALID',
    detail: `?atLeast ${detail}.`,
    errors: [{ pointer: '?atLeast', detail }],
  });
}
