import type { RequestKeys } from '../../tools/exchange/request-keys.js';

/** The pairs of the load meet at 2.50: these are behind it on both sides, at prices in hundredths that the ladder has. */
const LAYS = { from: 101, step: 1, prices: 100 };
const BACKS = { from: 260, step: 2, prices: 20 };
const ORDERS_PER_BATCH = 200;

export interface RestingOrders {
  readonly port: number;
  readonly marketId: number;
  readonly count: number;
  /** They take turns, batch by batch. */
  readonly accountIds: readonly string[];
  readonly keys: RequestKeys;
}

/** Fills a book with orders that meet nothing. @throws Error when one of them does not rest */
export async function restOrders({ port, marketId, count, accountIds, keys }: RestingOrders): Promise<void> {
  for (let from = 0; from < count; from += ORDERS_PER_BATCH) {
    const length = Math.min(ORDERS_PER_BATCH, count - from);
    const orders = Array.from({ length }, (_, at) => restingOrder(marketId, from + at));
    const accountId = accountIds[(from / ORDERS_PER_BATCH) % accountIds.length]!;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys.trader(accountId)}` };
    const body = JSON.stringify({ orders });
    const answer = await fetch(`http://127.0.0.1:${port}/v1/orders/batch`, { method: 'POST', headers, body });
    const text = await answer.text();
    const resting = text.match(/"status":"RESTING"/g)?.length ?? 0;
    if (resting !== length)
      throw new Error(`${length - resting} of ${length} orders do not rest: ${text.slice(0, 400)}`);
  }
}

function restingOrder(marketId: number, number: number): object {
  const isBack = number % 2 === 0;
  const { from, step, prices } = isBack ? BACKS : LAYS;
  const price = from + step * ((number >> 1) % prices);
  return { marketId, runnerId: 1, side: isBack ? 'BACK' : 'LAY', price: price / 100, size: '10.00' };
}
