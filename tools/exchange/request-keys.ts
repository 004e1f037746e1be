import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { addKeys, parsePlainKeys, revokeKeys, type KeyWish } from '@backlay/service';
import { HttpClient, ServerError } from './http-client.js';

/** The API keys with which a tool signs its requests. */
export interface RequestKeys {
  readonly operator: string;
  /** @throws Error when there is no key for the account */
  trader(accountId: string): string;
}

/** Keys for as long as a tool runs. */
export interface OpenKeys extends RequestKeys {
  /** Takes back what was made for the tool. */
  close(): void;
}

export interface KeysWanted {
  /** Of the running exchange: keys are made in it, and taken out again. */
  readonly keysFile: string;
  /** A file with keys in plain text, as `npm start` keeps those of its demo; then none are made. */
  readonly plainFile?: string | undefined;
  /** Accounts that the tool acts for. */
  readonly accountIds?: readonly string[];
  /** Name of the tool, for whoever lists the keys meanwhile. */
  readonly label: string;
}

/**
 * The keys of a tool: those of a file if one is named, or else fresh ones without a limit, made in the keys file of the
 * exchange. Whoever may write that file is trusted with everything anyway.
 */
export function openKeys({ keysFile, plainFile, accountIds = [], label }: KeysWanted): OpenKeys {
  if (plainFile !== undefined) return keysOf(parsePlainKeys(readFileSync(plainFile, 'utf8'), plainFile));
  const common = { requestsPerSecond: 0, label };
  const wishes: KeyWish[] = accountIds.map((accountId) => ({ role: 'trader', accountId, ...common }));
  const made = addKeys(keysFile, [{ role: 'operator', ...common }, ...wishes]);
  const [operator, ...traders] = made.map(({ text }) => text);
  const ofAccount = accountIds.map((accountId, index) => [accountId, traders[index]] as const);
  const keys = keysOf({ operator: operator ?? '', traders: Object.fromEntries(ofAccount) });
  const keyIds = made.map(({ stored }) => stored.keyId);
  return { ...keys, close: () => void revokeKeys(keysFile, keyIds) };
}

function keysOf({
  operator,
  traders,
}: {
  readonly operator: string;
  readonly traders: Readonly<Record<string, string | undefined>>;
}): OpenKeys {
  const trader = (accountId: string): string => {
    const key = traders[accountId];
    if (key === undefined) throw new ServerError(`There is no key for the account ${accountId}.`);
    return key;
  };
  return { operator, trader, close: () => undefined };
}

/** An app looks at its keys file twice a second. */
const KNOWN_TIMEOUT_MS = 5_000;
const KNOWN_INTERVAL_MS = 50;

/**
 * Waits until an app takes the keys.
 * @param path of something that an operator may read
 * @throws ServerError when it does not
 */
export async function untilKnown(
  appName: string,
  { url, path }: { readonly url: string; readonly path: string },
  keys: RequestKeys,
): Promise<void> {
  const http = new HttpClient(appName, url, keys.operator);
  const deadline = performance.now() + KNOWN_TIMEOUT_MS;
  try {
    for (;;) {
      const { status } = await http.get(path);
      if (status !== 401) return;
      if (performance.now() > deadline) {
        throw new ServerError(
          `The ${appName} at ${url} does not take the keys: does it have another DATA_DIR or API_KEYS_FILE? A file with good keys can be given by --keys.`,
        );
      }
      await delay(KNOWN_INTERVAL_MS);
    }
  } finally {
    http.close();
  }
}
