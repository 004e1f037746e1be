import { parseArgs } from 'node:util';
import { CONSUMER_APPS, type ConsumerAppName } from './dead-letter-client.js';

export const USAGE = `npm run dead-letters -- list
npm run dead-letters -- show ID
npm run dead-letters -- redrive ID|all

What storage or analytics could not apply and have gone past; redrive applies it now, exactly once.

  --app NAME        storage or analytics (default: both)
  --storage URL     default http://127.0.0.1:3001, or STORAGE_PORT
  --analytics URL   default http://127.0.0.1:3002, or ANALYTICS_PORT
  --keys FILE       API keys in plain text; by default one is made in the keys file of DATA_DIR for this run

Ends with exit code 1 when a letter was not found or could not be redriven, or an app does not answer.`;

/** An argument that cannot be used; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Options {
  readonly command: 'list' | 'show' | 'redrive';
  /** Of a letter, or `all`; empty for `list`. */
  readonly id: string;
  readonly apps: readonly { readonly name: ConsumerAppName; readonly url: string }[];
  readonly keysFile?: string;
}

/**
 * @returns undefined when help is asked for
 * @throws UsageError, TypeError for arguments that cannot be used
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      app: { type: 'string' },
      storage: { type: 'string', default: `http://127.0.0.1:${env['STORAGE_PORT'] || '3001'}` },
      analytics: { type: 'string', default: `http://127.0.0.1:${env['ANALYTICS_PORT'] || '3002'}` },
      keys: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const apps = CONSUMER_APPS.map((name) => ({ name, url: values[name] }));
  return {
    ...readCommand(positionals),
    apps: apps.filter(({ name }) => isWanted(name, values.app)),
    ...(values.keys !== undefined && { keysFile: values.keys }),
  };
}

function isWanted(name: ConsumerAppName, app: string | undefined): boolean {
  if (app === undefined) return true;
  if (CONSUMER_APPS.some((known) => known === app)) return name === app;
  throw new UsageError(`--app is "${app}", but must be one of ${CONSUMER_APPS.join(', ')}.`);
}

function readCommand([command, id, ...rest]: readonly string[]): Pick<Options, 'command' | 'id'> {
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is one argument too many; --help says how.`);
  if (command === 'list' && id === undefined) return { command, id: '' };
  if (command === 'show' || command === 'redrive') {
    if (id !== undefined) return { command, id };
    throw new UsageError(
      `Say which letter: npm run dead-letters -- ${command} ID (\`list\` shows the ids${command === 'redrive' ? '; `all` takes every one' : ''}).`,
    );
  }
  throw new UsageError('Say what to do: npm run dead-letters -- list, show ID, or redrive ID|all.');
}
