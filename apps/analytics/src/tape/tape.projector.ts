import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const TAPE = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  sequence: 'int8',
  event_index: 'int4',
  traded_at: 'timestamptz',
  runner_id: 'int4',
  price: 'int4',
  size: 'int4',
  taker_side: 'text',
});
const INSERT_TAPE = insertInto('tape', TAPE);

/** Keeps the tape of every market. */
@Injectable()
export class TapeProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = [];
    for (const { data, sequence, index, timeMs } of events) {
      if (data.type !== 'order.matched') continue;
      rows.push({
        shard,
        market_id: data.marketId,
        sequence,
        event_index: index,
        traded_at: timeMs,
        runner_id: data.runnerId,
        price: data.price,
        size: data.size,
        taker_side: data.takerSide,
      });
    }
    if (rows.length > 0) await transaction.execute(INSERT_TAPE, TAPE.values(rows));
  }
}
