import { PLAIN_TERMS, type OrderTerms } from '../order/order-terms.js';

/** An order on its way in. One object serves for all of them, so that placing allocates nothing. */
export class Incoming {
  /** The side record of the book where it would rest. */
  side = 0;
  tick = 0;
  price = 0;
  size = 0;
  position = 0;
  /** 0 in a market without money. */
  holding = 0;
  /** The order it replaces, or 0. */
  replacesOrderId = 0;
  /** The very object PLAIN_TERMS when the command had none. */
  terms: OrderTerms = PLAIN_TERMS;
}
