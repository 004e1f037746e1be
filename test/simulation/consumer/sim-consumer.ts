import { ExchangeEventCodec } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import {
  ALL_EVENTS,
  type DeadLetters,
  EventLogServer,
  RedisStreamsServer,
  type StreamBatchContext,
  type StreamEvent,
  type StreamServer,
  type StreamServerOptions,
} from '@backlay/transport';
import { ConsumerLease } from '../../../libs/consumer/src/consumer-lease.js';
import { lentToTransport } from '../../../libs/consumer/src/dead-letters/dead-letter-store.js';
import { ConsumerTimes } from '../../../libs/consumer/src/consumer-times.js';
import { ExchangeConsumer } from '../../../libs/consumer/src/exchange.consumer.js';
import { ConsumerFailurePolicy } from '../../../libs/consumer/src/failure-policy.js';
import type { SimProcess } from '../core/process.js';
import { traceLogger } from '../core/trace-logger.js';
import { LOG_DIRECTORY, SHARD } from '../engine/engine-parts.js';
import { STREAM } from '../engine/stream.js';
import { carelessLetters } from '../mutations/careless-letters.js';
import { storeOf } from '../mutations/mutated-store.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';
import { lettersOf } from './letters.js';
import { PoisonError } from './poison.js';
import { SimProjector } from './sim-projector.js';

const LEASE_MS = 1_500;
const BLOCK_MS = 200;
const POISON_ATTEMPTS = 5;
const DRAIN_TIMEOUT_MS = 8_000;

/** A consumer without its HTTP side: the transport's server, the lease and the ledger, over a simulated database. */
export class SimConsumer {
  readonly ledger: ConsumerLedger;
  readonly server: StreamServer;
  readonly #lease: ConsumerLease;
  readonly #consumer: ExchangeConsumer;
  readonly #letters: DeadLetters;
  #isUp = false;
  #stopping: Promise<void> | undefined;
  #poisonedAt: number | undefined;

  constructor(
    private readonly world: World,
    private readonly process: SimProcess,
    { group, member }: { group: string; member: string },
  ) {
    const { mutation, onPoison } = world.scenario;
    const store = storeOf(world.database, process, mutation);
    const identity = { consumer: group, shard: SHARD };
    this.ledger = new ConsumerLedger(store, identity, {
      owner: member,
      leaseMs: LEASE_MS,
    });
    this.#consumer = new ExchangeConsumer(
      this.ledger,
      [new SimProjector(group, world.poison)],
      new ConsumerTimes(),
    );
    const letters = lettersOf(world, process, group);
    this.#letters = mutation === 'letter-not-awaited' ? carelessLetters(letters, world.timers) : letters;
    const lease = new ConsumerLease(this.ledger, world.timers);
    this.#lease = lease;
    this.server = this.#makeServer({
      group,
      consumer: member,
      codec: new ExchangeEventCodec(SHARD),
      // With this mistake the acknowledgements are all there is to go by.
      resumeAfter:
        mutation === 'acknowledge-before-commit' ? undefined : (_stream, signal) => lease.take(signal),
      failurePolicy: new ConsumerFailurePolicy({
        onPoison,
        poisonAttempts: POISON_ATTEMPTS,
      }),
      deadLetters: () => lentToTransport(this.#letters),
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
      logger: traceLogger(world.trace, process),
      timers: world.timers,
    });
    lease.onLost = () => this.server.reopen();
    if (mutation === 'acknowledge-before-commit') void lease.take(new AbortController().signal);
  }

  /** Whether it takes events in, or stands by. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** The sequence that has halted it. */
  get poisonedAt(): number | undefined {
    return this.server.state()[0]?.status === 'halted' ? this.#poisonedAt : undefined;
  }

  async start(): Promise<void> {
    const apply = (events: readonly StreamEvent[], context: StreamBatchContext) =>
      this.#apply(events, context);
    this.server.addHandler(ALL_EVENTS, apply, true, { batch: true });
    // What happens to a consumer that has halted already (a connection that breaks) is not why it has.
    this.server.on('error', (error) => {
      if (error instanceof PoisonError) this.#poisonedAt = error.sequence;
    });
    this.server.on('applied', () => (this.#poisonedAt = undefined));
    await new Promise<void>((resolve, reject) => {
      void this.server.listen((error) => (error === undefined ? resolve() : reject(asError(error))));
    });
    this.#isUp = true;
  }

  /** Ends in good order, once: one that stood still may have been told to more often. */
  stop(): Promise<void> {
    this.#isUp = false;
    return (this.#stopping ??= this.#end());
  }

  /** In the order in which the app does it. */
  async #end(): Promise<void> {
    await this.server.close();
    await this.#lease.release();
    await this.#letters.close();
  }

  #makeServer(options: StreamServerOptions): StreamServer {
    const { world, process } = this;
    const { backbone, canRefill } = world.scenario;
    const storage = world.disk.storageFor(process);
    if (backbone === 'log') {
      return new EventLogServer({
        ...options,
        storage,
        logs: [{ stream: STREAM, directory: LOG_DIRECTORY }],
      });
    }
    return new RedisStreamsServer({
      ...options,
      redis: redisTarget(world, process),
      streams: [STREAM],
      shardOf: () => SHARD,
      blockMs: BLOCK_MS,
      ...(canRefill ? { refillFrom: { directory: LOG_DIRECTORY, storage } } : {}),
    });
  }

  #apply(events: readonly StreamEvent[], context: StreamBatchContext): Promise<void> {
    const applied = this.#consumer.apply(events, context);
    if (this.world.scenario.mutation !== 'acknowledge-before-commit') return applied;
    void applied.catch(() => undefined);
    return Promise.resolve();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
