import { Publisher } from '../../../apps/engine/src/publishing/publisher.js';
import type { SimProcess } from '../core/process.js';
import { CarelessPublisher } from '../mutations/careless-publisher.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';
import { LOG_DIRECTORY } from './engine-parts.js';
import type { SimEngine } from './sim-engine.js';
import { GROUPS, STREAM } from './stream.js';

const WRITE_TIMEOUT_MS = 700;
const UPKEEP_INTERVAL_MS = 400;

/** What copies the log of the engine that runs to Redis. */
export class Publishing {
  #publisher: Publisher | undefined;
  #careless: CarelessPublisher | undefined;

  constructor(private readonly world: World) {}

  get publishedSequence(): number | undefined {
    if (this.#careless !== undefined) return this.#careless.publishedSequence;
    const { state, publishedSequence } = this.#publisher?.status ?? {};
    return state === 'PUBLISHING' ? (publishedSequence ?? undefined) : undefined;
  }

  get namesDamage(): boolean {
    const { state, reason } = this.#publisher?.status ?? {};
    return state === 'FAILED' && reason?.includes('corrupt at byte') === true;
  }

  /** In words, for whoever looks for the reason of a failure. */
  get description(): string {
    return JSON.stringify(this.#publisher?.status);
  }

  start(engine: SimEngine, process: SimProcess): void {
    const { world } = this;
    const { scenario, timers, trace } = world;
    this.#publisher = undefined;
    this.#careless = undefined;
    if (scenario.backbone !== 'redis') return;
    if (scenario.mutation === 'publisher-goes-on-after-a-lost-reply') {
      this.#careless = new CarelessPublisher(world, process, engine.epoch);
      void this.#careless.run();
      return;
    }
    const stream = { redis: redisTarget(world, process), stream: STREAM, timeoutMs: WRITE_TIMEOUT_MS };
    this.#publisher = new Publisher({
      directory: LOG_DIRECTORY,
      epoch: engine.epoch,
      stream: { ...stream, writerId: process.name },
      trim: { requiredGroups: GROUPS, keepSequences: scenario.keepSequences },
      upkeepIntervalMs: UPKEEP_INTERVAL_MS,
      timers,
      storage: world.disk.storageFor(process),
      onFenced: (reason) => trace.say(process.name, `is fenced: ${reason}`),
    });
    this.#publisher.start();
  }
}
