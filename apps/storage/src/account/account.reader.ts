import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { mayRead, notFound, type Principal } from '@backlay/service';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, MoreThan, type Repository } from 'typeorm';
import { SORT_SQL } from '../paging.js';
import { Account } from './account.entity.js';
import type { AccountQuery } from './account.query.js';

/** Finds accounts. */
@Injectable()
export class AccountReader {
  readonly #accounts: Repository<Account>;
  readonly #shard: number;

  constructor(
    @InjectRepository(Account) accounts: Repository<Account>,
    @Inject(CONSUMER_SETTINGS) config: ConsumerSettings,
  ) {
    this.#accounts = accounts;
    this.#shard = config.shard;
  }

  /** @throws ProblemException (404) when the account is not known */
  async get(accountId: string): Promise<Account> {
    const account = await this.#accounts.findOneBy({ shard: this.#shard, accountId });
    if (account === null) throw notFound('account', accountId);
    return account;
  }

  /**
   * For a trader the account of another one is not there, in the same words as one that never was.
   * @throws ProblemException (404) when the account is not known, or the caller may not read it
   */
  async getFor(caller: Principal, accountId: string): Promise<Account> {
    if (!mayRead(caller, accountId)) throw notFound('account', accountId);
    return this.get(accountId);
  }

  /** At most `limit + 1` accounts in the order of their opening. */
  find({ sort, limit, cursor }: AccountQuery): Promise<Account[]> {
    const after = cursor?.[0];
    const beyond = sort === 'newest' ? LessThan : MoreThan;
    return this.#accounts.find({
      where: { shard: this.#shard, ...(after === undefined ? {} : { openedSequence: beyond(after) }) },
      order: { openedSequence: SORT_SQL[sort].direction },
      take: limit + 1,
    });
  }
}
