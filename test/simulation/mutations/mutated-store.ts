import type {
  ConsumerIdentity,
  LeaseAttempt,
  LedgerTransaction,
  LockedCheckpoint,
} from '@backlay/persistence';
import { SimLedgerStore, type SimRows } from '../database/sim-ledger-store.js';

/** A database side that believes whoever asks to be the holder of the lease. */
export class UnfencedStore extends SimLedgerStore {
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

  override async begin(idleMsMax: number): Promise<LedgerTransaction<SimRows>> {
    const transaction = await super.begin(idleMsMax);
    const lock = transaction.lock.bind(transaction);
    transaction.lock = async (identity): Promise<LockedCheckpoint | undefined> => {
      const checkpoint = await lock(identity);
      return checkpoint && { ...checkpoint, owner: this.#owner, fence: this.#fence };
    };
    return transaction;
  }
}
