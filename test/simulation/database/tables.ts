import type { SequencedExchangeEvent } from '@backlay/contracts';
import type { Position, SequenceSpan } from '@backlay/persistence';

/** The row of a consumer's checkpoint. */
export interface CheckpointRow extends Position {
  readonly owner: string | null;
  readonly fence: number;
  readonly leasedUntilMs: number;
}

/** Sequences that the checkpoint has gone past without their rows. */
export interface SkippedRow extends SequenceSpan {
  isRedriven: boolean;
}

/** More than a command has events. */
const EVENTS_MAX = 10_000;

/** What one consumer group has made of the events; made anew from the same events it is the same. */
export class Tables {
  checkpoint: CheckpointRow | undefined;
  readonly skipped: SkippedRow[] = [];
  /** By place: `sequence/index type`. */
  readonly events: string[] = [];
  /** Sum of the sizes of all trades. */
  matchedSum = 0;
  /** By account, added up movement by movement. */
  readonly #balances = new Map<string, number>();
  /** By order; what an event that came later has said is not changed by an earlier one that is made good. */
  readonly #remaining = new Map<number, { readonly place: number; readonly size: number }>();

  /** Writes an event, whether or not it is there already: only what calls it can know. */
  apply({ sequence, index, data }: SequencedExchangeEvent): void {
    this.events.push(`${sequence}/${index} ${data.type}`);
    const keep = (orderId: number, size: number): void => {
      const place = sequence * EVENTS_MAX + index;
      if ((this.#remaining.get(orderId)?.place ?? -1) < place) this.#remaining.set(orderId, { place, size });
    };
    switch (data.type) {
      case 'account.deposited':
        this.#move(data.accountId, data.amount);
        return;
      case 'account.withdrawn':
        this.#move(data.accountId, -data.amount);
        return;
      case 'account.settled':
        this.#move(data.accountId, data.profit - data.commission);
        return;
      case 'account.settlement-reversed':
        this.#move(data.accountId, data.commission - data.profit);
        return;
      case 'order.placed':
        keep(data.orderId, data.size);
        return;
      case 'order.matched':
        this.matchedSum += data.size;
        keep(data.makerOrderId, data.makerSizeRemaining);
        keep(data.takerOrderId, data.takerSizeRemaining);
        return;
      case 'order.cancelled':
        keep(data.orderId, data.sizeRemaining);
        return;
      case 'order.lapsed':
        keep(data.orderId, 0);
        return;
      default:
    }
  }

  /** What the movements of an account come to, in minor units. */
  balanceOf(accountId: string): number {
    return this.#balances.get(accountId) ?? 0;
  }

  #move(accountId: string, amount: number): void {
    this.#balances.set(accountId, this.balanceOf(accountId) + amount);
  }

  /** The sequences that were skipped and are not made good. */
  missing(): Set<number> {
    const missing = new Set<number>();
    for (const { firstSequence, lastSequence, isRedriven } of this.skipped) {
      if (isRedriven) continue;
      for (let sequence = firstSequence; sequence <= lastSequence; sequence++) missing.add(sequence);
    }
    return missing;
  }

  /** All rows in one text, to compare with another's, in the order in which they came. */
  rows(): string {
    return this.#rows(this.events);
  }

  /** The same for rows of which some came later than others before them. */
  sortedRows(): string {
    return this.#rows(this.events.toSorted());
  }

  #rows(events: readonly string[]): string {
    const orders = [...this.#remaining].sort(([a], [b]) => a - b).map(([id, { size }]) => `${id}=${size}`);
    const money = [...this.#balances].map(([accountId, balance]) => `${accountId} has ${balance}`);
    return [...events, `matched ${this.matchedSum}`, ...orders, ...money.toSorted()].join('\n');
  }

  copy(): Tables {
    const copy = new Tables();
    copy.checkpoint = this.checkpoint;
    copy.skipped.push(...this.skipped.map((row) => ({ ...row })));
    copy.events.push(...this.events);
    copy.matchedSum = this.matchedSum;
    for (const [accountId, balance] of this.#balances) copy.#balances.set(accountId, balance);
    for (const [id, row] of this.#remaining) copy.#remaining.set(id, row);
    return copy;
  }
}
