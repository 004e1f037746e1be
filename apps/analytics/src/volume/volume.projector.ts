import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, type WriteTransaction } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldVolumeChanges, type PriceChange, type RunnerChange } from './volume-changes.js';

const RUNNERS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  last_price: 'int4?',
  last_traded_at: 'timestamptz?',
  volume: 'int8',
  price_size: 'numeric',
  trade_count: 'int8',
});
const UPDATE_RUNNERS = `
  UPDATE runners r
     SET last_price = coalesce(d.last_price, r.last_price),
         last_traded_at = coalesce(d.last_traded_at, r.last_traded_at),
         volume = r.volume + d.volume,
         price_size = r.price_size + d.price_size,
         trade_count = r.trade_count + d.trade_count
    FROM ${RUNNERS.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.runner_id = d.runner_id`;

const VOLUMES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  price: 'int4',
  size: 'int8',
  trade_count: 'int8',
});
// A price whose last trade was voided or reduced has no row; one that falls below zero violates the table's constraints.
const MERGE_VOLUMES = `
  MERGE INTO volumes v
  USING (SELECT ${VOLUMES.names} FROM ${VOLUMES.source}) d
     ON v.shard = d.shard AND v.market_id = d.market_id AND v.runner_id = d.runner_id AND v.price = d.price
   WHEN MATCHED AND v.size + d.size = 0 AND v.trade_count + d.trade_count = 0 THEN DELETE
   WHEN MATCHED THEN UPDATE SET size = v.size + d.size, trade_count = v.trade_count + d.trade_count
   WHEN NOT MATCHED THEN INSERT (${VOLUMES.names})
        VALUES (d.shard, d.market_id, d.runner_id, d.price, d.size, d.trade_count)`;

/** Keeps the sums over the trades of every runner, and of every price of it, as they stand after voids and reductions. */
@Injectable()
export class VolumeProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const { runners, prices } = foldVolumeChanges(events);
    if (runners.length === 0) return;
    await this.#addToRunners(shard, runners, transaction);
    await this.#addToPrices(shard, prices, transaction);
  }

  async #addToRunners(
    shard: number,
    changes: readonly RunnerChange[],
    transaction: WriteTransaction,
  ): Promise<void> {
    const rows = changes.map((change) => ({
      shard,
      market_id: change.marketId,
      runner_id: change.runnerId,
      last_price: change.last?.price ?? null,
      last_traded_at: change.last?.timeMs ?? null,
      volume: change.volume,
      price_size: change.priceSize,
      trade_count: change.tradeCount,
    }));
    const updated = await transaction.execute(UPDATE_RUNNERS, RUNNERS.values(rows));
    if (updated !== rows.length)
      throw new Error('a trade names a runner of which no market was created here');
  }

  async #addToPrices(
    shard: number,
    changes: readonly PriceChange[],
    transaction: WriteTransaction,
  ): Promise<void> {
    const rows = changes.map(({ marketId, runnerId, price, size, tradeCount }) => ({
      shard,
      market_id: marketId,
      runner_id: runnerId,
      price,
      size,
      trade_count: tradeCount,
    }));
    if (rows.length > 0) await transaction.send(MERGE_VOLUMES, VOLUMES.values(rows));
  }
}
