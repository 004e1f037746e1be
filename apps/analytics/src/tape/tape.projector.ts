import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { CopyTable } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const TAPE = new CopyTable('tape', {
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
    await transaction.copy(TAPE, rows);
  }
}
