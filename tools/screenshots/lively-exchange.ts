import { setTimeout as delay } from 'node:timers/promises';
import { BATCH_ORDERS_MAX, TickLadder, TradingClient, type NewOrder } from '@backlay/client';
import { openKeys, untilKnown, type OpenKeys } from '../exchange/request-keys.js';
import { Random } from '../simulate/random.js';
import { Makers } from './makers.js';
import type { PrivateExchange } from '../exchange/private-exchange.js';
import { PROGRAMMES, marketOf } from './programme.js';

const MONEY = 100_000_000;
const VIEWER_MONEY = 250_000;
/** Between two rounds of trading, in ms. */
const ROUND_MS = 120;
/** Rounds before the first picture, so that there is something to draw. */
const WARM_UP_ROUNDS = 250;
const ACCOUNTS = ['maker', 'taker', 'robin'] as const;

interface LivelyMarket {
  readonly marketId: number;
  readonly makers: Makers;
}

/** Markets in which somebody trades all the time, and somebody, robin, who looks on and has bets of his own. */
export class LivelyExchange {
  readonly #operator: TradingClient;
  readonly #markets: LivelyMarket[] = [];

  private constructor(
    private readonly exchange: PrivateExchange,
    private readonly keys: OpenKeys,
    private readonly random: Random,
  ) {
    this.#operator = this.#client(keys.operator);
  }

  static async open(exchange: PrivateExchange, seed: number): Promise<LivelyExchange> {
    const keys = openKeys({ keysFile: exchange.keysFile, accountIds: ACCOUNTS, label: 'screenshots' });
    await untilKnown('engine', { url: exchange.url('engine'), path: '/v1/engine' }, keys);
    const lively = new LivelyExchange(exchange, keys, new Random(seed));
    await lively.#fill();
    return lively;
  }

  /** The key of whoever looks on. */
  get viewerKey(): string {
    return this.keys.trader('robin');
  }

  /** By the order of the programme. */
  get marketIds(): readonly number[] {
    return this.#markets.map(({ marketId }) => marketId);
  }

  /** Trades until the signal says stop. */
  async trade(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#round();
      await delay(ROUND_MS);
    }
  }

  /** Backs a runner for robin, at the best prices there are. */
  async back(marketId: number, runnerId: number, size: number): Promise<void> {
    const price = TickLadder.CLASSIC.priceAt(0);
    const order = { marketId, runnerId, side: 'BACK', price, size, timeInForce: 'FILL_AND_KILL' } as const;
    await this.#trader('robin').placeOrder(order);
  }

  /** Orders of robin's that rest. */
  async rest(orders: readonly NewOrder[]): Promise<void> {
    await this.#trader('robin').placeOrders(orders);
  }

  close(): void {
    this.keys.close();
  }

  async #fill(): Promise<void> {
    for (const accountId of ACCOUNTS) {
      await this.#operator.openAccount(accountId, 'GBP');
      await this.#operator.accountSettings(accountId, { selfMatch: 'OFF' });
      await this.#operator.deposit({ accountId, amount: accountId === 'robin' ? VIEWER_MONEY : MONEY });
    }
    for (const programme of PROGRAMMES) {
      const { marketId } = await this.#operator.createMarket(marketOf(programme, Date.now()));
      await this.#operator.openMarket(marketId);
      if (programme.startsInMin < 0) await this.#operator.turnInPlay(marketId);
      const makers = new Makers(this.random, marketId, programme);
      this.#markets.push({ marketId, makers });
      await this.#place('maker', makers.quotes());
    }
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await this.#round();
  }

  async #round(): Promise<void> {
    for (const { makers } of this.#markets) {
      await this.#place('taker', makers.takes(2));
      await this.#place('maker', makers.requotes(4));
    }
  }

  async #place(accountId: 'maker' | 'taker', orders: readonly NewOrder[]): Promise<void> {
    for (let from = 0; from < orders.length; from += BATCH_ORDERS_MAX) {
      await this.#trader(accountId).placeOrders(orders.slice(from, from + BATCH_ORDERS_MAX));
    }
  }

  #trader(accountId: (typeof ACCOUNTS)[number]): TradingClient {
    return this.#client(this.keys.trader(accountId), accountId);
  }

  #client(key: string, accountId?: string): TradingClient {
    return new TradingClient({ engineUrl: this.exchange.url('engine'), key, accountId });
  }
}
