import type { Principal } from '@backlay/service';
import { RETRY_AFTER_SECONDS, type Problem } from '../http/problem.js';
import type { Answer } from '../sequencer/answer.js';

/*
 * What the server says, as JSON. Written by hand, as the bodies in it are: those are JSON already.
 */

/** The first message: the key is good. */
export function welcomeText(principal: Principal): string {
  const accountId = principal.role === 'trader' ? principal.accountId : null;
  return JSON.stringify({ op: 'welcome', role: principal.role.toUpperCase(), accountId });
}

/**
 * The answer to a message: status and body are those of HTTP.
 * @param id the client's name for the message; null when it had none that could be read
 * @param retryAfter what stands in the header Retry-After there, in seconds
 */
export function answerText(
  id: string | null,
  { status, body }: Pick<Answer, 'status' | 'body'>,
  retryAfter = status === 503 ? RETRY_AFTER_SECONDS : undefined,
): string {
  const pause = retryAfter === undefined ? '' : `"retryAfter":${retryAfter},`;
  return `{"id":${JSON.stringify(id)},"status":${status},${pause}"body":${body}}`;
}

/** The answer to a message that was refused before the exchange had a command to decide about. */
export function problemText(id: string | null, problem: Problem, retryAfter?: number): string {
  return answerText(id, { status: problem.status, body: JSON.stringify(problem) }, retryAfter);
}
