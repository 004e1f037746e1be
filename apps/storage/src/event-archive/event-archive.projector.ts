import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { marketIdOf } from '@backlay/contracts';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const EVENTS = new ColumnSet({
  shard: 'int4',
  sequence: 'int8',
  event_index: 'int4',
  type: 'text',
  market_id: 'int4',
  time: 'timestamptz',
  payload: 'json',
});
const INSERT_EVENTS = insertInto('events', EVENTS);

/** Keeps every event. */
@Injectable()
export class EventArchiveProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(({ data, sequence, index, timeMs }) => ({
      shard,
      sequence,
      event_index: index,
      type: data.type,
      market_id: marketIdOf(data),
      time: timeMs,
      payload: JSON.stringify(data),
    }));
    await transaction.execute(INSERT_EVENTS, EVENTS.values(rows));
  }
}
