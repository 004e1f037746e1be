import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS, type AccessName, type Role } from '@backlay/service';

/** An operation as the document of an app tells of it. */
export interface DeclaredOperation {
  readonly method: 'GET' | 'POST';
  /** With names in braces: `/v1/orders/{orderId}`. */
  readonly path: string;
  readonly access: AccessName | undefined;
}

/** All operations of an app, with the access that each declares. */
export function declaredOperations(document: OpenAPIObject): DeclaredOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method] as { 'x-access'?: AccessName } | undefined;
      if (operation === undefined) return [];
      return [{ method: method.toUpperCase() as 'GET' | 'POST', path, access: operation['x-access'] }];
    }),
  );
}

/** `{ 'GET /v1/orders/{orderId}': 'TRADER_OR_OPERATOR', ... }` */
export function accessTable(
  operations: readonly DeclaredOperation[],
): Record<string, AccessName | undefined> {
  return Object.fromEntries(operations.map(({ method, path, access }) => [`${method} ${path}`, access]));
}

/** Who asks, in a matrix of all who may. */
export const CALLERS = [
  'no key',
  'garbage',
  'revoked',
  'viewer',
  'other trader',
  'owner',
  'operator',
] as const;
export type CallerName = (typeof CALLERS)[number];

const ROLE_OF: Readonly<Partial<Record<CallerName, Role>>> = {
  viewer: 'viewer',
  'other trader': 'trader',
  owner: 'trader',
  operator: 'operator',
};

/** The code with which the guard must turn a caller away; undefined when it must let it in. */
export function expectedRefusal(caller: CallerName, access: AccessName | undefined): string | undefined {
  if (access === undefined || access === 'PUBLIC') return undefined;
  const role = ROLE_OF[caller];
  if (role === undefined) return caller === 'no key' ? 'KEY_MISSING' : 'KEY_INVALID';
  const roles: readonly Role[] = ACCESS[access];
  return roles.includes(role) ? undefined : 'ROLE_FORBIDDEN';
}

/** Refusals of the guard. */
export const GUARD_CODES = ['KEY_MISSING', 'KEY_INVALID', 'ROLE_FORBIDDEN', 'RATE_LIMITED'];
