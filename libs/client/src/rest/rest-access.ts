import { isSocketRoute, type CommandRoute } from '../commands/command-route.js';
import type { CommandSender } from '../commands/command-sender.js';
import { CommandIds } from './command-ids.js';
import type { FetchLike } from './fetch-like.js';
import type { CommandBody, Named } from './order-requests.js';
import type { Reader } from './reading.js';
import { RestHttp } from './rest-http.js';
import { RETRY, type RetrySettings } from './retry.js';

export interface TradingClientOptions {
  /** `http://127.0.0.1:3000`, or a path of the page's own host: `/api/engine`. */
  readonly engineUrl: string;
  readonly storageUrl?: string | undefined;
  readonly analyticsUrl?: string | undefined;
  /** An API key, `blk_<keyId>_<secret>`. */
  readonly key: string;
  /** Of a trader's key, for reads of the account; the feed's `welcome` tells it. */
  readonly accountId?: string | undefined;
  /** How the commands of a trader go to the engine: a `CommandSocket`, which is yours to close. Default: REST, as all the rest. */
  readonly commands?: CommandSender | undefined;
  readonly fetch?: FetchLike | undefined;
  readonly retry?: Partial<RetrySettings> | undefined;
  /** Ms since 1970, for commandIds. */
  readonly now?: (() => number) | undefined;
}

const globalFetch: FetchLike = (url, request) => fetch(url, request);

/** What everything that is asked of the exchange stands on: the three apps, the key, and names for commands. */
export abstract class RestAccess {
  readonly #options: TradingClientOptions;
  readonly #commandIds: CommandIds;
  readonly #engine: RestHttp;
  #latestSequence = 0;

  constructor(options: TradingClientOptions) {
    this.#options = options;
    this.#commandIds = new CommandIds(options.now ?? Date.now);
    this.#engine = this.#httpOf('engine', options.engineUrl);
  }

  /** The highest sequence that any answer of the engine has named: what a copy has to reach to contain what was done here. */
  get lastSequence(): number {
    return this.#latestSequence;
  }

  protected read<T>(path: string, reader: Reader<T>): Promise<T> {
    return this.#engine.get(path, reader);
  }

  protected async readStorage<T>(path: string, reader: Reader<T>): Promise<T> {
    return this.#httpOf('storage', this.#urlOf('storageUrl')).get(path, reader);
  }

  /**
   * Reads from storage what this client may have changed: the answer contains all that the engine has answered it.
   * @throws ProblemError `NOT_YET` when storage does not get there in time
   */
  protected readOwn<T>(path: string, reader: Reader<T>): Promise<T> {
    if (this.#latestSequence === 0) return this.readStorage(path, reader);
    const sign = path.includes('?') ? '&' : '?';
    return this.readStorage(`${path}${sign}atLeast=${this.#latestSequence}`, reader);
  }

  protected async readAnalytics<T>(path: string, reader: Reader<T>): Promise<T> {
    return this.#httpOf('analytics', this.#urlOf('analyticsUrl')).get(path, reader);
  }

  /** A command of its own, under the name in its body or a new one. */
  protected async command<T extends { readonly sequence: number }>(
    route: CommandRoute,
    body: CommandBody,
    reader: Reader<T>,
  ): Promise<T> {
    const answer = await this.send(route, this.named(body), reader);
    this.note(answer.sequence);
    return answer;
  }

  /** Commands that have their names already. */
  protected send<T>(route: CommandRoute, body: object, reader: Reader<T>): Promise<T> {
    const { commands } = this.#options;
    if (commands !== undefined && isSocketRoute(route)) return commands.post(route, body, reader);
    return this.#engine.post(route, body, reader);
  }

  /** The same with a name: the one that it has, or a new one. */
  protected named<B extends Named>(body: B): B & Named {
    return { ...body, commandId: body.commandId ?? this.#commandIds.next() };
  }

  protected note(sequence: number | undefined): void {
    if (sequence !== undefined && sequence > this.#latestSequence) this.#latestSequence = sequence;
  }

  /** @throws Error when neither the caller nor the options name one */
  protected accountOf(accountId: string | undefined): string {
    const named = accountId ?? this.#options.accountId;
    if (named === undefined) throw new Error('Name the account, here or in the option `accountId`.');
    return encodeURIComponent(named);
  }

  #urlOf(option: 'storageUrl' | 'analyticsUrl'): string {
    const url = this.#options[option];
    if (url === undefined) throw new Error(`This needs the option \`${option}\`.`);
    return url;
  }

  #httpOf(appName: string, url: string): RestHttp {
    const { key, fetch = globalFetch, retry } = this.#options;
    const baseUrl = url.replace(/\/$/, '');
    return new RestHttp({ appName, baseUrl, key, fetch, retry: { ...RETRY, ...retry } });
  }
}

/** A query string; what is undefined is left out. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
