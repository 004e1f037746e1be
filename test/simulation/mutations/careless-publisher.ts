import { EventLogReader, type EntryToWrite } from '@backlay/transport';
import { packEntries } from '../../../apps/engine/src/publishing/pack-entries.js';
import { RedisCaller } from '../../../libs/transport/src/redis-connection.js';
import { lastGeneratedId } from '../../../libs/transport/src/redis-streams.range-source.js';
import type { SimProcess } from '../core/process.js';
import { LOG_DIRECTORY } from '../engine/engine-parts.js';
import { STREAM } from '../engine/stream.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';

const TIMEOUT_MS = 700;
const PAUSE_MS = 10;

/** A publisher as one might write it in an hour: what became of an entry whose reply was lost it does not ask. */
export class CarelessPublisher {
  publishedSequence: number | undefined;
  readonly #caller: RedisCaller;

  constructor(
    private readonly world: World,
    private readonly process: SimProcess,
    private readonly epoch: number,
  ) {
    this.#caller = new RedisCaller(redisTarget(world, process), TIMEOUT_MS, world.timers);
  }

  /** Begins anew when the log cannot be read for a moment: that is not the bug. */
  async run(): Promise<never> {
    for (;;) {
      await this.#follow().catch(() => undefined);
      await this.world.timers.delay(PAUSE_MS);
    }
  }

  async #follow(): Promise<void> {
    const { timers, disk } = this.world;
    const storage = disk.storageFor(this.process);
    const afterSequence = await this.#streamEnd();
    const reader = await EventLogReader.open({
      directory: LOG_DIRECTORY,
      afterSequence,
      storage,
      timers,
    });
    this.publishedSequence = afterSequence;
    for (;;) {
      const batch = await reader.next();
      if (batch === undefined) await timers.delay(PAUSE_MS);
      else for (const entry of packEntries(batch)) await this.#write(entry);
    }
  }

  async #streamEnd(): Promise<number> {
    for (;;) {
      try {
        return (await this.#caller.call((redis) => lastGeneratedId(redis, STREAM)))?.sequence ?? 0;
      } catch {
        await this.world.timers.delay(PAUSE_MS);
      }
    }
  }

  async #write({ firstSequence, lastSequence, payload }: EntryToWrite): Promise<void> {
    const id = `${this.epoch}-${lastSequence}`;
    const added = this.#caller.call((redis) =>
      redis.xadd(STREAM, id, 'f', String(firstSequence), 'p', payload),
    );
    await added.catch(() => undefined);
    this.publishedSequence = lastSequence;
  }
}
