import type { EventGroup, ExchangeEvent, OrderMatched } from '@backlay/contracts';
import { Sum } from './sum.js';

/** What rests, or was traded, at one price of a runner. */
interface AtPrice {
  size: number;
  trades: number;
}

const CANDLE_SECONDS = [1, 60, 300];

/** Everything that the databases can be compared with, added up from the events one by one. Memory: the prices in use. */
export class LogSums {
  readonly eventsOfType = new Map<ExchangeEvent['type'], number>();
  readonly eventSequences = new Sum();
  readonly trades = { count: 0, size: new Sum(), priceSize: new Sum(), sequences: new Sum() };
  readonly orders = { count: 0, size: new Sum(), cancelled: new Sum(), lapsed: new Sum() };
  /** Resting size by `market/runner/side/price`. */
  readonly levels = new Map<string, number>();
  /** Traded size and trades by `market/runner/price`. */
  readonly volumes = new Map<string, AtPrice>();
  /** Number of candles by their length in seconds. */
  readonly candles = new Map<number, number>(CANDLE_SECONDS.map((seconds) => [seconds, 0]));
  readonly #latestCandles = new Map<string, number>();
  readonly #takerPrices = new Map<number, number>();

  add({ sequence, timeMs, events }: EventGroup): void {
    this.#takerPrices.clear();
    for (const event of events) {
      this.eventsOfType.set(event.type, (this.eventsOfType.get(event.type) ?? 0) + 1);
      this.eventSequences.add(sequence);
      this.#addEvent(event, sequence, timeMs);
    }
  }

  #addEvent(event: ExchangeEvent, sequence: number, timeMs: number): void {
    switch (event.type) {
      case 'order.placed':
        this.orders.count += 1;
        this.orders.size.add(event.size);
        this.#takerPrices.set(event.orderId, event.price);
        this.#move(event, event.price, event.size);
        break;
      case 'order.matched':
        this.#addTrade(event, sequence, timeMs);
        break;
      case 'order.cancelled':
        this.orders.cancelled.add(event.sizeCancelled);
        this.#move(event, event.price, -event.sizeCancelled);
        break;
      case 'order.lapsed':
        this.orders.lapsed.add(event.sizeLapsed);
        this.#move(event, event.price, -event.sizeLapsed);
        break;
      default:
    }
  }

  #addTrade(trade: OrderMatched, sequence: number, timeMs: number): void {
    const { marketId, runnerId, price, size, takerSide } = trade;
    this.trades.count += 1;
    this.trades.size.add(size);
    this.trades.priceSize.add(price * size);
    this.trades.sequences.add(sequence);
    // A trade names the maker's price; the taker's limit is in its placing, which the same command made.
    const takerPrice = this.#takerPrices.get(trade.takerOrderId) ?? 0;
    this.#move({ marketId, runnerId, side: takerSide === 'BACK' ? 'LAY' : 'BACK' }, price, -size);
    this.#move({ marketId, runnerId, side: takerSide }, takerPrice, -size);
    const at = `${marketId}/${runnerId}/${price}`;
    const volume = this.volumes.get(at) ?? { size: 0, trades: 0 };
    volume.size += size;
    volume.trades += 1;
    this.volumes.set(at, volume);
    for (const seconds of CANDLE_SECONDS)
      this.#touchCandle(`${seconds}/${marketId}/${runnerId}`, seconds, timeMs);
  }

  /** Time never runs backwards in a log, so a runner's candle is a new one when it is not the latest. */
  #touchCandle(key: string, seconds: number, timeMs: number): void {
    const start = timeMs - (timeMs % (seconds * 1000));
    if (this.#latestCandles.get(key) === start) return;
    this.#latestCandles.set(key, start);
    this.candles.set(seconds, (this.candles.get(seconds) ?? 0) + 1);
  }

  #move(of: { marketId: number; runnerId: number; side: string }, price: number, size: number): void {
    const key = `${of.marketId}/${of.runnerId}/${of.side}/${price}`;
    const left = (this.levels.get(key) ?? 0) + size;
    if (left === 0) this.levels.delete(key);
    else this.levels.set(key, left);
  }
}
