import type { ProjectionBatch, Projector } from '@backlay/consumer';
import type { MarketCreated, SequencedExchangeEvent } from '@backlay/contracts';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldMarketChanges, type MarketChange, type RunnerChange } from './market-changes.js';

const MARKETS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  name: 'text',
  ladder: 'json',
  // JSON; the empty text for none, since a JSON column of a bulk statement takes no null.
  rules: 'text',
  start_at: 'timestamptz?',
  status: 'text',
  created_sequence: 'int8',
  created_at: 'timestamptz',
  status_sequence: 'int8',
  status_at: 'timestamptz',
});
const INSERT_MARKETS = `
  INSERT INTO markets (${MARKETS.names})
  SELECT shard, market_id, name, ladder, nullif(rules, '')::jsonb, start_at,
         status, created_sequence, created_at, status_sequence, status_at
    FROM ${MARKETS.source}`;

const RUNNERS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  position: 'int4',
  name: 'text',
});
const INSERT_RUNNERS = insertInto('runners', RUNNERS);

const CHANGES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  status: 'text?',
  status_sequence: 'int8?',
  status_at: 'timestamptz?',
  turned_in_play: 'int2',
  version: 'int4?',
  material_version: 'int4?',
  start_changed: 'int2',
  start_at: 'timestamptz?',
});
const UPDATE_MARKETS = `
  UPDATE markets m
     SET status = coalesce(d.status, m.status),
         status_sequence = coalesce(d.status_sequence, m.status_sequence),
         status_at = coalesce(d.status_at, m.status_at),
         in_play = m.in_play OR d.turned_in_play = 1,
         version = coalesce(d.version, m.version),
         material_version = coalesce(d.material_version, m.material_version),
         start_at = CASE d.start_changed WHEN 1 THEN d.start_at ELSE m.start_at END
    FROM ${CHANGES.source}
   WHERE m.shard = d.shard AND m.market_id = d.market_id`;

const MARKET_KEYS = new ColumnSet({ shard: 'int4', market_id: 'int4' });
const TAKE_RESULTS_BACK = `
  UPDATE runners r SET status = 'ACTIVE'
    FROM ${MARKET_KEYS.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.status <> 'REMOVED'`;

const RUNNER_CHANGES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  status: 'text',
  reduction_factor: 'int4?',
});
const UPDATE_RUNNERS = `
  UPDATE runners r
     SET status = d.status, reduction_factor = coalesce(d.reduction_factor, r.reduction_factor)
    FROM ${RUNNER_CHANGES.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.runner_id = d.runner_id`;

/** Keeps markets, their rules and status, and what became of their runners. */
@Injectable()
export class MarketProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const events = batch.events.filter(
      ({ pattern }) => pattern.startsWith('market.') || pattern === 'runner.removed',
    );
    if (events.length === 0) return;
    await this.#create({ ...batch, events });
    const { shard, transaction } = batch;
    const { markets, withoutResults, runners } = foldMarketChanges(events);
    if (markets.length > 0) {
      const rows = markets.map((change) => changeRow(shard, change));
      await transaction.execute(UPDATE_MARKETS, CHANGES.values(rows));
    }
    if (withoutResults.length > 0) {
      const rows = withoutResults.map((marketId) => ({ shard, market_id: marketId }));
      await transaction.execute(TAKE_RESULTS_BACK, MARKET_KEYS.values(rows));
    }
    if (runners.length > 0) {
      const rows = runners.map((change) => runnerRow(shard, change));
      await transaction.execute(UPDATE_RUNNERS, RUNNER_CHANGES.values(rows));
    }
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
      rules: data.rules === undefined ? '' : JSON.stringify(data.rules),
      start_at: momentOf(data.rules?.startTimeMs ?? 0),
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
}

function changeRow(shard: number, change: MarketChange) {
  const { marketId, status, isInPlay, versions, startTimeMs } = change;
  return {
    shard,
    market_id: marketId,
    status: status?.name ?? null,
    status_sequence: status?.sequence ?? null,
    status_at: status?.timeMs ?? null,
    turned_in_play: isInPlay ? 1 : 0,
    version: versions?.version ?? null,
    material_version: versions?.materialVersion ?? null,
    start_changed: startTimeMs === null ? 0 : 1,
    start_at: momentOf(startTimeMs ?? 0),
  };
}

function runnerRow(shard: number, { marketId, runnerId, status, reductionFactor }: RunnerChange) {
  return {
    shard,
    market_id: marketId,
    runner_id: runnerId,
    status,
    reduction_factor: reductionFactor,
  };
}

/** On the wire 0 stands for a moment that is not known. */
function momentOf(timeMs: number): number | null {
  return timeMs === 0 ? null : timeMs;
}
