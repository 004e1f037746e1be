import { join } from 'node:path';
import { eventStreamKey } from '@backlay/contracts';
import { FileDeadLetters, RedisDeadLetters, type DeadLetters } from '@backlay/transport';
import type { ConsumerSettings } from '../consumer-settings.js';

/** Injection token of the {@link DeadLetters} of this app's consumer group. */
export const DEAD_LETTERS = Symbol('DEAD_LETTERS');

/** Folder of the dead letters, beside that of the log. */
const FOLDER = 'dead-letters';

/** Where the group's dead letters are: beside the events, in Redis or on the disk. */
export function createDeadLetters({ source, shard, group }: ConsumerSettings): DeadLetters {
  const stream = eventStreamKey(shard);
  return source.backbone === 'redis'
    ? new RedisDeadLetters({ redis: source.url, stream, group })
    : new FileDeadLetters({ directory: join(source.directory, '..', FOLDER), stream, group });
}

/** For the transport: the letters outlive it, since people read them while it stands still. */
export function lentToTransport(letters: DeadLetters): DeadLetters {
  return {
    add: (letter) => letters.add(letter),
    list: (query) => letters.list(query),
    get: (id) => letters.get(id),
    remove: (id) => letters.remove(id),
    count: () => letters.count(),
    close: () => Promise.resolve(),
  };
}
