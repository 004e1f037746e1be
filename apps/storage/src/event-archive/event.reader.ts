import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { ArchivedEvent } from './archived-event.entity.js';
import type { EventQuery } from './event.query.js';

/** Finds archived events. */
@Injectable()
export class EventReader {
  readonly #events: Repository<ArchivedEvent>;
  readonly #shard: number;

  constructor(
    @InjectRepository(ArchivedEvent) events: Repository<ArchivedEvent>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#events = events;
    this.#shard = config.shard;
  }

  /** At most `limit + 1` events by sequence and index: the one more tells that there is a further page. */
  async find({
    fromSequence,
    toSequence,
    marketId,
    sort,
    limit,
    cursor,
  }: EventQuery): Promise<ArchivedEvent[]> {
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#events
      .createQueryBuilder('event')
      .where('event.shard = :shard', { shard: this.#shard });
    if (fromSequence !== undefined) select.andWhere('event.sequence >= :fromSequence', { fromSequence });
    if (toSequence !== undefined) select.andWhere('event.sequence <= :toSequence', { toSequence });
    if (marketId !== undefined) select.andWhere('event.marketId = :marketId', { marketId });
    if (cursor !== undefined) {
      const [sequence, index] = cursor;
      select.andWhere(`(event.sequence, event.eventIndex) ${beyond} (:sequence, :index)`, {
        sequence,
        index,
      });
    }
    return select
      .orderBy('event.sequence', direction)
      .addOrderBy('event.eventIndex', direction)
      .limit(limit + 1)
      .getMany();
  }
}
