import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/**
 * Hands a handler's error on as it is. Nest's own filter logs it and replaces it by "Internal server error", which is
 * right towards a remote caller but hides the cause from the consumer's state, log and failure policy.
 *
 * `@EventBatch()` brings it along; per-event handlers take it with `@UseFilters(StreamExceptionFilter)`.
 */
@Catch()
export class StreamExceptionFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}
