import type { SequencedExchangeEvent } from '@backlay/contracts';
import type { Position, SequenceSpan } from '@backlay/persistence';

/** The row of a consumer's checkpoint. */
export interface CheckpointRow extends Position {
  readonly owner: string | null;
  readonly fence: number;
  readonly leasedUntilMs: number;
}

/** What one consumer group has made of the events; made anew from the same events it is the same. */
export class Tables {
  checkpoint: CheckpointRow | undefined;
  readonly skipped: SequenceSpan[] = [];
  /** By place: `sequence/index type`. */
  readonly events: string[] = [];
  /** Sum of the sizes of all trades. */
  matchedSum = 0;
  readonly remaining = new Map<number, number>();

  /** Writes an event, whether or not it is there already: only what calls it can know. */
  apply({ sequence, index, data }: SequencedExchangeEvent): void {
    this.events.push(`${sequence}/${index} ${data.type}`);
    switch (data.type) {
      case 'order.placed':
        this.remaining.set(data.orderId, data.size);
        return;
      case 'order.matched':
        this.matchedSum += data.size;
        this.remaining.set(data.makerOrderId, data.makerSizeRemaining);
        this.remaining.set(data.takerOrderId, data.takerSizeRemaining);
        return;
      case 'order.cancelled':
        this.remaining.set(data.orderId, data.sizeRemaining);
        return;
      case 'order.lapsed':
        this.remaining.set(data.orderId, 0);
        return;
      default:
    }
  }

  /** All rows in one text, to compare with another's. */
  rows(): string {
    const orders = [...this.remaining].sort(([a], [b]) => a - b).map(([id, size]) => `${id}=${size}`);
    return [...this.events, `matched ${this.matchedSum}`, ...orders].join('\n');
  }

  copy(): Tables {
    const copy = new Tables();
    copy.checkpoint = this.checkpoint;
    copy.skipped.push(...this.skipped);
    copy.events.push(...this.events);
    copy.matchedSum = this.matchedSum;
    for (const [id, size] of this.remaining) copy.remaining.set(id, size);
    return copy;
  }
}
