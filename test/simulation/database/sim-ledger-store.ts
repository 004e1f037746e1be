import type {
  ConsumerIdentity,
  Lease,
  LeaseAttempt,
  LeaseHolder,
  LedgerStore,
  LedgerTransaction,
  LockedCheckpoint,
  Position,
  SequenceSpan,
  WriteTransaction,
} from '@backlay/persistence';
import type { SimProcess } from '../core/process.js';
import { Session, type SimDatabase } from './sim-database.js';
import { SimTransaction } from './sim-transaction.js';
import type { CheckpointRow, SkippedRow, Tables } from './tables.js';

const NEW_CHECKPOINT: CheckpointRow = {
  epoch: 0,
  sequence: 0,
  owner: null,
  fence: 0,
  leasedUntilMs: 0,
};

/** The ledger's store over the simulated database, as one process uses it. */
export class SimLedgerStore implements LedgerStore<WriteTransaction> {
  constructor(
    private readonly database: SimDatabase,
    private readonly process: SimProcess,
  ) {}

  position(identity: ConsumerIdentity): Promise<Position | undefined> {
    return this.#once((done) => done(this.database.tables(identity).checkpoint));
  }

  holder(identity: ConsumerIdentity): Promise<LeaseHolder | undefined> {
    return this.#once((done) =>
      done(holderOf(this.database.tables(identity).checkpoint, this.database.nowMs)),
    );
  }

  acquire(identity: ConsumerIdentity, owner: string, leaseMs: number): Promise<LeaseAttempt> {
    return this.#once((done) => {
      this.database.whenUnlocked(identity.consumer, () => done(this.#acquireNow(identity, owner, leaseMs)));
    });
  }

  renew(
    identity: ConsumerIdentity,
    lease: Lease,
    { leaseMs, committedSequence }: { readonly leaseMs: number; readonly committedSequence: number },
  ): Promise<boolean> {
    return this.#once((done) => {
      this.database.whenUnlocked(identity.consumer, () => {
        const { sequence } = this.database.tables(identity).checkpoint ?? NEW_CHECKPOINT;
        const leasedUntilMs = this.database.nowMs + leaseMs;
        done(sequence >= committedSequence && this.#change(identity, lease, { leasedUntilMs }));
      });
    });
  }

  async release(identity: ConsumerIdentity, lease: Lease): Promise<void> {
    await this.#once<boolean>((done) => {
      this.database.whenUnlocked(identity.consumer, () =>
        done(this.#change(identity, lease, { owner: null })),
      );
    });
  }

  otherConsumers(): Promise<readonly string[]> {
    return this.#once((done) => done([]));
  }

  async begin(idleMsMax: number): Promise<LedgerTransaction<WriteTransaction>> {
    const session = new Session();
    await this.database.call<void>(this.process, session, (done) => done());
    this.database.endWhenIdle(session, this.process, idleMsMax);
    return new SimLedgerTransaction(this.database, this.process, session);
  }

  #acquireNow(identity: ConsumerIdentity, owner: string, leaseMs: number): LeaseAttempt {
    const tables = this.database.tables(identity);
    const row = tables.checkpoint ?? NEW_CHECKPOINT;
    const { nowMs } = this.database;
    if (row.owner !== null && row.owner !== owner && row.leasedUntilMs > nowMs) {
      return {
        taken: false,
        holder: {
          owner: row.owner,
          fence: row.fence,
          ...leaseTimes(row, nowMs),
        },
      };
    }
    const fence = row.fence + 1;
    tables.checkpoint = {
      ...row,
      owner,
      fence,
      leasedUntilMs: nowMs + leaseMs,
    };
    return {
      taken: true,
      lease: { owner, fence },
      position: { epoch: row.epoch, sequence: row.sequence },
    };
  }

  #change(identity: ConsumerIdentity, { owner, fence }: Lease, change: Partial<CheckpointRow>): boolean {
    const tables = this.database.tables(identity);
    const row = tables.checkpoint;
    if (row === undefined || row.owner !== owner || row.fence !== fence) return false;
    tables.checkpoint = { ...row, ...change };
    return true;
  }

  /** A statement of its own, over a connection from the pool. */
  #once<T>(work: (done: (result: T) => void) => void): Promise<T> {
    return this.database.call(this.process, new Session(), work);
  }
}

class SimLedgerTransaction implements LedgerTransaction<WriteTransaction> {
  readonly writer = new SimTransaction((events) =>
    this.#do((tables) => events.forEach((event) => tables.apply(event))),
  );
  #consumer = '';
  /** Whoever moves the checkpoint must hold the lease. */
  #hasMoved = false;

  constructor(
    private readonly database: SimDatabase,
    private readonly process: SimProcess,
    private readonly session: Session,
  ) {}

  lock(identity: ConsumerIdentity): Promise<LockedCheckpoint | undefined> {
    this.#consumer = identity.consumer;
    return this.database.call(this.process, this.session, (done) => {
      this.database.lock(this.session, identity.consumer, () =>
        done(this.database.tables(identity).checkpoint),
      );
    });
  }

  move(_: ConsumerIdentity, position: Position, leaseMs: number): Promise<void> {
    this.#hasMoved = true;
    const leasedUntilMs = this.database.nowMs + leaseMs;
    return this.#do((tables) => {
      tables.checkpoint = {
        ...(tables.checkpoint ?? NEW_CHECKPOINT),
        ...position,
        leasedUntilMs,
      };
    });
  }

  noteSkipped(_: ConsumerIdentity, span: SequenceSpan): Promise<void> {
    return this.#do((tables) => void tables.skipped.push({ ...span, isRedriven: false }));
  }

  claimSkipped(
    identity: ConsumerIdentity,
    { firstSequence, lastSequence }: SequenceSpan,
  ): Promise<readonly SequenceSpan[]> {
    const isMeant = (row: SkippedRow): boolean =>
      row.firstSequence >= firstSequence && row.lastSequence <= lastSequence && !row.isRedriven;
    return this.database.call(this.process, this.session, (done) => {
      // Nobody else changes them meanwhile: the row of the checkpoint is locked.
      const claimed = this.database.tables(identity).skipped.filter(isMeant);
      this.session.changes.push((tables) => {
        for (const row of tables.skipped) if (isMeant(row)) row.isRedriven = true;
      });
      done(claimed);
    });
  }

  async commit(): Promise<void> {
    await this.database.call<void>(this.process, this.session, (done) => {
      const tables = this.database.tables({ consumer: this.#consumer });
      if (this.#hasMoved) this.database.assertHolder(this.#consumer, this.process);
      for (const change of this.session.changes) change(tables);
      done();
      this.database.end(this.session);
    });
  }

  async rollback(): Promise<void> {
    await this.database
      .call<void>(this.process, this.session, (done) => {
        done();
        this.database.end(this.session);
      })
      .catch(() => undefined);
  }

  /** A change that is there, for others, with the commit. */
  #do(change: (tables: Tables) => void): Promise<void> {
    return this.database.call(this.process, this.session, (done) => {
      this.session.changes.push(change);
      done();
    });
  }
}

function holderOf(row: CheckpointRow | undefined, nowMs: number): LeaseHolder | undefined {
  if (row === undefined || row.owner === null) return undefined;
  return { owner: row.owner, fence: row.fence, ...leaseTimes(row, nowMs) };
}

function leaseTimes(
  { leasedUntilMs }: CheckpointRow,
  nowMs: number,
): { leasedUntil: Date; remainingMs: number } {
  return {
    leasedUntil: new Date(leasedUntilMs),
    remainingMs: leasedUntilMs - nowMs,
  };
}
