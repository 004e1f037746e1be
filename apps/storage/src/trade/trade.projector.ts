import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const TRADES = new ColumnSet({
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
const INSERT_TRADES = insertInto('trades', TRADES);

const TRADE_CHANGES = new ColumnSet({
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
const INSERT_TRADE_CHANGES = insertInto('trade_changes', TRADE_CHANGES);

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
    if (rows.length > 0) await transaction.execute(INSERT_TRADES, TRADES.values(rows));
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
    if (rows.length > 0) await transaction.execute(INSERT_TRADE_CHANGES, TRADE_CHANGES.values(rows));
  }
}
