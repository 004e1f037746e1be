import type { Trade } from '@backlay/client';
import { tradeId, type OrderChange, type Side } from '@backlay/contracts';

/** A trade from the side of one of the account's orders. */
export interface OwnTrade {
  readonly tradeId: string;
  readonly orderId: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly timeMs: number;
}

/** Older ones are in storage. */
export const OWN_TRADES_MAX = 300;

/** What storage says of a trade, once for each order of the account in it; nothing of a trade that is void. */
export function tradesOf(trade: Trade, accountId: string): OwnTrade[] {
  const { currentPrice, takerSide, time, status, ...same } = trade;
  if (status === 'VOIDED') return [];
  const facts = {
    tradeId: same.tradeId,
    marketId: same.marketId,
    runnerId: same.runnerId,
    price: currentPrice ?? same.price,
    size: same.size,
    timeMs: time,
  };
  const sides: OwnTrade[] = [];
  if (same.takerAccountId === accountId)
    sides.push({ ...facts, orderId: same.takerOrderId, side: takerSide });
  if (same.makerAccountId === accountId)
    sides.push({ ...facts, orderId: same.makerOrderId, side: opposite(takerSide) });
  return sides;
}

/** The trades after something has happened to an own order, the latest first; the same array when that changes none. */
export function tradesAfter(trades: readonly OwnTrade[], change: OrderChange): readonly OwnTrade[] {
  const { event, orderId, sequence, index, timeMs } = change;
  switch (event.type) {
    case 'order.matched': {
      const { marketId, runnerId, price, size, takerOrderId, takerSide } = event;
      const side = orderId === takerOrderId ? takerSide : opposite(takerSide);
      const id = tradeId(sequence, index);
      return added(trades, { tradeId: id, orderId, marketId, runnerId, side, price, size, timeMs });
    }
    case 'trade.voided': {
      const id = tradeId(event.tradeSequence, event.tradeIndex);
      return trades.filter((trade) => trade.tradeId !== id || trade.orderId !== orderId);
    }
    case 'trade.reduced': {
      const id = tradeId(event.tradeSequence, event.tradeIndex);
      return trades.map((trade) =>
        trade.tradeId === id && trade.orderId === orderId ? { ...trade, price: event.price } : trade,
      );
    }
    default:
      return trades;
  }
}

/** Both of two lists, each trade once, the latest first and not too many. */
export function merged(live: readonly OwnTrade[], stored: readonly OwnTrade[]): readonly OwnTrade[] {
  const known = new Set(live.map(keyOf));
  return [...live, ...stored.filter((trade) => !known.has(keyOf(trade)))]
    .sort((a, b) => b.timeMs - a.timeMs)
    .slice(0, OWN_TRADES_MAX);
}

function added(trades: readonly OwnTrade[], trade: OwnTrade): readonly OwnTrade[] {
  // Storage may have told of it already.
  if (trades.some((known) => keyOf(known) === keyOf(trade))) return trades;
  return [trade, ...trades].slice(0, OWN_TRADES_MAX);
}

/** A trade of two own orders is there twice. */
function keyOf({ tradeId: id, orderId }: OwnTrade): string {
  return `${id} ${orderId}`;
}

function opposite(side: Side): Side {
  return side === 'BACK' ? 'LAY' : 'BACK';
}
