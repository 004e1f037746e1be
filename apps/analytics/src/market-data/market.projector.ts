import type { ProjectionBatch, Projector } from '@backlay/consumer';
import type { RunnerResult } from '@backlay/contracts';
import { ColumnSet, insertInto, type RowOf } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { createdDefinition, marketChangeOf, type MarketPatch } from './market-changes.js';

const MARKETS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  name: 'text',
  status: 'text',
  status_at: 'timestamptz',
  fixture: 'text',
  currency: 'text',
  kind: 'text',
  winners: 'int4',
  start_time_ms: 'int8',
  base_rate: 'int4',
  bet_delay_ms: 'int4',
  ladder: 'json',
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

/** Null: as before. */
const PATCHES_COLUMNS = {
  shard: 'int4',
  market_id: 'int4',
  status: 'text?',
  status_at: 'timestamptz?',
  in_play: 'int4?',
  version: 'int8?',
  start_time_ms: 'int8?',
} as const;
const PATCHES = new ColumnSet(PATCHES_COLUMNS);
const UPDATE_MARKETS = `
  UPDATE markets m
     SET status = coalesce(d.status, m.status),
         status_at = coalesce(d.status_at, m.status_at),
         in_play = coalesce(d.in_play = 1, m.in_play),
         version = coalesce(d.version, m.version),
         start_time_ms = coalesce(d.start_time_ms, m.start_time_ms)
    FROM ${PATCHES.source}
   WHERE m.shard = d.shard AND m.market_id = d.market_id`;

const REMOVED = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  reduction_factor: 'int4',
});
const REMOVE_RUNNERS = `
  UPDATE runners r SET is_removed = true, reduction_factor = d.reduction_factor
    FROM ${REMOVED.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.runner_id = d.runner_id`;

const CLEARED = new ColumnSet({ shard: 'int4', market_id: 'int4' });
const CLEAR_RESULTS = `
  UPDATE runners r SET result = NULL
    FROM ${CLEARED.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.result IS NOT NULL`;

const RESULTS = new ColumnSet({ shard: 'int4', market_id: 'int4', runner_id: 'int4', result: 'text' });
const UPDATE_RESULTS = `
  UPDATE runners r SET result = d.result
    FROM ${RESULTS.source}
   WHERE r.shard = d.shard AND r.market_id = d.market_id AND r.runner_id = d.runner_id`;

/** Keeps markets, what they are and their state, and makes the rows of their runners. Runs before whoever counts per runner. */
@Injectable()
export class MarketProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const events = batch.events.filter(
      ({ pattern }) => pattern.startsWith('market.') || pattern === 'runner.removed',
    );
    if (events.length === 0) return;
    await this.#create({ ...batch, events });
    await this.#change({ ...batch, events });
  }

  async #create({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const markets = [];
    const runners = [];
    for (const { data, timeMs } of events) {
      if (data.type !== 'market.created') continue;
      const market = { shard, market_id: data.marketId };
      const definition = createdDefinition(data);
      markets.push({
        ...market,
        name: definition.name,
        status: definition.status,
        status_at: timeMs,
        fixture: definition.fixture,
        currency: definition.currency,
        kind: definition.kind,
        winners: definition.winners,
        start_time_ms: definition.startTimeMs,
        base_rate: definition.baseRate,
        bet_delay_ms: definition.betDelayMs,
        ladder: JSON.stringify(definition.ladder),
      });
      for (const [position, { runnerId, name }] of definition.runners.entries()) {
        runners.push({ ...market, runner_id: runnerId, position, name });
      }
    }
    if (markets.length === 0) return;
    await transaction.execute(INSERT_MARKETS, MARKETS.values(markets));
    await transaction.execute(INSERT_RUNNERS, RUNNERS.values(runners));
  }

  async #change({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const changes = new BatchChanges(shard);
    for (const { data, timeMs } of events) changes.add(data, timeMs);
    const { patches, removed, cleared, results } = changes;
    if (patches.size > 0) await transaction.execute(UPDATE_MARKETS, PATCHES.values([...patches.values()]));
    if (removed.length > 0) await transaction.execute(REMOVE_RUNNERS, REMOVED.values(removed));
    if (cleared.size > 0) {
      const rows = [...cleared].map((marketId) => ({ shard, market_id: marketId }));
      await transaction.execute(CLEAR_RESULTS, CLEARED.values(rows));
    }
    const named = [...results].flatMap(([marketId, ofMarket]) =>
      ofMarket.map(({ runnerId, result }) => ({ shard, market_id: marketId, runner_id: runnerId, result })),
    );
    if (named.length > 0) await transaction.execute(UPDATE_RESULTS, RESULTS.values(named));
  }
}

type PatchRow = RowOf<typeof PATCHES_COLUMNS>;

/** What a batch of events makes other of markets: the latest of each thing. */
class BatchChanges {
  readonly patches = new Map<number, PatchRow>();
  readonly removed: RowOf<{
    shard: 'int4';
    market_id: 'int4';
    runner_id: 'int4';
    reduction_factor: 'int4';
  }>[] = [];
  /** Markets whose results were taken back, before those in `results`. */
  readonly cleared = new Set<number>();
  readonly results = new Map<
    number,
    readonly { readonly runnerId: number; readonly result: RunnerResult }[]
  >();

  constructor(private readonly shard: number) {}

  add(event: ProjectionBatch['events'][number]['data'], timeMs: number): void {
    const change = marketChangeOf(event);
    if (change === undefined) return;
    const { marketId, market, removed, results } = change;
    if (market !== undefined) this.#patch(marketId, market, timeMs);
    if (removed !== undefined) {
      const { runnerId, reductionFactor } = removed;
      this.removed.push({
        shard: this.shard,
        market_id: marketId,
        runner_id: runnerId,
        reduction_factor: reductionFactor,
      });
    }
    if (results === undefined) return;
    if (results === null) {
      this.cleared.add(marketId);
      this.results.delete(marketId);
    } else this.results.set(marketId, results);
  }

  #patch(marketId: number, { status, inPlay, version, startTimeMs }: MarketPatch, timeMs: number): void {
    const before = this.patches.get(marketId);
    this.patches.set(marketId, {
      shard: this.shard,
      market_id: marketId,
      status: status ?? before?.status ?? null,
      status_at: status === undefined ? (before?.status_at ?? null) : timeMs,
      in_play: inPlay === undefined ? (before?.in_play ?? null) : Number(inPlay),
      version: version ?? before?.version ?? null,
      start_time_ms: startTimeMs ?? before?.start_time_ms ?? null,
    });
  }
}
