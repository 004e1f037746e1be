import { FEED_REQUEST, type CheckedRequest } from './request.schema.js';

/** What a frame turned out to be. */
export type ParsedFrame =
  | { readonly kind: 'request'; readonly request: CheckedRequest }
  /** A request, but not as it has to be. */
  | { readonly kind: 'faulty'; readonly id: string | null; readonly detail: string }
  /** No request at all. */
  | { readonly kind: 'foreign' };

const OPERATIONS: ReadonlySet<unknown> = new Set([
  'authenticate',
  'configure',
  'subscribe',
  'unsubscribe',
  'queue',
]);

export function parseRequest(text: string): ParsedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'foreign' };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'foreign' };
  const { op, id } = value as { op?: unknown; id?: unknown };
  if (!OPERATIONS.has(op)) return { kind: 'foreign' };
  const parsed = FEED_REQUEST.safeParse(value);
  if (parsed.success) return { kind: 'request', request: parsed.data };
  const faults = parsed.error.issues.map(({ path, message, ...issue }) => {
    const name = path.map(String).join('.');
    // Of a union the members' own faults say less than what is allowed.
    return issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')} is not known here`
      : `${name || 'the request'} ${message}`;
  });
  return { kind: 'faulty', id: typeof id === 'string' ? id.slice(0, 32) : null, detail: faults.join('; ') };
}
