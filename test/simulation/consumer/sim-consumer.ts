import { ExchangeEventCodec, type SequencedExchangeEvent } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import {
  ALL_EVENTS,
  EventLogServer,
  RedisStreamsServer,
  type StreamBatchContext,
  type StreamServer,
  type StreamServerOptions,
} from '@backlay/transport';
import { ConsumerLease } from '../../../libs/consumer/src/consumer-lease.js';
import { ConsumerFailurePolicy } from '../../../libs/consumer/src/failure-policy.js';
import type { SimProcess } from '../core/process.js';
import { traceLogger } from '../core/trace-logger.js';
import { SimLedgerStore, type SimRows } from '../database/sim-ledger-store.js';
import { LOG_DIRECTORY, SHARD } from '../engine/engine-parts.js';
import { STREAM } from '../engine/stream.js';
import { UnfencedStore } from '../mutations/mutated-store.js';
import { redisTarget } from '../network/redis-link.js';
import type { World } from '../world.js';

const LEASE_MS = 1_500;
const BLOCK_MS = 200;
const POISON_ATTEMPTS = 5;

/** A consumer without its HTTP side: the transport's server, the lease and the ledger, over a simulated database. */
export class SimConsumer {
  readonly ledger: ConsumerLedger<SimRows>;
  readonly server: StreamServer;

  constructor(
    private readonly world: World,
    private readonly process: SimProcess,
    { group, member }: { group: string; member: string },
  ) {
    const { mutation } = world.scenario;
    const Store = mutation === 'no-fence' ? UnfencedStore : SimLedgerStore;
    const store = new Store(world.database, process);
    const identity = { consumer: group, shard: SHARD };
    this.ledger = new ConsumerLedger(store, identity, { owner: member, leaseMs: LEASE_MS });
    const lease = new ConsumerLease(this.ledger, world.timers);
    this.server = this.#makeServer({
      group,
      consumer: member,
      codec: new ExchangeEventCodec(SHARD),
      // With this mistake the acknowledgements are all there is to go by.
      resumeAfter:
        mutation === 'acknowledge-before-commit' ? undefined : (_stream, signal) => lease.take(signal),
      failurePolicy: new ConsumerFailurePolicy({ onPoison: 'halt', poisonAttempts: POISON_ATTEMPTS }),
      logger: traceLogger(world.trace, process),
      timers: world.timers,
    });
    lease.onLost = () => this.server.reopen();
    if (mutation === 'acknowledge-before-commit') void lease.take(new AbortController().signal);
  }

  async start(): Promise<void> {
    const apply = (events: SequencedExchangeEvent[], context: StreamBatchContext) =>
      this.#apply(events, context);
    this.server.addHandler(ALL_EVENTS, apply, true, { batch: true });
    await new Promise<void>((resolve, reject) => {
      void this.server.listen((error) => (error === undefined ? resolve() : reject(asError(error))));
    });
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

  /** What an app's consumer does with a batch. */
  async #apply(events: readonly SequencedExchangeEvent[], context: StreamBatchContext): Promise<void> {
    const range = {
      epoch: context.getEpoch(),
      firstSequence: context.getFirstSequence(),
      lastSequence: context.getLastSequence(),
    };
    const { mutation } = this.world.scenario;
    const applied = this.ledger.apply(range, async (rows, afterSequence) => {
      await rows.write(events.filter(({ sequence }) => sequence > afterSequence));
    });
    if (mutation === 'acknowledge-before-commit') void applied.catch(() => undefined);
    else await applied;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
