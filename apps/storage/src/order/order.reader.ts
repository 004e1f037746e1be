import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { Order } from './order.entity.js';
import type { OrderQuery } from './order.query.js';

/** Finds orders. */
@Injectable()
export class OrderReader {
  readonly #orders: Repository<Order>;
  readonly #shard: number;

  constructor(
    @InjectRepository(Order) orders: Repository<Order>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#orders = orders;
    this.#shard = config.shard;
  }

  findOne(orderId: number): Promise<Order | null> {
    return this.#orders.findOneBy({ shard: this.#shard, orderId });
  }

  /** At most `limit + 1` orders in the order of their placing: the one more tells that there is a further page. */
  async find({
    marketId,
    runnerId,
    accountId,
    status,
    from,
    to,
    sort,
    limit,
    cursor,
  }: OrderQuery): Promise<Order[]> {
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#orders
      .createQueryBuilder('order')
      .where('order.shard = :shard', { shard: this.#shard });
    if (marketId !== undefined) select.andWhere('order.marketId = :marketId', { marketId });
    if (runnerId !== undefined) select.andWhere('order.runnerId = :runnerId', { runnerId });
    if (accountId !== undefined) select.andWhere('order.accountId = :accountId', { accountId });
    if (status === 'RESTING') select.andWhere('order.sizeRemaining > 0 AND order.releaseAt IS NULL');
    if (status === 'WAITING') select.andWhere('order.releaseAt IS NOT NULL');
    if (status === 'COMPLETE') select.andWhere('order.sizeRemaining = 0');
    if (from !== undefined) select.andWhere('order.placedAt >= :from', { from });
    if (to !== undefined) select.andWhere('order.placedAt < :to', { to });
    if (cursor !== undefined) {
      const [timeMs = 0, sequence] = cursor;
      select.andWhere(`(order.placedAt, order.placedSequence) ${beyond} (:time, :sequence)`, {
        time: new Date(timeMs),
        sequence,
      });
    }
    return select
      .orderBy('order.placedAt', direction)
      .addOrderBy('order.placedSequence', direction)
      .limit(limit + 1)
      .getMany();
  }
}
