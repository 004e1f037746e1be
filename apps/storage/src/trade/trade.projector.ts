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

/** Keeps every trade. */
@Injectable()
export class TradeProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
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
}
