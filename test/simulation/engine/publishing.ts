import { Publisher, type PublisherStatus } from '../../../apps/engine/src/publishing/publisher.js';
import { PublishingService } from '../../../apps/engine/src/publishing/publishing.service.js';
import type { SimProcess } from '../core/process.js';
import { CarelessPublisher } from '../mutations/careless-publisher.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';
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

  /** What the engine's other parts ask about publishing. */
  serviceFor({ config, log, status }: SimEngine): PublishingService {
    return new SimPublishingService([config, log, status], () => this.#publisher?.status);
  }

  stop(): Promise<void> {
    return this.#publisher?.stop() ?? Promise.resolve();
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
    const stream = {
      redis: redisTarget(world, process),
      stream: STREAM,
      timeoutMs: WRITE_TIMEOUT_MS,
    };
    this.#publisher = new Publisher({
      directory: engine.config.logDirectory,
      epoch: engine.epoch,
      stream: { ...stream, writerId: process.name },
      trim: { requiredGroups: GROUPS, keepSequences: scenario.keepSequences },
      upkeepIntervalMs: UPKEEP_INTERVAL_MS,
      timers,
      storage: world.disk.storageFor(process),
      onFenced: (reason) => {
        trace.say(process.name, `is fenced: ${reason}`);
        engine.status.fence(reason);
      },
    });
    this.#publisher.start();
  }
}

/** The service, but for the publisher: that one publishes to the simulated Redis. */
class SimPublishingService extends PublishingService {
  readonly #statusOf: () => PublisherStatus | undefined;

  constructor(
    parts: ConstructorParameters<typeof PublishingService>,
    statusOf: () => PublisherStatus | undefined,
  ) {
    super(...parts);
    this.#statusOf = statusOf;
  }

  override get status(): PublisherStatus {
    return this.#statusOf() ?? super.status;
  }
}
