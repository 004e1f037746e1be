import { isPassingFault, type ConsumerLedger, type Lease, type Position } from '@backlay/persistence';
import { SYSTEM_TIMERS, type Timers } from '@backlay/transport';
import { Logger } from '@nestjs/common';

/** How often a standby asks for the lease, in ms. */
export const LEASE_POLL_MS = 250;
/** The lease is renewed so many times within its duration: one renewal may fail and another one be late. */
const RENEWALS_PER_LEASE = 3;

/** What a lease needs of the ledger. */
export type LeasedLedger = Pick<ConsumerLedger, 'acquire' | 'renew' | 'release' | 'holder' | 'leaseMs'>;

/** Keeps this process the only one of its group that writes, or waits until it may become that. */
export class ConsumerLease {
  readonly #ledger: LeasedLedger;
  readonly #timers: Timers;
  readonly #logger = new Logger('Lease');
  #onLost: () => void = () => undefined;
  #heartbeat = new AbortController();
  /** The latest lease that was had. */
  #had: Lease | undefined;
  #trouble: string | undefined;

  constructor(ledger: LeasedLedger, timers: Timers = SYSTEM_TIMERS) {
    this.#ledger = ledger;
    this.#timers = timers;
  }

  /** Called when a renewal finds that somebody else has taken over, or that the database was put back. */
  set onLost(listener: () => void) {
    this.#onLost = listener;
  }

  /** Why nothing but a mended configuration helps; undefined when all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * Waits for the lease, for as long as it takes, and keeps it from then on.
   * @returns the position to go on behind
   * @throws the signal's reason when it is aborted first
   */
  async take(signal: AbortSignal): Promise<Position> {
    this.#stopHeartbeat();
    for (let told: string | undefined; ;) {
      signal.throwIfAborted();
      const position = await this.#tryToTake((holder) => {
        if (holder !== told) this.#logger.log(`standby: ${holder} is active`);
        told = holder;
      });
      // Closed while the database was answering: whoever releases may have been too early.
      if (signal.aborted) await this.release();
      else if (position !== undefined) return position;
      await this.#timers.delay(LEASE_POLL_MS, signal);
    }
  }

  /** Gives the lease up, so that a standby goes on at once. What cannot be given up runs out by itself. */
  async release(): Promise<void> {
    this.#stopHeartbeat();
    await this.#ledger.release().catch((error: unknown) => this.#note('was not given up', error));
  }

  async #tryToTake(onStandby: (holder: string) => void): Promise<Position | undefined> {
    try {
      if (await this.#isLedByNamesake()) return undefined;
      const attempt = await this.#ledger.acquire();
      if (!attempt.taken) {
        onStandby(attempt.holder.owner);
        return undefined;
      }
      this.#had = attempt.lease;
      const { owner, fence } = attempt.lease;
      this.#logger.log(`active as ${owner} (fence ${fence}), behind sequence ${attempt.position.sequence}`);
      this.#startHeartbeat();
      return attempt.position;
    } catch (error) {
      if (!isPassingFault(error)) throw error;
      this.#note('cannot be asked for', error);
      return undefined;
    }
  }

  /**
   * Whether a process of the same name has taken the lease from this one: to take it back would go on for ever. One that
   * is not renewed is nobody's; it may even be our own, when the answer that we had it was lost.
   */
  async #isLedByNamesake(): Promise<boolean> {
    const had = this.#had;
    const holder = had === undefined ? undefined : await this.#ledger.holder();
    const isNamesake =
      holder !== undefined &&
      holder.owner === had?.owner &&
      holder.fence > had.fence &&
      holder.remainingMs > 0;
    const trouble = isNamesake
      ? `another process goes by the name ${holder.owner} and has taken over: give each process a *_CONSUMER_NAME of its own`
      : undefined;
    if (trouble !== undefined && trouble !== this.#trouble) this.#logger.error(trouble);
    this.#trouble = trouble;
    return isNamesake;
  }

  #startHeartbeat(): void {
    this.#heartbeat = new AbortController();
    void this.#beat(this.#heartbeat.signal);
  }

  #stopHeartbeat(): void {
    this.#heartbeat.abort();
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const intervalMs = this.#ledger.leaseMs / RENEWALS_PER_LEASE;
    let isKept = true;
    while (isKept && !signal.aborted) {
      await this.#timers.delay(intervalMs, signal);
      if (!signal.aborted) isKept = await this.#isKept();
    }
    if (signal.aborted) return;
    this.#logger.warn('lost: another process has taken over, or the database was put back');
    this.#onLost();
  }

  async #isKept(): Promise<boolean> {
    try {
      return await this.#ledger.renew();
    } catch (error) {
      // It is tried again before the lease has run out; if that is too late, somebody else takes over.
      this.#note('was not renewed', error);
      return true;
    }
  }

  #note(what: string, error: unknown): void {
    this.#logger.warn(`the lease ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
