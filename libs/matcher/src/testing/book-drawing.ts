import { CommandKind } from '../command.js';
import { EventKind } from '../event.js';
import { Matcher } from '../matcher.js';
import { Side } from '../side.js';
import { RUNNER, type TestMarket } from './test-market.js';

/**
 * A book is drawn with its prices from high to low; left of the price what LAY orders rest there, right of it the
 * BACK orders, each with what remains of it, oldest first:
 *
 *          | 2.5 | 25
 *          | 2.4 | 8
 *      3 5 | 2.2 |
 *       13 | 2.1 |
 */
export function drawBook(market: TestMarket): string[] {
  const lines: { price: number; text: string }[] = [];
  for (const side of [Side.LAY, Side.BACK]) {
    for (const { price } of market.matcher.depth(market.marketId, RUNNER, side)) {
      const sizes = ordersAt(market, side, price).join(' ');
      const text = side === Side.LAY ? `${sizes} | ${price / 100} |` : `| ${price / 100} | ${sizes}`;
      lines.push({ price, text });
    }
  }
  return lines.sort((a, b) => b.price - a.price).map((line) => line.text);
}

/** The lines of a drawing without the spaces that only make it pretty. */
export function readDrawing(drawing: string): string[] {
  const lines = drawing.split('\n').map((line) => line.trim().replaceAll(/\s+/g, ' '));
  return lines.filter((line) => line !== '');
}

/** Places the orders of a drawing, all of account 1, and gives their ids from top to bottom, left to right. */
export function placeDrawing(market: TestMarket, drawing: string): number[] {
  return readDrawing(drawing).flatMap((line) => {
    const [lays = '', price = '', backs = ''] = line.split('|').map((part) => part.trim());
    const place = (side: string, sizes: string): number[] =>
      sizes
        .split(' ')
        .filter(Boolean)
        .map((size) => market.place(`${side} ${size} @ ${price}`));
    return [...place('LAY', lays), ...place('BACK', backs)];
  });
}

/** What remains of the orders at a price, oldest first; it must be what the depth says. */
function ordersAt(market: TestMarket, side: Side, price: number): number[] {
  const { matcher, marketId } = market;
  const orders = liveOrders(market).filter((order) => order.side === side && order.price === price);
  const total = matcher.depth(marketId, RUNNER, side).find((level) => level.price === price);
  const sum = orders.reduce((size, order) => size + order.sizeRemaining, 0);
  if (total?.size !== sum || total.orderCount !== orders.length)
    throw new Error(`depth at ${price} is not its orders`);
  return queueOf(market, side, price).map((size) => size / 100);
}

function liveOrders({ matcher, marketId }: TestMarket) {
  const accounts = [1, 2, 3, 4];
  const orders = accounts.flatMap((account) => matcher.accountOrders(account, marketId));
  return orders.map((orderId) => matcher.order(orderId)!).filter((order) => order.runnerId === RUNNER);
}

/** Closing a copy of the market lapses its orders in the order of their queues. */
function queueOf({ matcher, marketId }: TestMarket, side: Side, price: number): number[] {
  const copy = Matcher.restore(matcher.snapshot());
  copy.execute({ kind: CommandKind.CloseMarket, marketId }, 1, 0);
  return copy.events
    .toArray()
    .flatMap((event) =>
      event.kind === EventKind.OrderLapsed &&
      event.runnerId === RUNNER &&
      event.side === side &&
      event.price === price
        ? [event.sizeLapsed]
        : [],
    );
}
