import type { Side } from '@backlay/contracts';
import type { SocketRoute } from '../commands/command-route.js';
import { formatHundredths } from '../units/decimal.js';
import {
  accountReader,
  cashOutQuoteReader,
  positionReader,
  positionsReader,
  type Account,
  type CashOutQuote,
  type MarketStake,
  type Position,
} from './account-answers.js';
import {
  settledOrderReader,
  settlementReader,
  statementLineReader,
  storedBalanceReader,
  tradeReader,
  type SettledOrder,
  type SettlementSums,
  type StatementLine,
  type Trade,
} from './ledger-answers.js';
import { pageReader, type Page } from './market-data-answers.js';
import { placedReader, type PlacedOrder } from './order-answers.js';
import { OrderDesk } from './order-desk.js';
import { decimal, isoTime, type Named } from './order-requests.js';
import { queryOf } from './rest-access.js';

/** An order that is only asked about. */
export interface SupposedOrder {
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** What to close: all of what the account has matched on the runner, or a share of it. */
export interface CashOutWish {
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent; default: all. */
  readonly percent?: number | undefined;
}

/** Which part of a long list; times in ms since 1970. */
export interface PageWanted {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly sort?: 'newest' | 'oldest' | undefined;
  /** Default 100, at most 1,000. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface OrdersPageWanted extends PageWanted {
  readonly marketId?: number | undefined;
}

export interface TradesPageWanted extends OrdersPageWanted {
  readonly runnerId?: number | undefined;
}

const CASH_OUT: SocketRoute = { path: '/v1/account/cash-out', op: 'cashOut' };
const STOP: SocketRoute = { path: '/v1/account/stop', op: 'stop' };
const RESUME: SocketRoute = { path: '/v1/account/resume', op: 'resume' };
const HEARTBEAT: SocketRoute = { path: '/v1/account/heartbeat', op: 'heartbeat' };

const trades = pageReader(tradeReader);
const settledOrders = pageReader(settledOrderReader);
const statement = pageReader(statementLineReader);

/** What an account has, and what it may do about it. An operator names the account in reads. */
export abstract class AccountDesk extends OrderDesk {
  async account(accountId?: string): Promise<Account> {
    return this.read(`/v1/accounts/${this.accountOf(accountId)}`, accountReader);
  }

  /** The markets in which the account has money at stake. */
  async positions(accountId?: string): Promise<readonly MarketStake[]> {
    const path = `/v1/accounts/${this.accountOf(accountId)}/positions`;
    return (await this.read(path, positionsReader)).positions;
  }

  /** What each result would bring; with `whatIf` as if that order were matched, too. */
  async position(marketId: number, whatIf?: SupposedOrder, accountId?: string): Promise<Position> {
    const query = queryOf({
      runnerId: whatIf?.runnerId,
      side: whatIf?.side,
      price: decimal(whatIf?.price),
      size: decimal(whatIf?.size),
    });
    return this.read(
      `/v1/accounts/${this.accountOf(accountId)}/positions/${marketId}${query}`,
      positionReader,
    );
  }

  /** @throws ProblemError such as `CASH_OUT_NO_LIQUIDITY` */
  cashOutQuote({ marketId, runnerId, percent }: CashOutWish): Promise<CashOutQuote> {
    const query = queryOf({ marketId, runnerId, percent: decimal(percent) });
    return this.read(`/v1/account/cash-out${query}`, cashOutQuoteReader);
  }

  /** Does it whole and at `price` or better on average, or is refused. @param price `limitPrice` of a quote */
  cashOut({
    price,
    percent,
    ...wish
  }: CashOutWish & Named & { readonly price: number }): Promise<PlacedOrder> {
    const body = { ...wish, percent: decimal(percent), price: formatHundredths(price) };
    return this.command(CASH_OUT, body, placedReader);
  }

  /** The kill switch: cancels all orders of the own account, and takes none until {@link resume}. */
  stop(named: Named = {}): Promise<Account> {
    return this.command(STOP, { ...named }, accountReader);
  }

  /** Lifts the own stop; that of an operator stays. */
  resume(named: Named = {}): Promise<Account> {
    return this.command(RESUME, { ...named }, accountReader);
  }

  /** A sign of life: without the next one within `timeoutMs` all orders are cancelled; 0 ends the watch. */
  heartbeat(timeoutMs: number, named: Named = {}): Promise<Account> {
    return this.command(HEARTBEAT, { ...named, timeoutMs }, accountReader);
  }

  /** Trades of the account, as storage has them. */
  trades(wanted: TradesPageWanted = {}): Promise<Page<Trade>> {
    return this.readOwn(`/v1/trades${pageQuery(wanted)}`, trades);
  }

  /** What each order came to in markets that are settled. */
  async settledOrders(wanted: OrdersPageWanted = {}, accountId?: string): Promise<Page<SettledOrder>> {
    const path = `/v1/accounts/${this.accountOf(accountId)}/settled-orders${pageQuery(wanted)}`;
    return this.readOwn(path, settledOrders);
  }

  /** Every movement of the money of the account. */
  async statement(wanted: PageWanted = {}, accountId?: string): Promise<Page<StatementLine>> {
    const path = `/v1/accounts/${this.accountOf(accountId)}/statement${pageQuery(wanted)}`;
    return this.readOwn(path, statement);
  }

  /** What the ledger of storage says that the account has. */
  async ledgerBalance(accountId?: string): Promise<number> {
    const path = `/v1/accounts/${this.accountOf(accountId)}`;
    return (await this.readOwn(path, storedBalanceReader)).balance;
  }

  /** What the exchange itself got by the settlement of a market. */
  async settlement(marketId: number): Promise<SettlementSums> {
    return (await this.readOwn(`/v1/markets/${marketId}/settlement`, settlementReader)).settlement;
  }
}

/** @internal */
export function pageQuery({ fromMs, toMs, ...same }: TradesPageWanted): string {
  return queryOf({ ...same, from: isoTime(fromMs), to: isoTime(toMs) });
}
