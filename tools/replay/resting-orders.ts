import { SIDES, type Side } from '../exchange/ladder.js';

/** An order of the replay that rests in the engine. */
export interface RestingOrder {
  readonly orderId: number;
  readonly accountId: string;
  readonly sizeRemaining: number;
}

export interface Place {
  readonly side: Side;
  readonly price: number;
}

/**
 * The replay's own orders on one runner, by side and price, oldest first. It is kept from the engine's answers and says
 * only which orders can be cancelled; whether the ladder is right is asked of the engine.
 */
export class RestingOrders {
  private readonly levels: Readonly<Record<Side, Map<number, RestingOrder[]>>> = {
    BACK: new Map(),
    LAY: new Map(),
  };
  private readonly places = new Map<number, Place>();

  static copyOf(other: RestingOrders): RestingOrders {
    const copy = new RestingOrders();
    for (const side of SIDES) {
      for (const price of other.prices(side)) {
        for (const order of other.at(side, price)) copy.add({ side, price }, order);
      }
    }
    return copy;
  }

  add(place: Place, order: RestingOrder): void {
    const level = this.levels[place.side].get(place.price);
    if (level) level.push(order);
    else this.levels[place.side].set(place.price, [order]);
    this.places.set(order.orderId, place);
  }

  /** Takes a size off an order, and the order away when nothing of it remains. An unknown order changes nothing. */
  reduce(orderId: number, size: number): void {
    const place = this.places.get(orderId);
    const level = place && this.levels[place.side].get(place.price);
    const index = level?.findIndex((order) => order.orderId === orderId) ?? -1;
    const order = level?.[index];
    if (!place || !level || !order) return;
    if (order.sizeRemaining > size) {
      level[index] = { ...order, sizeRemaining: order.sizeRemaining - size };
      return;
    }
    level.splice(index, 1);
    this.places.delete(orderId);
    if (level.length === 0) this.levels[place.side].delete(place.price);
  }

  /**
   * Takes a size off a level as a taker does: from the oldest order on.
   * @returns what it takes of each order
   */
  takeOldest({ side, price }: Place, size: number): number[] {
    const parts: number[] = [];
    let left = size;
    for (let [oldest] = this.at(side, price); oldest && left > 0; [oldest] = this.at(side, price)) {
      const part = Math.min(left, oldest.sizeRemaining);
      this.reduce(oldest.orderId, part);
      parts.push(part);
      left -= part;
    }
    return parts;
  }

  /** Where every order rests, by its id. */
  get placeById(): ReadonlyMap<number, Place> {
    return this.places;
  }

  prices(side: Side): number[] {
    return [...this.levels[side].keys()];
  }

  /** Orders at a price, oldest first. */
  at(side: Side, price: number): readonly RestingOrder[] {
    return this.levels[side].get(price) ?? [];
  }

  sizeAt(side: Side, price: number): number {
    return this.at(side, price).reduce((sum, order) => sum + order.sizeRemaining, 0);
  }
}
