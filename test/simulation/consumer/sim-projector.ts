import type { ProjectionBatch, Projector } from '../../../libs/consumer/src/projector.js';
import { SimTransaction } from '../database/sim-transaction.js';
import type { Poison } from './poison.js';

/** Writes each event as a row, unless it is one that the group cannot handle. */
export class SimProjector implements Projector {
  constructor(
    private readonly group: string,
    private readonly poison: Poison,
  ) {}

  async project({ events, transaction }: ProjectionBatch): Promise<void> {
    if (!(transaction instanceof SimTransaction)) throw new TypeError('a transaction of another database');
    for (const sequence of new Set(events.map((event) => event.sequence)))
      this.poison.taste(this.group, sequence);
    await transaction.write(events);
  }
}
