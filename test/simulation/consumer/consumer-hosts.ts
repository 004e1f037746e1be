import type { SimProcess } from '../core/process.js';
import type { Supervisor } from '../core/supervisor.js';
import { GROUPS } from '../engine/stream.js';
import type { World } from '../world.js';
import { SimConsumer } from './sim-consumer.js';

/** How often the operator looks whether a consumer has halted, in ms. */
const WATCH_INTERVAL_MS = 100;
/** Whoever is told to stop is ended after this, in ms. */
const STOP_MS_MAX = 10_000;

interface Member {
  readonly group: string;
  readonly supervisor: Supervisor;
  consumer: SimConsumer | undefined;
}

/** The processes of all consumer groups; a group may have a member that stands by. */
export class ConsumerHosts {
  readonly #members: readonly Member[];

  constructor(private readonly world: World) {
    const names = world.scenario.hasStandby ? ['a', 'b'] : ['a'];
    this.#members = GROUPS.flatMap((group) => names.map((name) => this.#member(group, `${group}-${name}`)));
  }

  boot(): void {
    for (const { supervisor } of this.#members) supervisor.boot();
  }

  killOne(): void {
    this.world.random.pick(this.#members).supervisor.kill('kill -9');
  }

  /** One is told to stop: what it has in hand is finished, and its lease is free for whoever stands by. */
  stopOne(): void {
    this.#stop(this.world.random.pick(this.#members), 'stopped');
  }

  /** One stands still, as a stopped or swapped-out process does, and then goes on as if nothing had been. */
  freezeOne(lastsMs: number): void {
    const { random, scheduler, trace } = this.world;
    const { process } = random.pick(this.#members).supervisor;
    if (process === undefined) return;
    trace.say(process.name, `stands still for ${lastsMs.toFixed(0)} ms`);
    process.freezeUntil(scheduler.nowMs + lastsMs);
  }

  /** Whether damage of the log has stopped one for good, and it says so. */
  get nameDamage(): boolean {
    return this.#members.some(
      ({ consumer }) => consumer?.server.state()[0]?.lastError?.code === 'EVENT_LOG_CORRUPT',
    );
  }

  /** The machine that they share with the engine loses its power. */
  killAll(): void {
    for (const { supervisor } of this.#members) supervisor.kill('power cut');
  }

  /** Whether every group has applied everything up to the sequence. */
  haveApplied(sequence: number): boolean {
    return GROUPS.every(
      (group) => (this.world.database.tables({ consumer: group }).checkpoint?.sequence ?? 0) >= sequence,
    );
  }

  /** In words, for whoever looks for the reason of a failure. */
  get description(): string {
    return this.#members
      .map(({ supervisor, group, consumer }) => {
        const { status, lastError } = consumer?.server.state()[0] ?? {};
        const sequence = this.world.database.tables({ consumer: group }).checkpoint?.sequence ?? 0;
        return `${supervisor.name} ${status ?? 'down'} at ${sequence} ${lastError?.message ?? ''}`;
      })
      .join('; ');
  }

  #member(group: string, name: string): Member {
    const member: Member = {
      group,
      supervisor: this.world.supervise(name, (process) => this.#start(member, process)),
      consumer: undefined,
    };
    return member;
  }

  async #start(member: Member, process: SimProcess): Promise<void> {
    member.consumer = new SimConsumer(this.world, process, {
      group: member.group,
      member: member.supervisor.name,
    });
    await member.consumer.start();
    this.#watch(member, process);
  }

  /** An operator looks after a consumer that has halted: what it cannot handle is mended, and it is started again. */
  #watch(member: Member, process: SimProcess): void {
    const { scheduler, poison, trace } = this.world;
    const look = (): void => {
      const sequence = member.consumer?.poisonedAt;
      if (!process.isAlive) return;
      if (sequence === undefined) {
        scheduler.after(WATCH_INTERVAL_MS, look, scheduler.world);
        return;
      }
      trace.say('operator', `mends what ${process.name} cannot handle: ${sequence}`);
      poison.mend(member.group, sequence);
      this.#stop(member, 'resumed');
    };
    scheduler.after(WATCH_INTERVAL_MS, look, scheduler.world);
  }

  #stop({ group, supervisor, consumer }: Member, why: string): void {
    const { scheduler, database, trace, report } = this.world;
    const { process } = supervisor;
    if (process === undefined || consumer?.isUp !== true) return;
    trace.say(process.name, 'is told to stop');
    const isQuiet = database.quietSince();
    const isHolder = consumer.ledger.lease !== undefined;
    const ended = (): void => {
      if (!process.isAlive) return;
      const { owner } = database.tables({ consumer: group }).checkpoint ?? {};
      if (isHolder && isQuiet() && owner === supervisor.name)
        report(`${process.name} was stopped in good order and still has the lease`);
      supervisor.kill(why);
    };
    // Whoever runs it does not wait for ever.
    scheduler.after(
      STOP_MS_MAX,
      () => process.isAlive && supervisor.kill('it does not stop'),
      scheduler.world,
    );
    scheduler.enter(process, () => void consumer.stop().then(ended));
  }
}
