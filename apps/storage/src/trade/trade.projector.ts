import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { CopyTable } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const TRADES = new CopyTable('trades', {
  shard: 'int4',
  traded_at: 'timestamptz',
  sequence: 'int8',
  event_index: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  price: 'int4',
  size: 'int4',
  maker_order_id: 'int8',
  maker_account_id: 'text',
  taker_order_id: 'int8',
  taker_account_id: 'text',
  taker_side: 'text',
});

const TRADE_CHANGES = new CopyTable('trade_changes', {
  shard: 'int4',
  trade_sequence: 'int8',
  trade_index: 'int4',
  sequence: 'int8',
  event_index: 'int4',
  changed_at: 'timestamptz',
  kind: 'text',
  price_before: 'int4',
  price: 'int4',
});

/** Keeps every trade as it was made, and beside it what became of it. */
@Injectable()
export class TradeProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    await this.#insertTrades(batch);
    await this.#insertChanges(batch);
  }

  async #insertTrades({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = [];
    for (const { data, sequence, index, timeMs } of events) {
      if (data.type !== 'order.matched') continue;
      rows.push({
        shard,
        traded_at: timeMs,
        sequence,
        event_index: index,
        market_id: data.marketId,
        runner_id: data.runnerId,
        price: data.price,
        size: data.size,
        maker_order_id: data.makerOrderId,
        maker_account_id: data.makerAccountId,
        taker_order_id: data.takerOrderId,
        taker_account_id: data.takerAccountId,
        taker_side: data.takerSide,
      });
    }
    await transaction.copy(TRADES, rows);
  }

  async #insertChanges({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = [];
    for (const { data, sequence, index, timeMs } of events) {
      if (data.type !== 'trade.voided' && data.type !== 'trade.reduced') continue;
      rows.push({
        shard,
        trade_sequence: data.tradeSequence,
        trade_index: data.tradeIndex,
        sequence,
        event_index: index,
        changed_at: timeMs,
        kind: data.type === 'trade.voided' ? 'VOIDED' : 'REDUCED',
        price_before: data.type === 'trade.voided' ? data.price : data.priceBefore,
        price: data.price,
      });
    }
    await transaction.copy(TRADE_CHANGES, rows);
  }
}
