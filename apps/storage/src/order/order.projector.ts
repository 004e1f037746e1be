import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto, type RowOf, type WriteTransaction } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldOrderChanges, type OrderChange } from './order-changes.js';

const NEW_ORDERS = {
  shard: 'int4',
  order_id: 'int8',
  account_id: 'text',
  market_id: 'int4',
  runner_id: 'int4',
  side: 'text',
  price: 'int4',
  size: 'int4',
  size_matched: 'int4',
  size_remaining: 'int4',
  size_cancelled: 'int4',
  size_lapsed: 'int4',
  size_voided: 'int4',
  matched_price_size: 'int8',
  replaces_order_id: 'int8?',
  placed_sequence: 'int8',
  placed_at: 'timestamptz',
  updated_sequence: 'int8',
  updated_at: 'timestamptz',
} as const;
const INSERTS = new ColumnSet(NEW_ORDERS);
const INSERT_ORDERS = insertInto('orders', INSERTS);

const UPDATES = new ColumnSet({
  shard: 'int4',
  order_id: 'int8',
  size_matched: 'int4',
  size_remaining: 'int4',
  size_cancelled: 'int4',
  size_lapsed: 'int4',
  matched_price_size: 'int8',
  updated_sequence: 'int8',
  updated_at: 'timestamptz',
});
/** What was done is added, what remains is taken from the event: the constraint on the table proves that both agree. */
const UPDATE_ORDERS = `
  UPDATE orders o
     SET size_matched = o.size_matched + d.size_matched,
         size_remaining = d.size_remaining,
         size_cancelled = o.size_cancelled + d.size_cancelled,
         size_lapsed = o.size_lapsed + d.size_lapsed,
         matched_price_size = o.matched_price_size + d.matched_price_size,
         updated_sequence = d.updated_sequence,
         updated_at = d.updated_at
    FROM ${UPDATES.source}
   WHERE o.shard = d.shard AND o.order_id = d.order_id`;

/** Keeps the current state of every order. */
@Injectable()
export class OrderProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const changes = foldOrderChanges(events);
    const inserts = changes.flatMap((change) => newOrderRow(shard, change) ?? []);
    const updates = changes.filter(({ placed }) => placed === undefined);
    if (inserts.length > 0) await transaction.execute(INSERT_ORDERS, INSERTS.values(inserts));
    if (updates.length > 0) await this.#update(shard, updates, transaction);
  }

  async #update(
    shard: number,
    changes: readonly OrderChange[],
    transaction: WriteTransaction,
  ): Promise<void> {
    const rows = changes.map((change) => ({
      shard,
      order_id: change.orderId,
      size_matched: change.sizeMatched,
      size_remaining: change.sizeRemaining,
      size_cancelled: change.sizeCancelled,
      size_lapsed: change.sizeLapsed,
      matched_price_size: change.matchedPriceSize,
      updated_sequence: change.updatedSequence,
      updated_at: change.updatedAtMs,
    }));
    const updated = await transaction.execute(UPDATE_ORDERS, UPDATES.values(rows));
    if (updated !== rows.length) {
      throw new Error(
        `${rows.length - updated} of ${rows.length} changed orders were never placed in this database`,
      );
    }
  }
}

function newOrderRow(shard: number, change: OrderChange): RowOf<typeof NEW_ORDERS> | undefined {
  if (change.placed === undefined) return undefined;
  const { event, sequence, timeMs } = change.placed;
  return {
    shard,
    order_id: change.orderId,
    account_id: event.accountId,
    market_id: event.marketId,
    runner_id: event.runnerId,
    side: event.side,
    price: event.price,
    size: event.size,
    size_matched: change.sizeMatched,
    size_remaining: change.sizeRemaining,
    size_cancelled: change.sizeCancelled,
    size_lapsed: change.sizeLapsed,
    size_voided: 0,
    matched_price_size: change.matchedPriceSize,
    replaces_order_id: event.replacesOrderId === 0 ? null : event.replacesOrderId,
    placed_sequence: sequence,
    placed_at: timeMs,
    updated_sequence: change.updatedSequence,
    updated_at: change.updatedAtMs,
  };
}
