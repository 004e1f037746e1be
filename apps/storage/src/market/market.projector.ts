import { marketStatusAfter, type ProjectionBatch, type Projector } from '@backlay/consumer';
import type { MarketCreated, SequencedExchangeEvent } from '@backlay/contracts';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const MARKETS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  name: 'text',
  ladder: 'json',
  status: 'text',
  created_sequence: 'int8',
  created_at: 'timestamptz',
  status_sequence: 'int8',
  status_at: 'timestamptz',
});
const INSERT_MARKETS = insertInto('markets', MARKETS);

const RUNNERS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  position: 'int4',
  name: 'text',
});
const INSERT_RUNNERS = insertInto('runners', RUNNERS);

const STATUSES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  status: 'text',
  status_sequence: 'int8',
  status_at: 'timestamptz',
});
const UPDATE_STATUSES = `
  UPDATE markets m
     SET status = d.status, status_sequence = d.status_sequence, status_at = d.status_at
    FROM ${STATUSES.source}
   WHERE m.shard = d.shard AND m.market_id = d.market_id`;

/** Keeps markets, their runners and their status. */
@Injectable()
export class MarketProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const events = batch.events.filter(({ pattern }) => pattern.startsWith('market.'));
    if (events.length === 0) return;
    await this.#create({ ...batch, events });
    await this.#changeStatus({ ...batch, events });
  }

  async #create({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const created = events.filter((event): event is SequencedExchangeEvent & { data: MarketCreated } => {
      return event.data.type === 'market.created';
    });
    if (created.length === 0) return;
    const markets = created.map(({ data, sequence, timeMs }) => ({
      shard,
      market_id: data.marketId,
      name: data.name,
      ladder: JSON.stringify(data.ladder),
      status: 'INACTIVE',
      created_sequence: sequence,
      created_at: timeMs,
      status_sequence: sequence,
      status_at: timeMs,
    }));
    const runners = created.flatMap(({ data: { marketId, runners } }) =>
      runners.map(({ runnerId, name }, position) => ({
        shard,
        market_id: marketId,
        runner_id: runnerId,
        position,
        name,
      })),
    );
    await transaction.execute(INSERT_MARKETS, MARKETS.values(markets));
    await transaction.execute(INSERT_RUNNERS, RUNNERS.values(runners));
  }

  async #changeStatus({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const latest = new Map<number, Parameters<typeof STATUSES.values>[0][number]>();
    for (const { data, sequence, timeMs } of events) {
      const status = marketStatusAfter(data.type);
      if (status === undefined) continue;
      const row = { shard, market_id: data.marketId, status, status_sequence: sequence, status_at: timeMs };
      latest.set(data.marketId, row);
    }
    if (latest.size > 0) await transaction.execute(UPDATE_STATUSES, STATUSES.values([...latest.values()]));
  }
}
