import { parseArgs } from 'node:util';
import {
  ACCOUNT_ID_PATTERN,
  REQUESTS_PER_SECOND_MAX,
  ROLES,
  type KeyWish,
  type Role,
} from '@backlay/service';

export const USAGE = `npm run keys -- create --role trader --account ID
npm run keys -- create --role operator|viewer
npm run keys -- list
npm run keys -- revoke KEYID
npm run keys -- demo

API keys of an exchange. A new key is shown once: only its hash is kept. The apps follow the file within a second.
demo prints those that npm start has made as shell variables: eval "$(npm run -s keys -- demo)"

  --role ROLE      trader (acts for one account), operator (runs the exchange) or viewer (only looks)
  --account ID     of a trader
  --rate N         requests a second, 0 for no limit (default: REQUESTS_PER_SECOND of the apps)
  --label TEXT     says what the key is for
  --file FILE      the keys file (default: API_KEYS_FILE, or api-keys.json in DATA_DIR)`;

/** An argument that cannot be used; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What to do. */
export type Task =
  | { readonly command: 'create'; readonly wish: KeyWish }
  | { readonly command: 'list' }
  | { readonly command: 'revoke'; readonly keyId: string }
  | { readonly command: 'demo' };

export interface Options {
  readonly task: Task;
  /** Undefined: where the environment says. */
  readonly file: string | undefined;
}

type Values = Partial<Record<'role' | 'account' | 'rate' | 'label', string>>;

/**
 * @returns undefined when help is asked for
 * @throws UsageError, TypeError for arguments that cannot be used
 */
export function readOptions(args: string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      role: text,
      account: text,
      rate: text,
      label: text,
      file: text,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values.help ? undefined : { task: readTask(positionals, values), file: values.file };
}

function readTask([command, keyId, ...rest]: readonly string[], values: Values): Task {
  if (rest.length > 0 || (keyId !== undefined && command !== 'revoke')) {
    throw new UsageError(`"${rest[0] ?? keyId}" is one argument too many; --help says how.`);
  }
  switch (command) {
    case 'create':
      return { command, wish: readWish(values) };
    case 'list':
    case 'demo':
      return { command };
    case 'revoke':
      if (keyId === undefined)
        throw new UsageError('Say which key: npm run keys -- revoke KEYID (`list` shows the ids).');
      return { command, keyId };
    default:
      throw new UsageError('Say what to do: npm run keys -- create, list, revoke KEYID, or demo.');
  }
}

function readWish({ role, account, rate, label }: Values): KeyWish {
  if (!ROLES.some((known) => known === role))
    throw new UsageError(`--role is ${shown(role)}, but must be ${ROLES.join(', ')}.`);
  const more = {
    ...(rate !== undefined && { requestsPerSecond: readRate(rate) }),
    ...(label !== undefined && { label: readLabel(label) }),
  };
  if (role === 'trader') {
    if (account === undefined || !ACCOUNT_ID_PATTERN.test(account))
      throw new UsageError(
        `--account is ${shown(account)}, but a trader's must be 1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit.`,
      );
    return { role, accountId: account, ...more };
  }
  if (account !== undefined) throw new UsageError('--account is for the role trader only.');
  return { role: role as Exclude<Role, 'trader'>, ...more };
}

function readRate(text: string): number {
  const rate = Number(text);
  if (/^\d+$/.test(text) && rate <= REQUESTS_PER_SECOND_MAX) return rate;
  throw new UsageError(
    `--rate is "${text}", but must be a whole number from 0 to ${REQUESTS_PER_SECOND_MAX}.`,
  );
}

function readLabel(text: string): string {
  if (text.length >= 1 && text.length <= 100) return text;
  throw new UsageError('--label must have 1 to 100 characters.');
}

function shown(text: string | undefined): string {
  return text === undefined ? 'missing' : `"${text}"`;
}
