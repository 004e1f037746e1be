import { healthyNetwork } from '../network/link.js';
import type { World } from '../world.js';
import { Keyspace } from './keyspace.js';
import { SimRedis } from './sim-redis.js';
import { RUN_BEGINS_AT_MS } from '../core/sim-timers.js';

/** How often the state is kept to which a failover may go back, in ms. */
const BACKUP_INTERVAL_MS = 300;

/** Redis' machine, and the network around it. */
export class RedisHost {
  readonly server: SimRedis;
  readonly network = healthyNetwork();
  /** How to break each connection. */
  readonly links = new Set<() => void>();
  isUp = true;
  /** It came back with an older state, or with none. */
  hasForgotten = false;
  #backup = new Keyspace();

  constructor(private readonly world: World) {
    const { scheduler } = world;
    this.server = new SimRedis({
      nowMs: () => RUN_BEGINS_AT_MS + scheduler.nowMs,
      after: (ms, run) => scheduler.after(ms, run, scheduler.world),
    });
  }

  start(): void {
    const { scheduler } = this.world;
    const keep = (): void => {
      this.#backup = this.server.keys.copy();
      if (!this.world.isCalm) scheduler.after(BACKUP_INTERVAL_MS, keep, scheduler.world);
    };
    keep();
  }

  /** All keys are gone. */
  empty(): void {
    this.hasForgotten = true;
    this.server.empty();
  }

  breakAll(): void {
    for (const breakLink of this.links) breakLink();
  }

  /** Down; comes back with what it had, with an older state, or with nothing. */
  goDown(): () => void {
    this.isUp = false;
    const { random } = this.world;
    const kept = this.server.keys;
    const keys = this.world.scenario.redisForgets
      ? random.pick([kept, kept, this.#backup, new Keyspace()])
      : kept;
    if (keys !== kept) this.hasForgotten = true;
    this.server.restartWith(keys.copy());
    this.breakAll();
    return () => {
      this.isUp = true;
    };
  }

  /** A replica with an older state takes over at once. */
  failOver(): void {
    this.hasForgotten = true;
    this.server.restartWith(this.#backup.copy());
    this.breakAll();
  }
}
