import { HOW_TO_MAKE_A_KEY, type KeyRing, type RingKey } from './key-ring.js';
import { isAdmitted, rolesOf, type AccessName, type Principal } from './role.js';
import { BURST_SECONDS } from './token-bucket.js';

/** Why a request is turned away before it is looked at. */
export type AccessCode = 'KEY_MISSING' | 'KEY_INVALID' | 'ROLE_FORBIDDEN' | 'RATE_LIMITED';

/** What the problem of each code has in common. */
export const ACCESS_PROBLEMS = {
  KEY_MISSING: {
    status: 401,
    title: 'API key missing',
    description:
      'The operation needs an API key: send the header Authorization: Bearer blk_<keyId>_<secret>.',
  },
  KEY_INVALID: {
    status: 401,
    title: 'API key not valid',
    description:
      'The Authorization header holds no key of the form "Bearer blk_<keyId>_<secret>", or one that is not known or was revoked.',
  },
  ROLE_FORBIDDEN: {
    status: 403,
    title: 'Not for this role',
    description: 'The key is good, but its role may not ask for this; the detail says which roles may.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    description:
      'The key has sent more requests than it may; those that failed count, too. Come again after Retry-After.',
  },
} as const satisfies Record<AccessCode, { status: number; title: string; description: string }>;

/** A request that is turned away. */
export class AccessRefusal {
  constructor(
    readonly code: AccessCode,
    readonly detail: string,
    /** Headers of the answer, besides those of every problem. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get status(): number {
    return ACCESS_PROBLEMS[this.code].status;
  }
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="backlay"' };
const CHALLENGE_INVALID = { 'WWW-Authenticate': 'Bearer realm="backlay", error="invalid_token"' };
const BEARER = /^Bearer +(\S+)$/i;

/** The key in an Authorization header; undefined when it has another form. */
export function bearerKeyOf(authorization: string): string | undefined {
  return BEARER.exec(authorization)?.[1];
}

/** Decides who comes in. */
export class Doorkeeper {
  readonly #ring: KeyRing;
  readonly #now: () => number;

  /** @param now a clock in ms that never runs backwards */
  constructor(ring: KeyRing, now = () => performance.now()) {
    this.#ring = ring;
    this.#now = now;
  }

  /**
   * Whoever the request speaks for, or why it may not come in. Each call with a good key counts as a request of that key.
   * @param authorization the header of that name
   */
  admit(authorization: string | undefined, access: Exclude<AccessName, 'PUBLIC'>): Principal | AccessRefusal {
    if (authorization === undefined) return this.#missing();
    const text = bearerKeyOf(authorization);
    const key = text === undefined ? undefined : this.#ring.find(text);
    return key === undefined ? invalid() : this.admitKey(key, access, this.#now());
  }

  /**
   * As {@link admit}, for a key that was found to be good, such as that of a connection.
   * @param nowMs by a clock that never runs backwards
   */
  admitKey(
    { bucket, principal }: RingKey,
    access: Exclude<AccessName, 'PUBLIC'>,
    nowMs: number,
  ): Principal | AccessRefusal {
    const waitMs = bucket.take(nowMs);
    if (waitMs > 0) return limited(bucket.perSecond, waitMs);
    if (!isAdmitted(principal.role, access)) {
      return new AccessRefusal(
        'ROLE_FORBIDDEN',
        `This is for the role ${rolesOf(access)}; the key has the role ${principal.role}.`,
      );
    }
    return principal;
  }

  #missing(): AccessRefusal {
    const none = this.#ring.isEmpty ? ` There is no key here yet; ${HOW_TO_MAKE_A_KEY} makes one.` : '';
    return new AccessRefusal(
      'KEY_MISSING',
      `This needs an API key: send the header Authorization: Bearer blk_<keyId>_<secret>.${none}`,
      CHALLENGE,
    );
  }
}

function invalid(): AccessRefusal {
  return new AccessRefusal('KEY_INVALID', ACCESS_PROBLEMS.KEY_INVALID.description, CHALLENGE_INVALID);
}

function limited(perSecond: number, waitMs: number): AccessRefusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new AccessRefusal(
    'RATE_LIMITED',
    `This key may send ${perSecond} requests a second, and ${perSecond * BURST_SECONDS} at once after a pause; come again in ${seconds} s.`,
    { 'Retry-After': String(seconds) },
  );
}
