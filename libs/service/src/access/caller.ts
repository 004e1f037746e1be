import { ProblemException } from '../problem.js';
import type { Principal } from './role.js';

/** Whether the caller may see what belongs to the account. */
export function mayRead(caller: Principal, accountId: string): boolean {
  return caller.role === 'operator' || (caller.role === 'trader' && caller.accountId === accountId);
}

/**
 * Whose rows a list may show: a trader's own; for an operator those of the account that the query names, or all.
 * @throws ProblemException when a trader names an account
 */
export function accountToRead(caller: Principal, named: string | undefined): string | undefined {
  if (caller.role !== 'trader') return named;
  if (named === undefined) return caller.accountId;
  const error = { pointer: '?accountId', detail: "is for operators; a trader's account is that of the key" };
  throw new ProblemException({
    status: 400,
    code: 'REQUEST_INVALID',
    detail: `${error.pointer} ${error.detail}.`,
    errors: [error],
  });
}
