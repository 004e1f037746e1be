import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { marketIdOf, marketStatusAfter } from '@backlay/contracts';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';

const MARKETS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  name: 'text',
  status: 'text',
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
  status_at: 'timestamptz',
});
const UPDATE_STATUSES = `
  UPDATE markets m SET status = d.status, status_at = d.status_at
    FROM ${STATUSES.source}
   WHERE m.shard = d.shard AND m.market_id = d.market_id`;

const REMOVED = new ColumnSet({ shard: 'int4', market_id: 'int4', runner_id: 'int4' });
const REMOVE_RUNNERS = `
  UPDATE runners r SET is_removed = true
    FROM ${REMOVED.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.runner_id = d.runner_id`;

/** Keeps markets with their status, and makes the rows of their runners. Runs before whoever counts per runner. */
@Injectable()
export class MarketProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const events = batch.events.filter(
      ({ pattern }) => pattern.startsWith('market.') || pattern === 'runner.removed',
    );
    if (events.length === 0) return;
    await this.#create({ ...batch, events });
    await this.#changeStatus({ ...batch, events });
    await this.#removeRunners({ ...batch, events });
  }

  async #create({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const markets = [];
    const runners = [];
    for (const { data, timeMs } of events) {
      if (data.type !== 'market.created') continue;
      const { marketId } = data;
      markets.push({ shard, market_id: marketId, name: data.name, status: 'INACTIVE', status_at: timeMs });
      for (const [position, { runnerId, name }] of data.runners.entries()) {
        runners.push({ shard, market_id: marketId, runner_id: runnerId, position, name });
      }
    }
    if (markets.length === 0) return;
    await transaction.execute(INSERT_MARKETS, MARKETS.values(markets));
    await transaction.execute(INSERT_RUNNERS, RUNNERS.values(runners));
  }

  async #changeStatus({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const latest = new Map<number, Parameters<typeof STATUSES.values>[0][number]>();
    for (const { data, timeMs } of events) {
      const status = marketStatusAfter(data.type);
      if (status === undefined) continue;
      const marketId = marketIdOf(data);
      latest.set(marketId, { shard, market_id: marketId, status, status_at: timeMs });
    }
    if (latest.size > 0) await transaction.execute(UPDATE_STATUSES, STATUSES.values([...latest.values()]));
  }

  async #removeRunners({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = [];
    for (const { data } of events) {
      if (data.type !== 'runner.removed') continue;
      rows.push({ shard, market_id: data.marketId, runner_id: data.runnerId });
    }
    if (rows.length > 0) await transaction.execute(REMOVE_RUNNERS, REMOVED.values(rows));
  }
}
