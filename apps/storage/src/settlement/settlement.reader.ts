import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { toSafeInteger } from '@backlay/persistence';
import { ProblemException } from '@backlay/service';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { SettledOrder } from './settled-order.entity.js';
import { Settlement } from './settlement.entity.js';
import type { SettledOrderQuery, SettlementQuery } from './settlement.query.js';

/** What an account was paid by one settlement; minor units. */
export interface PaidAccount {
  readonly eventIndex: number;
  readonly accountId: string;
  /** Before commission. */
  readonly profit: number;
  readonly commission: number;
}

/** One event pays one account, by up to two entries; all of a settlement stand under its sequence. */
const PAID_ACCOUNTS = `
  SELECT event_index, account_id,
         coalesce(sum(CASE WHEN credit = 'account:' || account_id THEN amount ELSE -amount END)
                  FILTER (WHERE kind = 'PROFIT'), 0) AS profit,
         coalesce(sum(amount) FILTER (WHERE kind = 'COMMISSION'), 0) AS commission
    FROM ledger_entries
   WHERE shard = $1 AND sequence = $2 AND market_id = $3 AND kind IN ('PROFIT', 'COMMISSION')
     AND event_index > $4 AND ($5::text IS NULL OR account_id = $5)
   GROUP BY event_index, account_id
   ORDER BY event_index
   LIMIT $6`;

interface PaidRow {
  readonly event_index: number;
  readonly account_id: string;
  readonly profit: string;
  readonly commission: string;
}

/** Finds settlements and what they came to. */
@Injectable()
export class SettlementReader {
  readonly #settlements: Repository<Settlement>;
  readonly #orders: Repository<SettledOrder>;
  readonly #dataSource: DataSource;
  readonly #shard: number;

  constructor(
    @InjectRepository(Settlement) settlements: Repository<Settlement>,
    @InjectRepository(SettledOrder) orders: Repository<SettledOrder>,
    dataSource: DataSource,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#settlements = settlements;
    this.#orders = orders;
    this.#dataSource = dataSource;
    this.#shard = config.shard;
  }

  /**
   * All settlements of a market, oldest first.
   * @throws ProblemException (404) when there is none
   */
  async history(marketId: number): Promise<[Settlement, ...Settlement[]]> {
    const [first, ...later] = await this.#settlements.find({
      where: { shard: this.#shard, marketId },
      order: { sequence: 'ASC' },
    });
    if (first !== undefined) return [first, ...later];
    throw new ProblemException({
      status: 404,
      code: 'SETTLEMENT_UNKNOWN',
      detail: `Market ${marketId} was never settled, or its events have not arrived here yet.`,
    });
  }

  /** At most `limit + 1` accounts, in the order in which they were paid. */
  async paidAccounts(
    { marketId, sequence }: Settlement,
    { accountId, limit, cursor }: SettlementQuery,
  ): Promise<PaidAccount[]> {
    const rows = await this.#dataSource.query<PaidRow[]>(PAID_ACCOUNTS, [
      this.#shard,
      sequence,
      marketId,
      cursor?.[0] ?? -1,
      accountId ?? null,
      limit + 1,
    ]);
    return rows.map(({ event_index, account_id, profit, commission }) => ({
      eventIndex: event_index,
      accountId: account_id,
      profit: toSafeInteger(profit),
      commission: toSafeInteger(commission),
    }));
  }

  /** At most `limit + 1` settled orders of an account, by the time of their settlement. */
  settledOrders(accountId: string, query: SettledOrderQuery): Promise<SettledOrder[]> {
    const { marketId, from, to, sort, limit, cursor } = query;
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.#orders
      .createQueryBuilder('settled')
      .where('settled.shard = :shard', { shard: this.#shard })
      .andWhere('settled.accountId = :accountId', { accountId });
    if (marketId !== undefined) select.andWhere('settled.marketId = :marketId', { marketId });
    if (from !== undefined) select.andWhere('settled.settledAt >= :from', { from });
    if (to !== undefined) select.andWhere('settled.settledAt < :to', { to });
    if (cursor !== undefined) {
      const [timeMs = 0, orderId] = cursor;
      select.andWhere(`(settled.settledAt, settled.orderId) ${beyond} (:time, :orderId)`, {
        time: new Date(timeMs),
        orderId,
      });
    }
    return select
      .orderBy('settled.settledAt', direction)
      .addOrderBy('settled.orderId', direction)
      .limit(limit + 1)
      .getMany();
  }
}
