import { isDatabaseUnavailable } from './open-database.js';

/** Refusals of PostgreSQL that say nothing about the rows: the same transaction may succeed when it is tried again. */
const PASSING_STATES = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available: waited for longer than lock_timeout
  '57014', // query cancelled: longer than statement_timeout
  '25P03', // idle in a transaction for longer than allowed: this process stood still
  '25006', // read-only: the server is a standby at the moment
]);
/** Classes of them: connection trouble, want of resources (disk, memory, connections), trouble of the system beneath. */
const PASSING_CLASSES = /^(08|53|58)/;

/**
 * Whether an error is none of the rows' fault but of the database's, of the way to it or of this machine's (a full disk):
 * trying again helps in the end. Everything else fails the same way each time.
 */
export function isPassingFault(error: unknown): boolean {
  if (isDatabaseUnavailable(error)) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string') return false;
  // Node's errors of files and sockets name the call that failed.
  return PASSING_STATES.has(code) || PASSING_CLASSES.test(code) || typeof syscall === 'string';
}
