import { ClientSide } from './client/client-side.js';
import { ConsumerHosts } from './consumer/consumer-hosts.js';
import { Poison } from './consumer/poison.js';
import { Random } from './core/random.js';
import { Scheduler } from './core/scheduler.js';
import { simTimers, WallClock } from './core/sim-timers.js';
import { Supervisor, type SupervisorParts } from './core/supervisor.js';
import { Trace } from './core/trace.js';
import { SimDatabase } from './database/sim-database.js';
import { SimDisk } from './disk/sim-disk.js';
import { EngineHost } from './engine/engine-host.js';
import { RedisHost } from './redis/redis-host.js';
import type { Scenario } from './scenario.js';

/** Everything of one run that is not decided by the scheduler. */
export class World {
  readonly random: Random;
  readonly scheduler = new Scheduler();
  readonly trace: Trace;
  readonly clock = new WallClock(this.scheduler);
  readonly timers = simTimers(this.scheduler, this.clock);
  readonly disk: SimDisk;
  readonly engine: EngineHost;
  readonly redis: RedisHost;
  readonly database: SimDatabase;
  readonly poison: Poison;
  readonly consumers: ConsumerHosts;
  readonly clients: ClientSide;
  readonly violations: string[] = [];
  /** Why a process was refused its start for good. */
  readonly refusals: Error[] = [];
  /** Faults are over: what dies from now on is started again quickly. */
  isCalm = false;

  constructor(
    readonly scenario: Scenario,
    print?: (line: string) => void,
  ) {
    this.random = new Random(scenario.seed ^ 0x5eed);
    this.trace = new Trace(() => this.scheduler.nowMs, print);
    this.disk = new SimDisk(this.scheduler, this.random);
    this.redis = new RedisHost(this);
    this.database = new SimDatabase(this);
    this.engine = new EngineHost(this);
    this.poison = new Poison(scenario);
    this.consumers = new ConsumerHosts(this);
    this.clients = new ClientSide(this);
  }

  readonly report = (violation: string): void => {
    this.trace.say('check', violation);
    this.violations.push(violation);
  };

  supervisorParts(onRefusal: SupervisorParts['onRefusal']): SupervisorParts {
    const { scheduler, trace } = this;
    const restartDelayMs = (): number => (this.isCalm ? 10 : this.random.between(5, 600));
    return { scheduler, trace, restartDelayMs, onRefusal };
  }

  supervise(name: string, start: ConstructorParameters<typeof Supervisor>[1]): Supervisor {
    return new Supervisor(
      name,
      start,
      this.supervisorParts((_, error) => this.#mayTryAgain(error)),
    );
  }

  /** Damage is final; anything else may pass. */
  #mayTryAgain(error: unknown): boolean {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (!(error instanceof Error) || (code !== 'EVENT_LOG_CORRUPT' && code !== 'STREAM_GAP')) return true;
    this.refusals.push(error);
    return false;
  }
}
