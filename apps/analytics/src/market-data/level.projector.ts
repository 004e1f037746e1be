import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldLevelChanges } from './level-changes.js';

const CHANGES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  side: 'text',
  price: 'int4',
  size: 'int8',
});
// A level that falls below zero violates the table's constraint: events and levels then disagree, and nothing is written.
const MERGE_LEVELS = `
  MERGE INTO levels l
  USING (SELECT ${CHANGES.names} FROM ${CHANGES.source}) d
     ON l.shard = d.shard AND l.market_id = d.market_id AND l.runner_id = d.runner_id
        AND l.side = d.side AND l.price = d.price
   WHEN MATCHED AND l.size + d.size = 0 THEN DELETE
   WHEN MATCHED THEN UPDATE SET size = l.size + d.size
   WHEN NOT MATCHED THEN INSERT (${CHANGES.names})
        VALUES (d.shard, d.market_id, d.runner_id, d.side, d.price, d.size)`;

/** Keeps the depth of every runner: the size that rests at each price. */
@Injectable()
export class LevelProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = foldLevelChanges(events).map(({ marketId, runnerId, side, price, size }) => ({
      shard,
      market_id: marketId,
      runner_id: runnerId,
      side,
      price,
      size,
    }));
    if (rows.length > 0) await transaction.execute(MERGE_LEVELS, CHANGES.values(rows));
  }
}
