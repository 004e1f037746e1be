import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { marketIdOf, type SequencedExchangeEvent } from '@backlay/contracts';
import { CopyTable, type RowOf } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const COLUMNS = {
  shard: 'int4',
  sequence: 'int8',
  event_index: 'int4',
  type: 'text',
  market_id: 'int4',
  time: 'timestamptz',
  payload: 'json',
} as const;
const EVENTS = new CopyTable('events', COLUMNS);

/** Keeps every event. */
@Injectable()
export class EventArchiveProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    await transaction.copy(EVENTS, archiveRows(shard, events));
  }
}

function* archiveRows(
  shard: number,
  events: readonly SequencedExchangeEvent[],
): Generator<RowOf<typeof COLUMNS>> {
  for (const { data, sequence, index, timeMs } of events) {
    yield {
      shard,
      sequence,
      event_index: index,
      type: data.type,
      market_id: marketIdOf(data),
      time: timeMs,
      payload: JSON.stringify(data),
    };
  }
}
