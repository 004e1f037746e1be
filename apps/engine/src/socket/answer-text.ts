import type { Principal } from '@backlay/service';
import { RETRY_AFTER_SECONDS } from '../http/problem.js';

/*
 * What the server says, as JSON. Written by hand, as the bodies in it are: those are JSON already.
 */

/** The first message: the key is good. */
export function welcomeText(principal: Principal): string {
  const accountId = principal.role === 'trader' ? principal.accountId : null;
  return JSON.stringify({ op: 'welcome', role: principal.role.toUpperCase(), accountId });
}

/**
 * The answer to a message, up to its body: body and status are those of HTTP. Behind the body stands `ANSWER_END`.
 * @param id the client's name for the message; null when it had none that could be read
 * @param retryAfter what stands in the header Retry-After there, in seconds
 */
export function answerBegin(
  id: string | null,
  status: number,
  retryAfter = status === 503 ? RETRY_AFTER_SECONDS : undefined,
): string {
  const pause = retryAfter === undefined ? '' : `"retryAfter":${retryAfter},`;
  return `{"id":${JSON.stringify(id)},"status":${status},${pause}"body":`;
}

export const ANSWER_END = '}';
