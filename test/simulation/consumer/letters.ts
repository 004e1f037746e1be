import { FileDeadLetters, RedisDeadLetters, type DeadLetters } from '@backlay/transport';
import type { SimProcess } from '../core/process.js';
import { STREAM } from '../engine/stream.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';

const DEAD_LETTER_DIRECTORY = '/data/dead-letters';
const TIMEOUT_MS = 700;

/** The dead letters of a group, as the process reaches them: where its app keeps them with this backbone. */
export function lettersOf(world: World, process: SimProcess, group: string): DeadLetters {
  const { scenario, timers, disk } = world;
  if (scenario.backbone === 'log') {
    const storage = disk.storageFor(process);
    return new FileDeadLetters({
      directory: DEAD_LETTER_DIRECTORY,
      stream: STREAM,
      group,
      storage,
    });
  }
  const redis = redisTarget(world, process);
  return new RedisDeadLetters({
    redis,
    stream: STREAM,
    group,
    timeoutMs: TIMEOUT_MS,
    timers,
  });
}
