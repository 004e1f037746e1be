import { ProblemError } from '@backlay/client';
import type { FeedOrder, MarketDefinition, Side } from '@backlay/contracts';
import { describePlaced } from '../market/describe-placed.js';
import type { MarketDesk } from '../market/market-desk.js';
import { formatMoney, formatPrice } from '../model/decimal.js';
import type { ClosingOrder } from '../model/position.js';
import { tell, warn } from '../shell/notices.js';

/** What a click or a key on the ladder of a runner does, at once. */
export class LadderActions {
  readonly #desk: MarketDesk;
  readonly #definition: () => MarketDefinition;
  readonly #runnerId: number;

  /** @param definition of the market as it is then: orders are made for its version */
  constructor(desk: MarketDesk, definition: () => MarketDefinition, runnerId: number) {
    this.#desk = desk;
    this.#definition = definition;
    this.#runnerId = runnerId;
  }

  /** Places an order that rests with what is not matched. */
  async place(side: Side, price: number, size: number): Promise<void> {
    const { runners, version } = this.#definition();
    const runnerId = this.#runnerId;
    const name = runners.find((runner) => runner.runnerId === runnerId)?.name ?? '';
    await this.#try(async () => {
      const order = await this.#desk.exchange.trading.placeOrder({
        marketId: this.#desk.marketId,
        runnerId,
        side,
        price,
        size,
        ...(version > 0 && { marketVersion: version }),
      });
      tell(describePlaced(order, name));
    });
  }

  /** Places what closes the holding, at the price where it was asked for. */
  close({ side, size }: ClosingOrder, price: number): Promise<void> {
    return this.place(side, price, size);
  }

  /** Takes orders out of the book. */
  async cancel(orders: readonly FeedOrder[]): Promise<void> {
    await this.#try(async () => {
      for (const { orderId, price } of orders) {
        const { sizeCancelled } = await this.#desk.exchange.trading.cancelOrder(orderId);
        tell(`Cancelled ${formatMoney(sizeCancelled)} at ${formatPrice(price)}.`);
      }
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    }
  }
}
