import type { ProjectionBatch, Projector } from '@backlay/consumer';
import type { MarketSettled } from '@backlay/contracts';
import { ColumnSet } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { sharesOf, type Share, type WinningPlaces } from './shares.js';

const MARKETS = new ColumnSet({ shard: 'int4', market_id: 'int4' });
const FIND_PLACES = `
  SELECT m.market_id, m.rules->>'kind' AS kind, (m.rules->>'winnerCount')::int4 AS winner_count
    FROM markets m JOIN ${MARKETS.source} ON m.shard = d.shard AND m.market_id = d.market_id`;

const SETTLEMENTS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  sequence: 'int8',
  settled_at: 'timestamptz',
  currency: 'text',
  results: 'json',
  commission: 'int8',
  rounding: 'int8',
});
const INSERT_SETTLEMENTS = `
  INSERT INTO settlements (${SETTLEMENTS.names}) SELECT ${SETTLEMENTS.names} FROM ${SETTLEMENTS.source}`;

const REVERSALS = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  sequence: 'int8',
  reversed_at: 'timestamptz',
});
/** Takes back what is in force: the last settlement before the reversal. */
const REVERSE_SETTLEMENTS = `
  UPDATE settlements s SET reversed_sequence = d.sequence, reversed_at = d.reversed_at
    FROM ${REVERSALS.source}
   WHERE s.shard = d.shard AND s.market_id = d.market_id AND s.reversed_sequence IS NULL
     AND s.sequence = (SELECT max(before.sequence) FROM settlements before
                        WHERE before.shard = d.shard AND before.market_id = d.market_id AND before.sequence < d.sequence)`;

const FORGET_ORDERS = `
  DELETE FROM settled_orders o USING ${MARKETS.source} WHERE o.shard = d.shard AND o.market_id = d.market_id`;

const SHARES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  result: 'text',
  places: 'int4',
  tied: 'int4',
  sequence: 'int8',
  settled_at: 'timestamptz',
});
/*
 * A BACK of size s at price p on a runner with m of n places comes to s × p × m / n - s, a LAY to the opposite. The orders of a
 * market are read once, however many runners it has.
 */
const SETTLE_ORDERS = `
  WITH shares AS MATERIALIZED (SELECT * FROM ${SHARES.source}),
       settling AS MATERIALIZED (
         SELECT o.shard, o.market_id, o.order_id, o.account_id, o.runner_id, o.side, o.size_matched, o.matched_price_size
           FROM (SELECT DISTINCT shard, market_id FROM shares) m
           JOIN orders o ON o.shard = m.shard AND o.market_id = m.market_id
          WHERE o.size_matched > 0)
  INSERT INTO settled_orders (shard, market_id, order_id, account_id, runner_id, side, size_matched, matched_price_size,
                              runner_result, places, tied, profit_numerator, settled_sequence, settled_at)
  SELECT o.*, d.result, d.places, d.tied,
         CASE o.side WHEN 'BACK' THEN 1 ELSE -1 END
           * (o.matched_price_size * d.places - 100 * o.size_matched::int8 * d.tied),
         d.sequence, d.settled_at
    FROM settling o
    JOIN shares d ON o.shard = d.shard AND o.market_id = d.market_id AND o.runner_id = d.runner_id`;

interface Settled {
  readonly event: MarketSettled;
  readonly sequence: number;
  readonly timeMs: number;
}

/**
 * Keeps what markets were settled with, and what each order has come to. Runs behind the projectors of markets and orders:
 * trades of a settled market change only after its settlement was reversed, so orders as they are at the end of a batch
 * are those that its last settlement is about.
 */
@Injectable()
export class SettlementProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const settled: Settled[] = [];
    const reversals = [];
    const inForce = new Map<number, Settled | undefined>();
    for (const { data: event, sequence, timeMs } of batch.events) {
      if (event.type === 'market.settled') {
        settled.push({ event, sequence, timeMs });
        inForce.set(event.marketId, { event, sequence, timeMs });
      } else if (event.type === 'market.settlement-reversed') {
        const { marketId } = event;
        reversals.push({ shard: batch.shard, market_id: marketId, sequence, reversed_at: timeMs });
        inForce.set(marketId, undefined);
      }
    }
    if (inForce.size === 0) return;
    const { shard, transaction } = batch;
    const markets = MARKETS.values([...inForce.keys()].map((marketId) => ({ shard, market_id: marketId })));
    const places = await this.#places(batch, markets);
    await this.#keep(batch, settled, places);
    for (const row of reversals) await transaction.execute(REVERSE_SETTLEMENTS, REVERSALS.values([row]));
    await transaction.execute(FORGET_ORDERS, markets);
    const shares = [...inForce.values()].flatMap((last) =>
      last === undefined ? [] : shareRows(shard, last, places),
    );
    if (shares.length > 0) await transaction.execute(SETTLE_ORDERS, SHARES.values(shares));
  }

  async #places(
    { transaction }: ProjectionBatch,
    markets: ReturnType<typeof MARKETS.values>,
  ): Promise<Map<number, WinningPlaces>> {
    type Row = {
      readonly market_id: number;
      readonly kind: WinningPlaces['kind'] | null;
      readonly winner_count: number | null;
    };
    const rows = await transaction.query<Row>(FIND_PLACES, markets);
    return new Map(
      rows.map(({ market_id, kind, winner_count }) => [
        market_id,
        { kind: kind ?? 'WIN', winnerCount: winner_count ?? 1 },
      ]),
    );
  }

  async #keep(
    { shard, transaction }: ProjectionBatch,
    settled: readonly Settled[],
    places: ReadonlyMap<number, WinningPlaces>,
  ): Promise<void> {
    const rows = settled.map((settlement) => ({
      shard,
      market_id: settlement.event.marketId,
      sequence: settlement.sequence,
      settled_at: settlement.timeMs,
      currency: settlement.event.currency,
      results: JSON.stringify(sharesIn(settlement, places)),
      commission: settlement.event.commission,
      rounding: settlement.event.rounding,
    }));
    if (rows.length > 0) await transaction.execute(INSERT_SETTLEMENTS, SETTLEMENTS.values(rows));
  }
}

function sharesIn({ event }: Settled, places: ReadonlyMap<number, WinningPlaces>): Share[] {
  const winning = places.get(event.marketId);
  if (winning === undefined) {
    throw new Error(`market ${event.marketId} is settled, but was never created in this database`);
  }
  return sharesOf(event, winning);
}

function shareRows(shard: number, settled: Settled, winning: ReadonlyMap<number, WinningPlaces>) {
  return sharesIn(settled, winning).map(({ runnerId, result, places, tied }) => ({
    shard,
    market_id: settled.event.marketId,
    runner_id: runnerId,
    result,
    places,
    tied,
    sequence: settled.sequence,
    settled_at: settled.timeMs,
  }));
}
