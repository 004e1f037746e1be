/** What a key is for: a trader acts for one account, an operator runs the exchange, a viewer only looks. */
export const ROLES = ['trader', 'operator', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

/** Whoever a request speaks for: what is known of the key that came with it. */
export type Principal =
  | { readonly keyId: string; readonly role: 'trader'; readonly accountId: string }
  | { readonly keyId: string; readonly role: 'operator' | 'viewer' };

/**
 * Who may ask for an operation, by name. Each operation names one of these; the guard, the documentation and the tests read
 * it from there. `PUBLIC` needs no key.
 */
export const ACCESS = {
  PUBLIC: [],
  ANY_KEY: ROLES,
  TRADER: ['trader'],
  OPERATOR: ['operator'],
  TRADER_OR_OPERATOR: ['trader', 'operator'],
  OPERATOR_OR_VIEWER: ['operator', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;

export type AccessName = keyof typeof ACCESS;

/** True when a key of the role may ask for what has this access. */
export function isAdmitted(role: Role, access: AccessName): boolean {
  const roles: readonly Role[] = ACCESS[access];
  return access === 'PUBLIC' || roles.includes(role);
}

/** The roles in words: `trader or operator`. */
export function rolesOf(access: AccessName): string {
  return ACCESS[access].join(' or ');
}
