import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto, toSafeInteger, type WriteTransaction } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldLevelChanges, ordersInDoubt, type LevelChange } from './level-changes.js';

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

const ORDERS = new ColumnSet({ shard: 'int4', order_id: 'int8' });
const FIND_WAITING = `
  SELECT w.order_id FROM waiting_orders w
    JOIN ${ORDERS.source} ON w.shard = d.shard AND w.order_id = d.order_id`;
const INSERT_WAITING = insertInto('waiting_orders', ORDERS);
const DELETE_WAITING = `
  DELETE FROM waiting_orders w USING ${ORDERS.source} WHERE w.shard = d.shard AND w.order_id = d.order_id`;

/** Keeps the depth of every runner: the size that rests at each price. */
@Injectable()
export class LevelProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const orderRows = (orderIds: readonly number[]) =>
      ORDERS.values(orderIds.map((orderId) => ({ shard, order_id: orderId })));
    const inDoubt = ordersInDoubt(events);
    const found =
      inDoubt.length === 0
        ? []
        : await transaction.query<{ order_id: string }>(FIND_WAITING, orderRows(inDoubt));
    const waitingBefore = new Set(found.map(({ order_id }) => toSafeInteger(order_id)));
    const { levels, waiting, ended } = foldLevelChanges(events, waitingBefore);
    await this.#merge(shard, levels, transaction);
    if (waiting.length > 0) await transaction.execute(INSERT_WAITING, orderRows(waiting));
    if (ended.length > 0) await transaction.execute(DELETE_WAITING, orderRows(ended));
  }

  async #merge(shard: number, levels: readonly LevelChange[], transaction: WriteTransaction): Promise<void> {
    const rows = levels.map(({ marketId, runnerId, side, price, size }) => ({
      shard,
      market_id: marketId,
      runner_id: runnerId,
      side,
      price,
      size,
    }));
    if (rows.length > 0) await transaction.send(MERGE_LEVELS, CHANGES.values(rows));
  }
}
