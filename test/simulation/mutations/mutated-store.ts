import type {
  ConsumerIdentity,
  LeaseAttempt,
  LedgerStore,
  LedgerTransaction,
  LockedCheckpoint,
  Position,
  SequenceSpan,
  WriteTransaction,
} from '@backlay/persistence';
import type { SimProcess } from '../core/process.js';
import type { SimDatabase } from '../database/sim-database.js';
import { SimLedgerStore } from '../database/sim-ledger-store.js';
import type { Mutation } from '../scenario.js';

/** A database side that believes whoever asks to be the holder of the lease. */
class UnfencedStore extends SimLedgerStore {
  #owner = '';
  #fence = 0;

  override async acquire(identity: ConsumerIdentity, owner: string, leaseMs: number): Promise<LeaseAttempt> {
    const attempt = await super.acquire(identity, owner, leaseMs);
    if (attempt.taken) [this.#owner, this.#fence] = [owner, attempt.lease.fence];
    return attempt;
  }

  override renew(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override async begin(idleMsMax: number): Promise<LedgerTransaction<WriteTransaction>> {
    const transaction = await super.begin(idleMsMax);
    const lock = transaction.lock.bind(transaction);
    transaction.lock = async (identity): Promise<LockedCheckpoint | undefined> => {
      const checkpoint = await lock(identity);
      return checkpoint && { ...checkpoint, owner: this.#owner, fence: this.#fence };
    };
    return transaction;
  }
}

/** A consumer that believes to know by itself how far it has come, whatever the row says. */
class UncheckedStore extends SimLedgerStore {
  #sequence = -1;

  override async begin(idleMsMax: number): Promise<LedgerTransaction<WriteTransaction>> {
    const transaction = await super.begin(idleMsMax);
    const [lock, move] = [transaction.lock.bind(transaction), transaction.move.bind(transaction)];
    transaction.lock = async (identity): Promise<LockedCheckpoint | undefined> => {
      const checkpoint = await lock(identity);
      return (
        checkpoint && {
          ...checkpoint,
          sequence: Math.max(checkpoint.sequence, this.#sequence),
        }
      );
    };
    transaction.move = (identity, position: Position, leaseMs): Promise<void> => {
      this.#sequence = position.sequence;
      return move(identity, position, leaseMs);
    };
    return transaction;
  }
}

/** A database side that does not note what was made good. */
class ForgetfulStore extends SimLedgerStore {
  override async begin(idleMsMax: number): Promise<LedgerTransaction<WriteTransaction>> {
    const transaction = await super.begin(idleMsMax);
    transaction.claimSkipped = (_, span: SequenceSpan) => Promise.resolve([span]);
    return transaction;
  }
}

/** A lease that is given up in words only. */
class ClingingStore extends SimLedgerStore {
  override release(): Promise<void> {
    return Promise.resolve();
  }
}

const STORES: Partial<Record<Mutation, typeof SimLedgerStore>> = {
  'no-fence': UnfencedStore,
  'no-sequence-check': UncheckedStore,
  'redrive-not-noted': ForgetfulStore,
  'lease-kept-at-stop': ClingingStore,
};

/** The store of a process, or one that makes a mistake. */
export function storeOf(
  database: SimDatabase,
  process: SimProcess,
  mutation: Mutation | undefined,
): LedgerStore<WriteTransaction> {
  const Store = (mutation && STORES[mutation]) ?? SimLedgerStore;
  return new Store(database, process);
}
