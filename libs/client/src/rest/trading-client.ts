import { formatHundredths } from '../units/decimal.js';
import {
  accountPageReader,
  accountReader,
  moneyReader,
  type Account,
  type Money,
} from './account-answers.js';
import { marketStepReader, type MarketStep } from './market-answers.js';
import { MarketDesk } from './market-desk.js';
import {
  marketBody,
  settingsBody,
  type Declaration,
  type NewMarket,
  type NewSettings,
} from './market-requests.js';
import { isoTime, type CommandBody, type Named } from './order-requests.js';
import { queryOf } from './rest-access.js';

/** Money that is paid in or out, in minor units. */
export interface Payment extends Named {
  readonly accountId: string;
  readonly amount: number;
}

/** A runner that does not start. */
export interface Removal extends Named {
  readonly runnerId: number;
  /** Hundredths of a percent by which prices on the others are reduced. */
  readonly reductionFactor: number;
}

const PAGE_ACCOUNTS = 1_000;

/**
 * An exchange over REST (and a trader's commands over WebSocket, by the option `commands`), for traders, and for operators with what is added here. Prices are hundredths, sizes and money minor
 * units, times ms since 1970. Every command has a `commandId` and is tried again under the same one while no answer comes, or
 * one that says to come again: it is carried out once at most.
 *
 * All of it throws ProblemError when it is refused, NoAnswerError when there is no answer, AnswerError for one that is
 * not understood.
 */
export class TradingClient extends MarketDesk {
  createMarket(market: NewMarket): Promise<MarketStep> {
    return this.command({ path: '/v1/markets' }, marketBody(market), marketStepReader);
  }

  openMarket(marketId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'open', { ...named });
  }

  /** @param suspension `material`: orders of persistence LAPSE lapse, too */
  suspendMarket(
    marketId: number,
    suspension: Named & { readonly material?: boolean } = {},
  ): Promise<MarketStep> {
    return this.#step(marketId, 'suspend', { ...suspension });
  }

  resumeMarket(marketId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'resume', { ...named });
  }

  closeMarket(marketId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'close', { ...named });
  }

  turnInPlay(marketId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'turn-in-play', { ...named });
  }

  /** @param startTimeMs null when it is not known */
  changeStartTime(marketId: number, startTimeMs: number | null, named: Named = {}): Promise<MarketStep> {
    const startTime = startTimeMs === null ? null : isoTime(startTimeMs);
    return this.#step(marketId, 'start-time', { ...named, startTime });
  }

  removeRunner(marketId: number, { runnerId, reductionFactor, ...named }: Removal): Promise<MarketStep> {
    const body = { ...named, reductionFactor: formatHundredths(reductionFactor) };
    return this.#step(marketId, `runners/${runnerId}/remove`, body);
  }

  /** As a removal that reduces nothing. */
  voidRunner(marketId: number, runnerId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, `runners/${runnerId}/void`, { ...named });
  }

  /** Every trade made at or after a moment is void. */
  voidTrades(marketId: number, fromMs: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'void-trades', { ...named, from: isoTime(fromMs) });
  }

  settle(marketId: number, declaration: Declaration): Promise<MarketStep> {
    return this.#step(marketId, 'settle', { ...declaration });
  }

  resettle(marketId: number, declaration: Declaration): Promise<MarketStep> {
    return this.#step(marketId, 'resettle', { ...declaration });
  }

  /** Nobody has won or lost anything. */
  voidMarket(marketId: number, named: Named = {}): Promise<MarketStep> {
    return this.#step(marketId, 'void', { ...named });
  }

  /** All accounts, in the order in which they were first known. */
  async accounts(): Promise<readonly Omit<Account, 'sequence'>[]> {
    const accounts: Omit<Account, 'sequence'>[] = [];
    let after: string | undefined;
    do {
      const query = queryOf({ limit: PAGE_ACCOUNTS, after });
      const page = await this.read(`/v1/accounts${query}`, accountPageReader);
      accounts.push(...page.accounts);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return accounts;
  }

  openAccount(accountId: string, currency: string, named: Named = {}): Promise<Account> {
    return this.command({ path: '/v1/accounts' }, { ...named, accountId, currency }, accountReader);
  }

  deposit({ amount, ...payment }: Payment): Promise<Account> {
    return this.command(
      { path: '/v1/deposits' },
      { ...payment, amount: formatHundredths(amount) },
      accountReader,
    );
  }

  /** At most what is available. */
  withdraw({ amount, ...payment }: Payment): Promise<Account> {
    return this.command(
      { path: '/v1/withdrawals' },
      { ...payment, amount: formatHundredths(amount) },
      accountReader,
    );
  }

  /** Sets all settings at once. */
  accountSettings(accountId: string, settings: NewSettings): Promise<Account> {
    return this.#ofAccount(accountId, 'settings', settingsBody(settings));
  }

  /** The kill switch, by the operator. */
  stopAccount(accountId: string, named: Named = {}): Promise<Account> {
    return this.#ofAccount(accountId, 'stop', { ...named });
  }

  resumeAccount(accountId: string, named: Named = {}): Promise<Account> {
    return this.#ofAccount(accountId, 'resume', { ...named });
  }

  /** All the money of the exchange, by currency. */
  async money(): Promise<readonly Money[]> {
    return (await this.read('/v1/money', moneyReader)).money;
  }

  #step(marketId: number, step: string, body: CommandBody): Promise<MarketStep> {
    return this.command({ path: `/v1/markets/${marketId}/${step}` }, body, marketStepReader);
  }

  #ofAccount(accountId: string, step: string, body: CommandBody): Promise<Account> {
    return this.command(
      { path: `/v1/accounts/${encodeURIComponent(accountId)}/${step}` },
      { ...body },
      accountReader,
    );
  }
}
