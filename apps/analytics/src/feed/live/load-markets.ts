import type { MarketDefinition, MarketStatus, PriceLadder, RunnerResult, Side } from '@backlay/contracts';
import { toSafeInteger } from '@backlay/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { LiveMarket } from './live-market.js';
import { LiveMarkets, OVER_KEPT_MS } from './live-markets.js';

/** Whose tables they are. */
export interface LoadedConsumer {
  readonly group: string;
  readonly shard: number;
}

/** A state and the place behind which it goes on. */
export interface LoadedMarkets {
  readonly markets: LiveMarkets;
  readonly position: { readonly epoch: number; readonly sequence: number };
}

// Markets that were over long before the load are of no interest to a feed.
const MARKETS = `
  SELECT * FROM markets
   WHERE shard = $1 AND (status NOT IN ('CLOSED', 'SETTLED', 'VOIDED') OR status_at >= $2)
   ORDER BY market_id`;
const RUNNERS = `
  SELECT market_id, runner_id, name, last_price, volume, is_removed, reduction_factor, result FROM runners
   WHERE shard = $1 AND market_id = ANY($2) ORDER BY market_id, position`;
const LEVELS = `
  SELECT market_id, runner_id, side, price, size FROM levels WHERE shard = $1 AND market_id = ANY($2)`;
const VOLUMES = `
  SELECT market_id, runner_id, price, size FROM volumes WHERE shard = $1 AND market_id = ANY($2)`;
const WAITING = `SELECT order_id FROM waiting_orders WHERE shard = $1`;
const POSITION = `SELECT epoch, sequence, updated_at FROM checkpoints WHERE consumer = $1 AND shard = $2`;

interface PositionRow {
  readonly epoch: string;
  readonly sequence: string;
  readonly updated_at: Date;
}

interface MarketRow {
  readonly market_id: number;
  readonly name: string;
  readonly fixture: string;
  readonly status: MarketStatus;
  readonly status_at: Date;
  readonly in_play: boolean;
  readonly version: string;
  readonly currency: string;
  readonly kind: 'WIN' | 'PLACE';
  readonly winners: number;
  readonly start_time_ms: string;
  readonly base_rate: number;
  readonly bet_delay_ms: number;
  readonly ladder: PriceLadder;
}

interface RunnerRow {
  readonly market_id: number;
  readonly runner_id: number;
  readonly name: string;
  readonly last_price: number | null;
  readonly volume: string;
  readonly is_removed: boolean;
  readonly reduction_factor: number;
  readonly result: RunnerResult | null;
}

interface SizeRow {
  readonly market_id: number;
  readonly runner_id: number;
  readonly price: number;
  readonly size: string;
}

/** The live markets as the tables of analytics have them, with the checkpoint of the same moment. */
export function loadMarkets(
  dataSource: DataSource,
  { group, shard }: LoadedConsumer,
  nowMs: number,
): Promise<LoadedMarkets> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    const [checkpoint] = await manager.query<PositionRow[]>(POSITION, [group, shard]);
    const position = {
      epoch: toSafeInteger(checkpoint?.epoch ?? '0'),
      sequence: toSafeInteger(checkpoint?.sequence ?? '0'),
    };
    const waiting = await manager.query<{ order_id: string }[]>(WAITING, [shard]);
    const markets = new LiveMarkets({
      sequence: position.sequence,
      // Of its latest command nobody knows more here than that it was no later than this.
      timeMs: checkpoint?.updated_at.getTime() ?? 0,
      waiting: waiting.map(({ order_id }) => toSafeInteger(order_id)),
    });
    await fill(markets, manager, shard, nowMs);
    return { markets, position };
  });
}

async function fill(
  markets: LiveMarkets,
  manager: EntityManager,
  shard: number,
  nowMs: number,
): Promise<void> {
  const rows = await manager.query<MarketRow[]>(MARKETS, [shard, new Date(nowMs - OVER_KEPT_MS)]);
  const ids = rows.map(({ market_id }) => market_id);
  const runners = new Map(ids.map((marketId): [number, RunnerRow[]] => [marketId, []]));
  for (const row of await manager.query<RunnerRow[]>(RUNNERS, [shard, ids])) {
    runners.get(row.market_id)?.push(row);
  }
  const { sequence } = markets;
  for (const row of rows) {
    const ofMarket = runners.get(row.market_id) ?? [];
    const market = new LiveMarket(
      row.market_id,
      definitionOf(row, ofMarket),
      sequence,
      row.status_at.getTime(),
    );
    for (const { runner_id, last_price, volume } of ofMarket) {
      const last = last_price === null ? null : { price: last_price, timeMs: 0 };
      const sums = { volume: toSafeInteger(volume), priceSize: 0n, tradeCount: 0 };
      market.changeVolume({ marketId: row.market_id, runnerId: runner_id, last, ...sums }, sequence);
    }
    markets.add(market);
  }
  for (const row of await manager.query<(SizeRow & { side: Side })[]>(LEVELS, [shard, ids])) {
    const { side } = row;
    markets.get(row.market_id)?.changeLevels([{ ...placeOf(row), side }], sequence);
  }
  for (const row of await manager.query<SizeRow[]>(VOLUMES, [shard, ids])) {
    markets.get(row.market_id)?.changeTraded({ ...placeOf(row), tradeCount: 0 }, sequence);
  }
}

function placeOf({ market_id, runner_id, price, size }: SizeRow) {
  return { marketId: market_id, runnerId: runner_id, price, size: toSafeInteger(size) };
}

function definitionOf(row: MarketRow, runners: readonly RunnerRow[]): MarketDefinition {
  return {
    name: row.name,
    fixture: row.fixture,
    status: row.status,
    inPlay: row.in_play,
    version: toSafeInteger(row.version),
    currency: row.currency,
    kind: row.kind,
    winners: row.winners,
    startTimeMs: toSafeInteger(row.start_time_ms),
    baseRate: row.base_rate,
    betDelayMs: row.bet_delay_ms,
    ladder: row.ladder,
    runners: runners.map(({ runner_id, name, is_removed, reduction_factor, result }) => ({
      runnerId: runner_id,
      name,
      status: is_removed ? 'REMOVED' : (result ?? 'ACTIVE'),
      reductionFactor: reduction_factor,
    })),
  };
}
