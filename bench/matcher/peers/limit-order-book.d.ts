/** The package brings no types of its own: these are of the part that is used here. */
declare module 'limit-order-book' {
  /** Prices and sizes are decimals, as text. */
  export class LimitOrder {
    constructor(orderId: string, side: 'ask' | 'bid', price: string, size: string);
  }

  export class LimitOrderBook {
    constructor(options: { symbol: string; priceStep: string; sizeStep: string });
    /**
     * Matches the order and keeps its remainder.
     * @returns copies of the makers in their order, each with what this order has taken of it
     */
    add(order: LimitOrder): {
      readonly makers: readonly { readonly price: string; readonly filled: string }[];
    };
    /** @returns null when no such order rests */
    remove(orderId: string): LimitOrder | null;
  }
}
