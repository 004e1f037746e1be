import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, CopyTable, type RowOf, type WriteTransaction } from '@backlay/persistence';
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
  persistence: 'text',
  time_in_force: 'text',
  min_fill_size: 'int4?',
  good_till: 'timestamptz?',
  release_at: 'timestamptz?',
  cancel_reason: 'text?',
  lapse_reason: 'text?',
  placed_sequence: 'int8',
  placed_at: 'timestamptz',
  updated_sequence: 'int8',
  updated_at: 'timestamptz',
} as const;
const ORDERS = new CopyTable('orders', NEW_ORDERS);

const UPDATES = new ColumnSet({
  shard: 'int4',
  order_id: 'int8',
  size_matched: 'int4',
  size_remaining: 'int4?',
  size_cancelled: 'int4',
  size_lapsed: 'int4',
  size_voided: 'int4',
  matched_price_size: 'int8',
  price: 'int4?',
  wait_ended: 'int2',
  cancel_reason: 'text?',
  lapse_reason: 'text?',
  updated_sequence: 'int8',
  updated_at: 'timestamptz',
});
/** What was done is added, what remains is taken from the event: the constraint on the table proves that both agree. */
const UPDATE_ORDERS = `
  UPDATE orders o
     SET size_matched = o.size_matched + d.size_matched,
         size_remaining = coalesce(d.size_remaining, o.size_remaining),
         size_cancelled = o.size_cancelled + d.size_cancelled,
         size_lapsed = o.size_lapsed + d.size_lapsed,
         size_voided = o.size_voided + d.size_voided,
         matched_price_size = o.matched_price_size + d.matched_price_size,
         price = coalesce(d.price, o.price),
         release_at = CASE d.wait_ended WHEN 1 THEN NULL ELSE o.release_at END,
         cancel_reason = coalesce(d.cancel_reason, o.cancel_reason),
         lapse_reason = coalesce(d.lapse_reason, o.lapse_reason),
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
    await transaction.copy(ORDERS, inserts);
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
      size_voided: change.sizeVoided,
      matched_price_size: change.matchedPriceSize,
      price: change.price,
      wait_ended: change.hasEndedWait ? 1 : 0,
      cancel_reason: change.cancelReason,
      lapse_reason: change.lapseReason,
      updated_sequence: change.updatedSequence,
      updated_at: change.updatedAtMs,
    }));
    await transaction.send(UPDATE_ORDERS, UPDATES.values(rows), (updated) => {
      if (updated === rows.length) return;
      throw new Error(
        `${rows.length - updated} of ${rows.length} changed orders were never placed in this database`,
      );
    });
  }
}

function newOrderRow(shard: number, change: OrderChange): RowOf<typeof NEW_ORDERS> | undefined {
  if (change.placed === undefined) return undefined;
  const { event, sequence, timeMs } = change.placed;
  const { persistence, timeInForce, minFillSize, goodTillMs } = change.terms;
  return {
    shard,
    order_id: change.orderId,
    account_id: event.accountId,
    market_id: event.marketId,
    runner_id: event.runnerId,
    side: event.side,
    price: change.price ?? event.price,
    size: event.size,
    size_matched: change.sizeMatched,
    size_remaining: change.sizeRemaining ?? event.size,
    size_cancelled: change.sizeCancelled,
    size_lapsed: change.sizeLapsed,
    size_voided: change.sizeVoided,
    matched_price_size: change.matchedPriceSize,
    replaces_order_id: event.replacesOrderId === 0 ? null : event.replacesOrderId,
    persistence,
    time_in_force: timeInForce,
    min_fill_size: minFillSize === 0 ? null : minFillSize,
    good_till: goodTillMs === 0 ? null : goodTillMs,
    release_at: change.releaseMs,
    cancel_reason: change.cancelReason,
    lapse_reason: change.lapseReason,
    placed_sequence: sequence,
    placed_at: timeMs,
    updated_sequence: change.updatedSequence,
    updated_at: change.updatedAtMs,
  };
}
