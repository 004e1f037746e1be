import type { ConsumerIdentity } from '@backlay/persistence';
import type { SimProcess } from '../core/process.js';
import type { World } from '../world.js';
import { Tables } from './tables.js';

/** An error of the connection, as the driver reports it. */
export class ConnectionLostError extends Error {
  readonly code = '08006';
  override readonly name = 'ConnectionLostError';
}

/** How the database, and the way to it, do at the moment. */
export interface DatabaseFaults {
  latencyMsMax: number;
  /** Chance that a call breaks the connection: before it is carried out, or before its answer is back. */
  breakChance: number;
}

const LATENCY_MS_MIN = 0.1;
/** How often a backup is made, in ms. */
const BACKUP_INTERVAL_MS = 400;

/** Something that waits for the lock of a row. */
type Waiter = () => void;

/** A lock that one session holds. */
interface RowLock {
  readonly holder: Session;
  readonly waiters: Waiter[];
}

/** A connection with its transaction, as the server sees it. */
export class Session {
  isEnded = false;
  readonly changes: ((tables: Tables) => void)[] = [];
  latestUseMs = 0;
}

/** A database: what is committed stays, what is not is gone with its session. */
export class SimDatabase {
  readonly faults: DatabaseFaults = { latencyMsMax: 1, breakChance: 0 };
  isUp = true;
  #tables = new Map<string, Tables>();
  #backup = new Map<string, Tables>();
  readonly #locks = new Map<string, RowLock>();
  readonly #sessions = new Set<Session>();
  /** Grows when the database dies: what it was doing then never ends. */
  #lifetime = 0;

  constructor(private readonly world: World) {}

  /** By the clock of the database. */
  get nowMs(): number {
    return this.world.scheduler.nowMs;
  }

  tables({ consumer }: Pick<ConsumerIdentity, 'consumer'>): Tables {
    const existing = this.#tables.get(consumer);
    if (existing !== undefined) return existing;
    const created = new Tables();
    this.#tables.set(consumer, created);
    return created;
  }

  /** Whoever commits must hold the lease at that moment. Processes are called `member#life`. */
  assertHolder(consumer: string, { name }: SimProcess): void {
    const { owner = null } = this.tables({ consumer }).checkpoint ?? {};
    if (owner !== name.split('#')[0])
      this.world.report(`${name} commits for ${consumer}, whose lease ${String(owner)} holds`);
  }

  /** Keeps a backup now and then. */
  start(): void {
    const { scheduler, scenario } = this.world;
    if (!scenario.restoresDatabase) return;
    const keep = (): void => {
      this.#backup = copyOf(this.#tables);
      if (!this.world.isCalm) scheduler.after(BACKUP_INTERVAL_MS, keep, scheduler.world);
    };
    keep();
  }

  /** Goes back to what the latest backup has. */
  restore(): void {
    this.die();
    this.#tables = copyOf(this.#backup);
  }

  /** @returns whether it has done well from now to then, as far as that can be seen at both ends */
  quietSince(): () => boolean {
    const lifetime = this.#lifetime;
    const isQuiet = (): boolean =>
      this.isUp &&
      this.#lifetime === lifetime &&
      this.faults.breakChance === 0 &&
      this.faults.latencyMsMax === 1;
    const wasQuiet = isQuiet();
    return () => wasQuiet && isQuiet();
  }

  /** All sessions end, nothing committed is lost. */
  die(): void {
    this.isUp = false;
    this.#lifetime += 1;
    for (const session of this.#sessions) this.end(session);
  }

  /**
   * A call of a client: there, whatever it does, and back. Each part may go wrong, and the client cannot tell which did.
   * @param work calls its argument with the result, at once or when it has what it waits for
   */
  call<T>(process: SimProcess, session: Session, work: (done: (result: T) => void) => void): Promise<T> {
    const { scheduler, random } = this.world;
    const latencyMs = (): number => random.between(LATENCY_MS_MIN, this.faults.latencyMsMax);
    const breaksAt = random.chance(this.faults.breakChance) ? random.pick(['there', 'back']) : 'never';
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        this.end(session);
        scheduler.after(
          latencyMs(),
          () => reject(new ConnectionLostError('the connection to the database was lost')),
          process,
        );
      };
      const back = (result: T): void => {
        if (breaksAt === 'back') fail();
        else scheduler.after(latencyMs(), () => resolve(result), process);
      };
      const there = (): void => {
        if (!this.isUp || breaksAt === 'there' || session.isEnded) {
          fail();
          return;
        }
        const lifetime = this.#lifetime;
        this.#sessions.add(session);
        session.latestUseMs = this.nowMs;
        work((result) => {
          if (lifetime === this.#lifetime && !session.isEnded) back(result);
          else fail();
        });
      };
      scheduler.after(latencyMs(), there, scheduler.world);
    });
  }

  /** Takes the lock of a row, waiting for whoever has it. */
  lock(session: Session, row: string, locked: () => void): void {
    const lock = this.#locks.get(row);
    if (lock === undefined || lock.holder === session) {
      if (lock === undefined) this.#locks.set(row, { holder: session, waiters: [] });
      locked();
      return;
    }
    lock.waiters.push(() => this.lock(session, row, locked));
  }

  /** Runs when nobody else has the row locked. */
  whenUnlocked(row: string, run: () => void): void {
    const lock = this.#locks.get(row);
    if (lock === undefined) run();
    else lock.waiters.push(() => this.whenUnlocked(row, run));
  }

  /** Ends a session; what it has not committed is gone, and its locks are free. */
  end(session: Session): void {
    session.isEnded = true;
    this.#sessions.delete(session);
    session.changes.length = 0;
    for (const [row, lock] of this.#locks) {
      if (lock.holder !== session) continue;
      this.#locks.delete(row);
      for (const waiter of lock.waiters) this.world.scheduler.after(0, waiter, this.world.scheduler.world);
    }
  }

  /** The server ends sessions whose client is gone, or silent in a transaction for too long. */
  endWhenIdle(session: Session, process: SimProcess, idleMsMax: number): void {
    const { scheduler, random } = this.world;
    process.onDeath(() => scheduler.after(random.between(0, 500), () => this.end(session), scheduler.world));
    const look = (): void => {
      if (session.isEnded) return;
      const leftMs = session.latestUseMs + idleMsMax - this.nowMs;
      if (leftMs <= 0) this.end(session);
      else scheduler.after(leftMs, look, scheduler.world);
    };
    scheduler.after(idleMsMax, look, scheduler.world);
  }
}

function copyOf(tables: ReadonlyMap<string, Tables>): Map<string, Tables> {
  return new Map([...tables].map(([consumer, of]) => [consumer, of.copy()]));
}
