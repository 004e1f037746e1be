import type { z } from 'zod';
import { formatHundredths } from './decimal.js';
import {
  accountAnswer,
  accountPage,
  moneyAnswer,
  problemAnswer,
  type Account,
  type Money,
} from './engine-answers.js';
import { HttpClient, ServerError, type HttpAnswer } from './http-client.js';
import type { RequestKeys } from './request-keys.js';

/** What an account is set to, as far as the tools set it; everything else gets its default. */
export interface AccountSettings {
  readonly selfMatch: 'OFF' | 'CANCEL_RESTING' | 'CANCEL_INCOMING' | 'CANCEL_BOTH';
}

const ACCOUNTS_PAGE = 1000;

/** Accounts and money of the engine, for its operator. */
export class AccountClient {
  private readonly http: HttpClient;
  private latestSequence = 0;

  constructor(baseUrl: string, { operator }: RequestKeys) {
    this.http = new HttpClient('engine', baseUrl, operator);
  }

  /** The highest sequence that any answer has named. */
  get lastSequence(): number {
    return this.latestSequence;
  }

  /** @returns undefined when there is no such account */
  async find(accountId: string): Promise<Account | undefined> {
    const answer = await this.http.get(`/v1/accounts/${accountId}`);
    return answer.status === 404 ? undefined : this.readAccount(answer, `account ${accountId}`);
  }

  /** All accounts, in the order in which they were first known. */
  async list(): Promise<readonly Account[]> {
    const accounts: Account[] = [];
    let after: string | null = '';
    while (after !== null) {
      const from = after === '' ? '' : `&after=${after}`;
      const answer = await this.http.get(`/v1/accounts?limit=${ACCOUNTS_PAGE}${from}`);
      const page: z.output<typeof accountPage> = read(answer, accountPage, 'the accounts');
      accounts.push(...page.accounts);
      after = page.next;
    }
    return accounts;
  }

  open(accountId: string, currency: string): Promise<Account> {
    return this.command('/v1/accounts', { accountId, currency });
  }

  /** @param amount in minor units */
  deposit(accountId: string, amount: number): Promise<Account> {
    return this.command('/v1/deposits', { accountId, amount: formatHundredths(amount) });
  }

  configure(accountId: string, settings: AccountSettings): Promise<Account> {
    return this.command(`/v1/accounts/${accountId}/settings`, settings);
  }

  /** All the money of a currency; undefined when there is none of it. */
  async money(currency: string): Promise<Money | undefined> {
    const { money } = read(await this.http.get('/v1/money'), moneyAnswer, 'GET /v1/money');
    return money.find((sums) => sums.currency === currency);
  }

  close(): void {
    this.http.close();
  }

  private async command(path: string, body: object): Promise<Account> {
    return this.readAccount(await this.http.post(path, body), `POST ${path}`);
  }

  private readAccount(answer: HttpAnswer, what: string): Account {
    const account = read(answer, accountAnswer, what);
    this.latestSequence = Math.max(this.latestSequence, account.sequence);
    return account;
  }
}

/** Whether the exchange has what was paid in, no more and no less. */
export function isConserved({ balances, commission, rounding, paidIn }: Money): boolean {
  return balances + commission + rounding === paidIn;
}

function read<T>({ status, body }: HttpAnswer, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(body);
  if (status < 400 && parsed.success) return parsed.data;
  const problem = problemAnswer.safeParse(body);
  const said = problem.success ? `${problem.data.code}: ${problem.data.detail}` : JSON.stringify(body);
  throw new ServerError(`The engine answers ${what} with ${status}: ${said?.slice(0, 200) ?? 'nothing'}`);
}
