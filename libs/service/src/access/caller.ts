import type { Principal } from './role.js';

/** Whether the caller may see what belongs to the account. */
export function mayRead(caller: Principal, accountId: string): boolean {
  return caller.role === 'operator' || (caller.role === 'trader' && caller.accountId === accountId);
}
