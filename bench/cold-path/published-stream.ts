import { setTimeout as delay } from 'node:timers/promises';
import { eventStreamKey } from '@backlay/contracts';
import { Publisher } from '../../apps/engine/src/publishing/publisher.js';
import type { WrittenLog } from './written-log.js';

/** The stream that the log is published to. */
export const STREAM = eventStreamKey(0);

const LOOK_INTERVAL_MS = 1;

/**
 * Publishes a whole log with the engine's publisher, and returns when its last command is in Redis.
 * @throws Error when the publisher ends or backs off: a benchmark of a Redis in trouble means nothing
 */
export async function publish(log: WrittenLog, redisUrl: string): Promise<void> {
  const publisher = new Publisher({
    directory: log.directory,
    epoch: log.epoch,
    stream: { redis: redisUrl, stream: STREAM },
    trim: { requiredGroups: [], keepSequences: Number.MAX_SAFE_INTEGER },
  });
  publisher.start();
  try {
    for (;;) {
      const { state, reason, publishedSequence } = publisher.status;
      if (publishedSequence === log.lastSequence) return;
      if (state !== 'PUBLISHING' && state !== 'CONNECTING')
        throw new Error(`the publisher is ${state}: ${reason}`);
      await delay(LOOK_INTERVAL_MS);
    }
  } finally {
    await publisher.stop();
  }
}
