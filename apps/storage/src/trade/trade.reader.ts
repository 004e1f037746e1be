import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository, type SelectQueryBuilder } from 'typeorm';
import { SORT_SQL, type Sort } from '../paging.js';
import { TradeChange } from './trade-change.entity.js';
import { Trade } from './trade.entity.js';
import type { TradeQuery } from './trade.query.js';

/** A trade and the last thing that became of it, if anything did. */
export interface TradeAsItStands {
  readonly trade: Trade;
  readonly change: TradeChange | undefined;
}

/** Finds trades. */
@Injectable()
export class TradeReader {
  readonly #trades: Repository<Trade>;
  readonly #changes: Repository<TradeChange>;
  readonly #shard: number;

  constructor(
    @InjectRepository(Trade) trades: Repository<Trade>,
    @InjectRepository(TradeChange) changes: Repository<TradeChange>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#trades = trades;
    this.#changes = changes;
    this.#shard = config.shard;
  }

  /** At most `limit + 1` trades in the order asked for: the one more tells that there is a further page. */
  async find(query: TradeQuery): Promise<TradeAsItStands[]> {
    const trades = await this.#findTrades(query);
    const changes = await this.#changes.find({
      where: { shard: this.#shard, tradeSequence: In(trades.map(({ sequence }) => sequence)) },
      order: { sequence: 'ASC', eventIndex: 'ASC' },
    });
    const last = new Map(
      changes.map((change) => [`${change.tradeSequence}-${change.tradeIndex}`, change] as const),
    );
    return trades.map((trade) => ({ trade, change: last.get(`${trade.sequence}-${trade.eventIndex}`) }));
  }

  async #findTrades(query: TradeQuery): Promise<Trade[]> {
    if (query.accountId === undefined) return this.#select(query).getMany();
    // One query per role, because each has its index; an OR over both would have to sort all trades of the account.
    const asMaker = this.#select(query).andWhere('trade.makerAccountId = :account', {
      account: query.accountId,
    });
    const asTaker = this.#select(query)
      .andWhere('trade.takerAccountId = :account', { account: query.accountId })
      .andWhere('trade.makerAccountId <> :account');
    const found = (await Promise.all([asMaker.getMany(), asTaker.getMany()])).flat();
    return found.sort(comparator(query.sort)).slice(0, query.limit + 1);
  }

  #select({ marketId, runnerId, from, to, sort, limit, cursor }: TradeQuery): SelectQueryBuilder<Trade> {
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#trades
      .createQueryBuilder('trade')
      .where('trade.shard = :shard', { shard: this.#shard });
    if (marketId !== undefined) select.andWhere('trade.marketId = :marketId', { marketId });
    if (runnerId !== undefined) select.andWhere('trade.runnerId = :runnerId', { runnerId });
    if (from !== undefined) select.andWhere('trade.tradedAt >= :from', { from });
    if (to !== undefined) select.andWhere('trade.tradedAt < :to', { to });
    if (cursor !== undefined) {
      const [timeMs = 0, sequence, index] = cursor;
      select.andWhere(
        `(trade.tradedAt, trade.sequence, trade.eventIndex) ${beyond} (:time, :sequence, :index)`,
        {
          time: new Date(timeMs),
          sequence,
          index,
        },
      );
    }
    return select
      .orderBy('trade.tradedAt', direction)
      .addOrderBy('trade.sequence', direction)
      .addOrderBy('trade.eventIndex', direction)
      .limit(limit + 1);
  }
}

function comparator(sort: Sort): (a: Trade, b: Trade) => number {
  const sign = sort === 'oldest' ? 1 : -1;
  return (a, b) => sign * (a.sequence - b.sequence || a.eventIndex - b.eventIndex);
}
