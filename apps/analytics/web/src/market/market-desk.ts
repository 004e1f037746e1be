import type { Position, SupposedOrder } from '@backlay/client';
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Exchange } from '../live/exchange.js';
import { Refresher } from '../live/refresher.js';
import type { Holding } from '../model/position.js';

const PAUSE_MS = 250;
/** Settlements and voids come without an own order. */
const INTERVAL_MS = 5_000;

/** Profit of the whole market by the runner that wins, in minor units, after commission. */
export type Profits = ReadonlyMap<number, number>;

/** What the account has in one market, and what it would have with one more order. */
export class MarketDesk {
  readonly #position = signal<Position | undefined>(undefined);
  readonly #supposed = signal<Position | undefined>(undefined);
  readonly #stop: () => void;
  #questions = 0;

  constructor(
    readonly exchange: Exchange,
    readonly marketId: number,
  ) {
    const { own, trading } = exchange;
    if (own === undefined) {
      this.#stop = () => {};
      return;
    }
    const refresher = new Refresher(async () => {
      // A market without money has no positions, an account that is not open has none either.
      this.#position.value = await trading.position(marketId).catch(() => undefined);
    }, PAUSE_MS);
    refresher.request();
    const off = own.orders.onChange((changes) => {
      const isConcerned = changes.some(({ event }) => !('marketId' in event) || event.marketId === marketId);
      if (isConcerned || changes.length === 0) refresher.request();
    });
    const timer = setInterval(() => refresher.request(), INTERVAL_MS);
    this.#stop = () => {
      off();
      clearInterval(timer);
      refresher.stop();
    };
  }

  /** Undefined while nothing is known, and where there is nothing. */
  readonly profits: ReadonlySignal<Profits | undefined> = computed(() => profitsOf(this.#position.value));
  /** The same with the order that was last supposed. */
  readonly supposedProfits: ReadonlySignal<Profits | undefined> = computed(() =>
    profitsOf(this.#supposed.value),
  );

  /** What the trades on a runner bring; undefined when there are none. */
  holding(runnerId: number): Holding | undefined {
    const runner = this.#position.value?.runners.find((each) => each.runnerId === runnerId);
    if (runner === undefined || (runner.ifWin === 0 && runner.ifLose === 0)) return undefined;
    // The engine says it exactly, in hundredths of a minor unit.
    return { ifWin: runner.ifWin / 100, ifLose: runner.ifLose / 100 };
  }

  /** Asks the engine what if; of several questions the last one counts. @param order undefined: supposes nothing */
  async suppose(order: SupposedOrder | undefined): Promise<void> {
    const question = ++this.#questions;
    const { own, trading } = this.exchange;
    const answer =
      order === undefined || own === undefined
        ? undefined
        : await trading.position(this.marketId, order).catch(() => undefined);
    if (question === this.#questions) this.#supposed.value = answer;
  }

  stop(): void {
    this.#stop();
  }
}

/** Undefined when nothing is at stake, and for a market with several winners. */
function profitsOf(position: Position | undefined): Profits | undefined {
  if (position === undefined) return undefined;
  const entries = position.runners.map(
    ({ runnerId, profitAfterCommission }) => [runnerId, profitAfterCommission] as const,
  );
  if (entries.every(([, profit]) => profit === 0 || profit === null)) return undefined;
  return new Map(entries.map(([runnerId, profit]) => [runnerId, profit ?? 0]));
}
