import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import type { LedgerQuery, StatementQuery } from './ledger.query.js';

/** An entry that is a line of an account's statement. */
export type StatementLine = LedgerEntry & {
  readonly accountId: string;
  readonly line: number;
  readonly balance: number;
};

/** What a statement is asked for. */
export type StatementRange = Pick<StatementQuery, 'from' | 'to' | 'sort' | 'limit' | 'cursor'>;

/** Finds entries of the ledger. */
@Injectable()
export class LedgerReader {
  readonly #entries: Repository<LedgerEntry>;
  readonly #shard: number;

  constructor(
    @InjectRepository(LedgerEntry) entries: Repository<LedgerEntry>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#entries = entries;
    this.#shard = config.shard;
  }

  /** At most `limit + 1` entries by event. */
  find(query: LedgerQuery): Promise<LedgerEntry[]> {
    const { accountId, marketId, kind, fromSequence, toSequence, sort, limit, cursor } = query;
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#entries
      .createQueryBuilder('entry')
      .where('entry.shard = :shard', { shard: this.#shard });
    if (accountId !== undefined) select.andWhere('entry.accountId = :accountId', { accountId });
    if (marketId !== undefined) select.andWhere('entry.marketId = :marketId', { marketId });
    if (kind !== undefined) select.andWhere('entry.kind = :kind', { kind });
    if (fromSequence !== undefined) select.andWhere('entry.sequence >= :fromSequence', { fromSequence });
    if (toSequence !== undefined) select.andWhere('entry.sequence <= :toSequence', { toSequence });
    if (cursor !== undefined) {
      const [sequence, index, entryIndex] = cursor;
      select.andWhere(
        `(entry.sequence, entry.eventIndex, entry.entryIndex) ${beyond} (:sequence, :index, :entryIndex)`,
        { sequence, index, entryIndex },
      );
    }
    return select
      .orderBy('entry.sequence', direction)
      .addOrderBy('entry.eventIndex', direction)
      .addOrderBy('entry.entryIndex', direction)
      .limit(limit + 1)
      .getMany();
  }

  /** At most `limit + 1` lines of an account's statement. */
  async statement(accountId: string, range: StatementRange): Promise<StatementLine[]> {
    const { from, to, sort, limit, cursor } = range;
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#entries
      .createQueryBuilder('entry')
      .where('entry.shard = :shard', { shard: this.#shard })
      .andWhere('entry.accountId = :accountId', { accountId });
    if (from !== undefined) select.andWhere('entry.bookedAt >= :from', { from });
    if (to !== undefined) select.andWhere('entry.bookedAt < :to', { to });
    if (cursor !== undefined) {
      const [timeMs = 0, line] = cursor;
      select.andWhere(`(entry.bookedAt, entry.line) ${beyond} (:time, :line)`, {
        time: new Date(timeMs),
        line,
      });
    }
    const lines = await select
      .orderBy('entry.bookedAt', direction)
      .addOrderBy('entry.line', direction)
      .limit(limit + 1)
      .getMany();
    // The table gives an entry of an account all of these.
    return lines as StatementLine[];
  }
}
