import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemException } from './problem.js';

/**
 * For requests that change something where nobody has to log in: a page of another site, open in a browser that can reach
 * this app, must not be able to send them. Programs other than browsers send no `Origin`.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
    if (headers.origin === undefined || hostOf(headers.origin) === headers.host) return true;
    throw new ProblemException({
      status: 403,
      code: 'ORIGIN_FORBIDDEN',
      detail: 'Pages of another origin may not ask for this.',
    });
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
