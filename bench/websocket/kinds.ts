import { ordersOf } from '../overload/engine-alone.js';

/** How orders are sent. */
export interface Kind {
  /** In the ids of rows. */
  readonly id: string;
  readonly name: string;
  readonly ordersPerMessage: number;
  readonly connections: number;
  /** Messages that each connection has in flight. */
  readonly window: number;
}

/** Single orders have 128 messages in flight, as many as those of the bench of HTTP. */
export const KINDS: readonly Kind[] = [
  { id: 'single', name: 'orders over WebSocket', ordersPerMessage: 1, connections: 16, window: 8 },
  {
    id: 'one-by-one',
    name: 'orders over WebSocket, one in flight per connection',
    ordersPerMessage: 1,
    connections: 128,
    window: 1,
  },
  { id: 'batch', name: 'batches of 100 over WebSocket', ordersPerMessage: 100, connections: 7, window: 1 },
];

/** Of a bare `ws` echo, per CPU second: single orders that are answered when on disk. */
export const SINGLE_BAR = 0.7;

/** Messages of a kind, as texts; their ids are all of one length. */
export function messagesOf({ ordersPerMessage }: Kind, marketId: number): () => string {
  const nextOrder = ordersOf(marketId);
  let count = 0;
  return () => {
    count = (count + 1) % 1_000;
    const id = String(count).padStart(4, '0');
    if (ordersPerMessage === 1) return `{"id":"${id}","op":"place","body":${nextOrder()}}`;
    const orders = Array.from({ length: ordersPerMessage }, nextOrder);
    return `{"id":"${id}","op":"placeBatch","body":{"orders":[${orders.join(',')}]}}`;
  };
}
