import { setTimeout as delay } from 'node:timers/promises';
import type { SpecExchange } from './exchange.js';
import { getJson, postJson } from './json.js';

const PRICES = [
  '2.00',
  '2.02',
  '2.04',
  '2.06',
  '2.08',
  '2.10',
  '2.12',
  '2.14',
  '2.16',
  '2.18',
  '2.20',
  '2.22',
];
const RUNNER_COUNT = 3;
/** Orders in a request. */
const BATCH_DEFAULT = 5;

/** A level of a book as the engine tells it. */
export interface EngineLevel {
  readonly price: string;
  readonly size: string;
}

export interface EngineBook {
  readonly sequence: number;
  readonly runners: readonly {
    readonly runnerId: number;
    readonly availableToBack: readonly EngineLevel[];
    readonly availableToLay: readonly EngineLevel[];
  }[];
}

/** Opens markets without money and trades in them: places, matches, cancels and replaces, the same way every time. */
export class FeedLoad {
  readonly marketIds: number[] = [];
  placed = 0;
  /** The highest sequence that was answered. */
  sequence = 0;
  #isStopped = false;
  readonly #lanes: Promise<void>[] = [];
  #random: number;

  constructor(
    private readonly exchange: SpecExchange,
    private readonly accounts: readonly string[],
    seed = 1,
  ) {
    this.#random = seed;
  }

  async openMarkets(count: number): Promise<void> {
    const url = `${this.exchange.url('engine')}/v1/markets`;
    const runners = Array.from({ length: RUNNER_COUNT }, (_, at) => ({
      runnerId: at + 1,
      name: `Runner ${at + 1}`,
    }));
    for (let at = 0; at < count; at++) {
      const { body } = await postJson<{ marketId: number }>(
        url,
        { name: `Market ${at + 1}`, runners, currency: 'XXX' },
        this.exchange.keys.operator,
      );
      await postJson(`${url}/${body.marketId}/open`, {}, this.exchange.keys.operator);
      this.marketIds.push(body.marketId);
    }
  }

  /** Every account trades on its own until `stop`, a batch of orders and now and then one of cancels after each pause. */
  start(pauseMs: number): void {
    const pause = () => delay(pauseMs);
    this.#lanes.push(...this.accounts.map((account) => this.#trade(account, BATCH_DEFAULT, pause)));
  }

  /**
   * The same at a rate of all accounts together; what is late is made up for as soon as it can be.
   * @param ordersPerSecond without the cancels, of which there are as many, though most orders are matched before
   * @param batch orders in a request
   */
  startAtRate(ordersPerSecond: number, batch: number): void {
    const intervalMs = (this.accounts.length * batch * 1_000) / ordersPerSecond;
    const beganMs = performance.now();
    const lanes = this.accounts.map((account, lane) => {
      // One after the other, not all at once.
      let dueMs = beganMs + (intervalMs * lane) / this.accounts.length;
      return this.#trade(account, batch, async () => {
        dueMs += intervalMs;
        await delay(Math.max(0, dueMs - performance.now()));
      });
    });
    this.#lanes.push(...lanes);
  }

  /** Waits until every order has its answer. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }

  async suspend(marketId: number): Promise<void> {
    const url = `${this.exchange.url('engine')}/v1/markets/${marketId}/suspend`;
    const { body } = await postJson<{ sequence: number }>(url, {}, this.exchange.keys.operator);
    this.#answered(body.sequence);
  }

  /** The book as the engine has it. */
  book(marketId: number, depth: number | 'full'): Promise<EngineBook> {
    const url = `${this.exchange.url('engine')}/v1/markets/${marketId}/book?depth=${depth}`;
    return getJson<EngineBook>(url, this.exchange.keys.viewer);
  }

  async #trade(account: string, batch: number, pause: () => Promise<unknown>): Promise<void> {
    const key = this.exchange.keys.trader(account);
    const url = `${this.exchange.url('engine')}/v1/orders`;
    const mine: number[] = [];
    while (!this.#isStopped) {
      const orders = Array.from({ length: batch }, () => this.#order());
      const { body } = await postJson<{ results: { order?: { orderId: number; sequence: number } }[] }>(
        `${url}/batch`,
        { orders },
        key,
      );
      for (const { order } of body.results) {
        if (order === undefined) continue;
        mine.push(order.orderId);
        this.#answered(order.sequence);
      }
      this.placed += orders.length;
      if (mine.length > 6 * batch) {
        const cancels = mine.splice(0, 2 * batch).map((orderId) => ({ orderId }));
        const answer = await postJson<{ results: { order?: { sequence: number } }[] }>(
          `${url}/cancel-batch`,
          { cancels },
          key,
        );
        for (const { order } of answer.body.results) if (order !== undefined) this.#answered(order.sequence);
      }
      await pause();
    }
  }

  #order(): object {
    return {
      marketId: this.marketIds[this.#below(this.marketIds.length)],
      runnerId: 1 + this.#below(RUNNER_COUNT),
      side: this.#below(2) === 0 ? 'BACK' : 'LAY',
      price: PRICES[this.#below(PRICES.length)],
      size: `${1 + this.#below(20)}.00`,
    };
  }

  #answered(sequence: number): void {
    this.sequence = Math.max(this.sequence, sequence);
  }

  /** A linear congruential generator: who trades what is the same in each run, when it does is not. */
  #below(bound: number): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * bound);
  }
}
