import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import type { MarketStatus } from '@backlay/contracts';
import { toSafeInteger } from '@backlay/persistence';
import { notFound } from '@backlay/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A runner with its sums and best prices; prices in hundredths, sizes in minor units. */
export interface RunnerFigures {
  readonly runnerId: number;
  readonly name: string;
  readonly isRemoved: boolean;
  readonly lastPrice: number | null;
  readonly lastTradedAt: Date | null;
  readonly volume: bigint;
  readonly priceSize: bigint;
  readonly tradeCount: number;
  readonly bestBack: PriceSize | null;
  readonly bestLay: PriceSize | null;
}

/** A price and what one can match there. */
export interface PriceSize {
  readonly price: number;
  readonly size: number;
}

/** A market with all of its runners, as of one moment. */
export interface MarketFigures {
  readonly marketId: number;
  readonly name: string;
  readonly status: MarketStatus;
  readonly runners: readonly RunnerFigures[];
}

/*
 * One statement, hence one moment. The best price to back is the highest at which someone lays, the best one to lay the
 * lowest at which someone backs; both are ends of the primary key's order.
 */
const MARKET_WITH_RUNNERS = `
  SELECT m.name AS market_name, m.status, r.runner_id, r.name, r.is_removed, r.last_price, r.last_traded_at, r.volume, r.price_size,
         r.trade_count, back.price AS back_price, back.size AS back_size, lay.price AS lay_price, lay.size AS lay_size
    FROM markets m
    LEFT JOIN runners r ON r.shard = m.shard AND r.market_id = m.market_id
    LEFT JOIN LATERAL (
           SELECT price, size FROM levels
            WHERE shard = r.shard AND market_id = r.market_id AND runner_id = r.runner_id AND side = 'LAY'
            ORDER BY price DESC LIMIT 1) back ON true
    LEFT JOIN LATERAL (
           SELECT price, size FROM levels
            WHERE shard = r.shard AND market_id = r.market_id AND runner_id = r.runner_id AND side = 'BACK'
            ORDER BY price ASC LIMIT 1) lay ON true
   WHERE m.shard = $1 AND m.market_id = $2
   ORDER BY r.position`;

interface Row {
  readonly market_name: string;
  readonly status: MarketStatus;
  readonly runner_id: number | null;
  readonly name: string;
  readonly is_removed: boolean;
  readonly last_price: number | null;
  readonly last_traded_at: Date | null;
  readonly volume: string;
  readonly price_size: string;
  readonly trade_count: string;
  readonly back_price: number | null;
  readonly back_size: string | null;
  readonly lay_price: number | null;
  readonly lay_size: string | null;
}

/** Reads what is known of a market and its runners. */
@Injectable()
export class MarketDataReader {
  readonly #dataSource: DataSource;
  readonly #shard: number;

  constructor(dataSource: DataSource, @Inject(CONSUMER_SETTINGS) config: ConsumerSettings) {
    this.#dataSource = dataSource;
    this.#shard = config.shard;
  }

  /** @throws ProblemException (404) when the market is not known */
  async market(marketId: number): Promise<MarketFigures> {
    const rows = await this.#dataSource.query<Row[]>(MARKET_WITH_RUNNERS, [this.#shard, marketId]);
    const first = rows[0];
    if (first === undefined) throw notFound('market', marketId);
    return { marketId, name: first.market_name, status: first.status, runners: rows.flatMap(toRunner) };
  }

  /** @throws ProblemException (404) when the market or the runner is not known */
  async assertRunner(marketId: number, runnerId: number): Promise<void> {
    const { runners } = await this.market(marketId);
    if (!runners.some((runner) => runner.runnerId === runnerId)) throw notFound('runner', runnerId);
  }
}

function toRunner(row: Row): RunnerFigures[] {
  if (row.runner_id === null) return [];
  return [
    {
      runnerId: row.runner_id,
      name: row.name,
      isRemoved: row.is_removed,
      lastPrice: row.last_price,
      lastTradedAt: row.last_traded_at,
      volume: BigInt(row.volume),
      priceSize: BigInt(row.price_size),
      tradeCount: toSafeInteger(row.trade_count),
      bestBack: toPriceSize(row.back_price, row.back_size),
      bestLay: toPriceSize(row.lay_price, row.lay_size),
    },
  ];
}

function toPriceSize(price: number | null, size: string | null): PriceSize | null {
  return price === null || size === null ? null : { price, size: toSafeInteger(size) };
}
