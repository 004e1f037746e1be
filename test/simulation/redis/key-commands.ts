import type { CommandContext } from './command-context.js';
import { OK, RedisError, type Reply, Status } from './resp.js';
import type { Words } from './words.js';

/** Commands that are not about streams. */

const INFO = [
  '# Server',
  'redis_version:7.0.15',
  'redis_mode:standalone',
  '# Persistence',
  'loading:0',
  '',
].join('\r\n');

export function hello(_: CommandContext, words: Words): Reply {
  if (words.left > 0 && words.number() !== 2) throw new RedisError('NOPROTO unsupported protocol version');
  return [
    'server',
    'redis',
    'version',
    '7.0.15',
    'proto',
    2,
    'id',
    1,
    'mode',
    'standalone',
    'role',
    'master',
  ];
}

export const info = (): Reply => INFO;
export const ping = (): Reply => new Status('PONG');
export const ok = (): Reply => OK;

export function get({ keys }: CommandContext, words: Words): Reply {
  return keys.string(words.text()) ?? null;
}

/** Expiry is taken and forgotten: no run lasts so long. */
export function set({ keys }: CommandContext, words: Words): Reply {
  const key = words.text();
  const value = Buffer.from(words.bytes());
  let onlyNew = false;
  while (words.left > 0) {
    const option = words.text().toUpperCase();
    if (option === 'NX') onlyNew = true;
    else if (option === 'EX' || option === 'PX') words.number();
    else throw new RedisError('ERR syntax error');
  }
  if (onlyNew && keys.has(key)) return null;
  keys.setString(key, value);
  return OK;
}

export function del(context: CommandContext, words: Words): Reply {
  const gone = words
    .rest()
    .map(String)
    .filter((key) => context.keys.delete(key));
  for (const key of gone) context.changed(key);
  return gone.length;
}

export function exists({ keys }: CommandContext, words: Words): Reply {
  return words.rest().filter((key) => keys.has(key.toString())).length;
}

export function expire({ keys }: CommandContext, words: Words): Reply {
  return keys.has(words.text()) ? 1 : 0;
}
