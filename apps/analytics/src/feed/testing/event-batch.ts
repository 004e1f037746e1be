import type { EventGroup, ExchangeEvent } from '@backlay/contracts';
import type { EventBatch } from '../live/live-markets.js';

/** Groups as the tail hands them over. */
export function batchOf(groups: readonly EventGroup[]): EventBatch {
  const events = groups.flatMap((group) =>
    group.events.map((data, index) => ({
      pattern: data.type,
      data,
      sequence: group.sequence,
      index,
      timeMs: group.timeMs,
    })),
  );
  return { lastSequence: groups.at(-1)?.sequence ?? 0, events };
}

/** One command with its events. */
export function commandOf(sequence: number, ...events: ExchangeEvent[]): EventBatch {
  return batchOf([{ shard: 0, sequence, timeMs: sequence * 1_000, events }]);
}

/** A market without money and with one runner, 1, open after two commands: `sequence` and the next. */
export function openMarket(marketId: number, sequence: number): EventBatch[] {
  const runners = [{ runnerId: 1, name: 'One' }];
  const ladder = { kind: 'CLASSIC' } as const;
  return [
    commandOf(sequence, {
      type: 'market.created',
      marketId,
      name: `Market ${marketId}`,
      runners,
      ladder,
    }),
    commandOf(sequence + 1, { type: 'market.opened', marketId }),
  ];
}

/** A BACK order that rests. */
export function backOrder(marketId: number, orderId: number, price: number, size = 100): ExchangeEvent {
  return {
    type: 'order.placed',
    orderId,
    accountId: 'alice',
    marketId,
    runnerId: 1,
    side: 'BACK',
    price,
    size,
    replacesOrderId: 0,
  };
}
