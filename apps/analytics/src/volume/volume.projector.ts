import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto, type WriteTransaction } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldVolumeChanges, type PriceChange, type RunnerChange } from './volume-changes.js';

const RUNNERS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  last_price: 'int4',
  last_traded_at: 'timestamptz',
  volume: 'int8',
  price_size: 'numeric',
  trade_count: 'int8',
});
const UPDATE_RUNNERS = `
  UPDATE runners r
     SET last_price = d.last_price,
         last_traded_at = d.last_traded_at,
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
const UPSERT_VOLUMES = `
  ${insertInto('volumes AS v', VOLUMES)}
  ON CONFLICT (shard, market_id, runner_id, price) DO UPDATE
     SET size = v.size + excluded.size, trade_count = v.trade_count + excluded.trade_count`;

/** Keeps the sums over the trades of every runner, and of every price of it. */
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
      last_price: change.lastPrice,
      last_traded_at: change.lastTradedAtMs,
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
    await transaction.execute(UPSERT_VOLUMES, VOLUMES.values(rows));
  }
}
