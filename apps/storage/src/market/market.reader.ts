import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, MoreThan, type Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { Market, Runner } from './market.entity.js';
import type { MarketQuery } from './market.query.js';

/** A market with its runners in their order. */
export interface MarketWithRunners {
  readonly market: Market;
  readonly runners: readonly Runner[];
}

/** Finds markets. */
@Injectable()
export class MarketReader {
  readonly #markets: Repository<Market>;
  readonly #runners: Repository<Runner>;
  readonly #shard: number;

  constructor(
    @InjectRepository(Market) markets: Repository<Market>,
    @InjectRepository(Runner) runners: Repository<Runner>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#markets = markets;
    this.#runners = runners;
    this.#shard = config.shard;
  }

  async findOne(marketId: number): Promise<MarketWithRunners | undefined> {
    const market = await this.#markets.findOneBy({ shard: this.#shard, marketId });
    return market === null ? undefined : (await this.#withRunners([market]))[0];
  }

  /** At most `limit + 1` markets by id, which is the order of their creation. */
  async find({ status, sort, limit, cursor }: MarketQuery): Promise<MarketWithRunners[]> {
    const after = cursor?.[0];
    const beyond = sort === 'newest' ? LessThan : MoreThan;
    const markets = await this.#markets.find({
      where: {
        shard: this.#shard,
        ...(status === undefined ? {} : { status }),
        ...(after === undefined ? {} : { marketId: beyond(after) }),
      },
      order: { marketId: SORT_SQL[sort].direction },
      take: limit + 1,
    });
    return this.#withRunners(markets);
  }

  async #withRunners(markets: readonly Market[]): Promise<MarketWithRunners[]> {
    const runners = await this.#runners.find({
      where: { shard: this.#shard, marketId: In(markets.map(({ marketId }) => marketId)) },
      order: { marketId: 'ASC', position: 'ASC' },
    });
    const byMarket = new Map<number, Runner[]>(markets.map(({ marketId }) => [marketId, []]));
    for (const runner of runners) byMarket.get(runner.marketId)?.push(runner);
    return markets.map((market) => ({ market, runners: byMarket.get(market.marketId) ?? [] }));
  }
}
