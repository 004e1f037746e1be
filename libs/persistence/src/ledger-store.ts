/** Whose position a ledger keeps. */
export interface ConsumerIdentity {
  /** Name of the consumer group. */
  readonly consumer: string;
  readonly shard: number;
}

/** A consumer's place in the total order of its shard. */
export interface Position {
  readonly epoch: number;
  /** Last applied sequence. */
  readonly sequence: number;
}

/** Sequences without a hole, both ends included. */
export interface SequenceSpan {
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/**
 * The right to write for a consumer group and shard. The fence grows with each change of hands, so that a holder who was
 * away for too long is told from the one who followed.
 */
export interface Lease {
  /** Name of the process that holds it. */
  readonly owner: string;
  readonly fence: number;
}

/** Who holds a lease, as the database sees it. */
export interface LeaseHolder extends Lease {
  /** By the clock of the database. From then on anyone may take it. */
  readonly leasedUntil: Date;
  /** How long that still is, by the same clock, in ms; 0 or less when it has run out. */
  readonly remainingMs: number;
}

/** A checkpoint with what its row says about the lease. `owner` is null when nobody holds it. */
export interface LockedCheckpoint extends Position {
  readonly owner: string | null;
  readonly fence: number;
}

/** `taken`: ours now, behind this position. Otherwise somebody else's. */
export type LeaseAttempt =
  | { readonly taken: true; readonly lease: Lease; readonly position: Position }
  | { readonly taken: false; readonly holder: LeaseHolder };

/**
 * What the ledger asks of a database. Each method of the store is one atomic statement of its own; all that needs a
 * transaction is in {@link LedgerTransaction}. Every method may reject, and then its effect is unknown.
 *
 * @typeParam Transaction what writers of rows are given
 */
export interface LedgerStore<Transaction> {
  /** The committed position; undefined when there is no row yet. */
  position(identity: ConsumerIdentity): Promise<Position | undefined>;

  /** Who holds the lease, also one that has run out; undefined when it is free. */
  holder(identity: ConsumerIdentity): Promise<LeaseHolder | undefined>;

  /**
   * Takes the lease for `leaseMs` from now when it is free, has run out or already is this owner's; each time the fence
   * grows by one. Waits for a transaction that has the row locked, and decides on what that one leaves behind. Makes the
   * row when there is none.
   */
  acquire(identity: ConsumerIdentity, owner: string, leaseMs: number): Promise<LeaseAttempt>;

  /**
   * Lets the lease end `leaseMs` from now.
   * @returns false when owner and fence are no longer the row's, or its sequence is below `committedSequence`
   */
  renew(
    identity: ConsumerIdentity,
    lease: Lease,
    terms: { readonly leaseMs: number; readonly committedSequence: number },
  ): Promise<boolean>;

  /** Frees the lease; does nothing when owner and fence are no longer the row's. */
  release(identity: ConsumerIdentity, lease: Lease): Promise<void>;

  /** Names of other consumers that have applied something of this shard to the same tables. */
  otherConsumers(identity: ConsumerIdentity): Promise<readonly string[]>;

  /** @param idleMsMax a transaction that does nothing for so long is rolled back by the database, locks and all */
  begin(idleMsMax: number): Promise<LedgerTransaction<Transaction>>;
}

/** A transaction of a {@link LedgerStore}. Ends with one `commit` or `rollback`; not to be used afterwards. */
export interface LedgerTransaction<Transaction> {
  /** For whoever writes rows. */
  readonly writer: Transaction;

  /** Reads the checkpoint and locks its row until the end; undefined when there is none. */
  lock(identity: ConsumerIdentity): Promise<LockedCheckpoint | undefined>;

  /** Moves the locked checkpoint, and lets the lease on it end `leaseMs` from now. */
  move(identity: ConsumerIdentity, position: Position, leaseMs: number): Promise<void>;

  /** Notes sequences whose events are not in the tables although the checkpoint goes past them. */
  noteSkipped(identity: ConsumerIdentity, span: SequenceSpan): Promise<void>;

  /** Marks noted sequences inside a span as made good. @returns those that were not before, in order */
  claimSkipped(identity: ConsumerIdentity, span: SequenceSpan): Promise<readonly SequenceSpan[]>;

  /** When it rejects the outcome is unknown. */
  commit(): Promise<void>;

  /** Never rejects: without a connection there is no transaction either. */
  rollback(): Promise<void>;
}
