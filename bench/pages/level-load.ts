import { setTimeout as delay } from 'node:timers/promises';
import { TickLadder, type NewOrder } from '@backlay/client';
import type { ExchangeClients } from '../../tools/exchange/exchange-clients.js';
import { Random } from '../../tools/simulate/random.js';

const RUNNERS = 10;
/** Orders that each lane keeps in the books; beyond them the oldest are cancelled. */
const RESTING = 400;
/** In one request: half of a step's level changes are orders placed, half of them cancelled. */
const BATCH = 50;
/** Levels of each side that orders go to: more than the grid shows. */
const LEVELS = 12;
/** The share of orders that meet another one. */
const CROSSING = 0.04;
const MIDDLE_TICK = TickLadder.CLASSIC.tickOf(250)!;
/** A lane that has fallen behind by more does not catch up: the rate is what is reported. */
const BEHIND_MAX_MS = 1_000;
/** What each account is paid, in minor units: more than its orders can cost. */
const FUNDS = 1_000_000_00;

/** Whoever places the orders: each on its own. */
export const LOAD_ACCOUNTS = ['bench-0', 'bench-1', 'bench-2', 'bench-3'];

/** Changes levels of one market at a rate, by orders that are placed and cancelled in batches. */
export class LevelLoad {
  /** Orders placed and cancelled so far: each changes the size of a level, one that is matched of another one's. */
  changes = 0;
  marketId = 0;
  readonly #random = new Random(1);
  #lanes: Promise<void>[] = [];
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(private readonly clients: ExchangeClients) {}

  /** Opens the accounts and an open market with money. */
  async prepare(): Promise<void> {
    const { operator } = this.clients;
    for (const accountId of LOAD_ACCOUNTS) {
      await operator.openAccount(accountId, 'GBP');
      await operator.deposit({ accountId, amount: FUNDS });
    }
    const runners = Array.from({ length: RUNNERS }, (_, at) => ({
      runnerId: at + 1,
      name: `Runner ${at + 1}`,
    }));
    const { marketId } = await operator.createMarket({
      name: 'Busy market',
      currency: 'GBP',
      kind: 'WIN',
      runners,
    });
    await operator.openMarket(marketId);
    this.marketId = marketId;
  }

  /** @param perSecond level changes of all lanes together */
  start(perSecond: number): void {
    const changeMs = (LOAD_ACCOUNTS.length * 1_000) / perSecond;
    this.#lanes = LOAD_ACCOUNTS.map((accountId, lane) =>
      this.#run(accountId, {
        changeMs,
        offsetMs: (2 * BATCH * changeMs * lane) / LOAD_ACCOUNTS.length,
      }).catch((error: unknown) => {
        this.#failure ??= { error };
      }),
    );
  }

  /**
   * Waits until everything sent is answered.
   * @throws what has kept a lane from going on
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
    if (this.#failure) throw this.#failure.error;
  }

  /** @param changeMs what a change of this lane may take */
  async #run(
    accountId: string,
    { changeMs, offsetMs }: { changeMs: number; offsetMs: number },
  ): Promise<void> {
    const resting: number[] = [];
    let dueMs = performance.now() + offsetMs;
    while (!this.#isStopped) {
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      const changes = await this.#step(accountId, resting);
      this.changes += changes;
      dueMs = Math.max(dueMs, performance.now() - BEHIND_MAX_MS) + changes * changeMs;
    }
  }

  /** @returns how many orders were placed and cancelled; a cancel of one that was matched meanwhile is refused */
  async #step(accountId: string, resting: number[]): Promise<number> {
    const trader = this.clients.trader(accountId);
    const placed = await trader.placeOrders(Array.from({ length: BATCH }, () => this.#order()));
    let changes = 0;
    for (const result of placed) {
      if (result.outcome === 'REFUSED') continue;
      changes += 1;
      if (result.order.sizeRemaining > 0) resting.push(result.order.orderId);
    }
    // When everything is refused one does not ask again at once.
    if (changes === 0) throw new Error(`${accountId}: none of ${BATCH} orders was taken`);
    if (resting.length <= RESTING) return changes;
    const oldest = resting.splice(0, BATCH).map((orderId) => ({ orderId }));
    const cancelled = await trader.cancelOrders(oldest);
    return changes + cancelled.filter(({ outcome }) => outcome === 'ACCEPTED').length;
  }

  #order(): NewOrder {
    const random = this.#random;
    const side = random.next() < 0.5 ? 'BACK' : 'LAY';
    const away = random.next() < CROSSING ? -1 : random.whole(1, LEVELS);
    return {
      marketId: this.marketId,
      runnerId: random.whole(1, RUNNERS),
      side,
      price: TickLadder.CLASSIC.priceAt(MIDDLE_TICK + (side === 'BACK' ? away : -away)),
      size: random.whole(200, 20_000),
    };
  }
}
