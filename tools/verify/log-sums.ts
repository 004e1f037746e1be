import type { EventGroup, ExchangeEvent, OrderMatched, TradeEvent } from '@backlay/contracts';
import { MoneySums } from './money-sums.js';
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
  /** As they were made. */
  readonly trades = { count: 0, size: new Sum(), priceSize: new Sum(), sequences: new Sum() };
  /** As voids and reductions have left them. */
  readonly standing = { count: 0, size: new Sum(), priceSize: new Sum() };
  readonly money = new MoneySums();
  readonly orders = { count: 0, size: new Sum(), cancelled: new Sum(), lapsed: new Sum() };
  /** Resting size by `market/runner/side/price`. */
  readonly levels = new Map<string, number>();
  /** Size and number of the trades that stand, by `market/runner/price`. */
  readonly volumes = new Map<string, AtPrice>();
  /** Number of candles by their length in seconds. */
  readonly candles = new Map<number, number>(CANDLE_SECONDS.map((seconds) => [seconds, 0]));
  readonly #latestCandles = new Map<string, number>();
  /** Price and size of the orders that the command at hand brings to the book. */
  readonly #incoming = new Map<number, { readonly price: number; readonly size: number }>();
  /** Orders that wait for the bet delay. */
  readonly #waiting = new Set<number>();

  add({ sequence, timeMs, events }: EventGroup): void {
    this.#incoming.clear();
    for (const event of events) {
      this.eventsOfType.set(event.type, (this.eventsOfType.get(event.type) ?? 0) + 1);
      this.eventSequences.add(sequence);
      this.#addEvent(event, sequence, timeMs);
      this.money.add(event);
    }
  }

  #addEvent(event: ExchangeEvent, sequence: number, timeMs: number): void {
    switch (event.type) {
      case 'order.placed':
        this.orders.count += 1;
        this.orders.size.add(event.size);
        this.#incoming.set(event.orderId, event);
        this.#move(event, event.price, event.size);
        break;
      case 'order.matched':
        this.#addTrade(event, sequence, timeMs);
        break;
      case 'order.cancelled':
        this.orders.cancelled.add(event.sizeCancelled);
        if (!this.#waiting.has(event.orderId)) this.#move(event, event.price, -event.sizeCancelled);
        else if (event.sizeRemaining === 0) this.#waiting.delete(event.orderId);
        break;
      case 'order.lapsed':
        this.orders.lapsed.add(event.sizeLapsed);
        if (!this.#waiting.delete(event.orderId)) this.#move(event, event.price, -event.sizeLapsed);
        break;
      case 'order.delayed':
        this.#waiting.add(event.orderId);
        this.#move(event, event.price, -(this.#incoming.get(event.orderId)?.size ?? 0));
        break;
      case 'order.released':
        this.#waiting.delete(event.orderId);
        this.#enter(event.orderId, event, event.sizeRemaining);
        break;
      case 'order.repriced':
        if (this.#waiting.has(event.orderId)) break;
        this.#move(event, event.priceBefore, -event.sizeRemaining);
        this.#enter(event.orderId, event, event.sizeRemaining);
        break;
      case 'trade.voided':
      case 'trade.reduced':
        this.#changeTrade(event);
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
    // A trade names the maker's price; the taker's limit is in its placing or release, which the same command made.
    const takerPrice = this.#incoming.get(trade.takerOrderId)?.price ?? 0;
    this.#move({ marketId, runnerId, side: takerSide === 'BACK' ? 'LAY' : 'BACK' }, price, -size);
    this.#move({ marketId, runnerId, side: takerSide }, takerPrice, -size);
    this.#stand(trade, price, 1);
    for (const seconds of CANDLE_SECONDS)
      this.#touchCandle(`${seconds}/${marketId}/${runnerId}`, seconds, timeMs);
  }

  #changeTrade(event: TradeEvent): void {
    this.#stand(event, event.type === 'trade.voided' ? event.price : event.priceBefore, -1);
    if (event.type === 'trade.reduced') this.#stand(event, event.price, 1);
  }

  /** Counts a trade at a price, or (`sign` -1) no longer. */
  #stand({ marketId, runnerId, size }: OrderMatched | TradeEvent, price: number, sign: 1 | -1): void {
    this.standing.count += sign;
    this.standing.size.add(sign * size);
    this.standing.priceSize.add(sign * price * size);
    const at = `${marketId}/${runnerId}/${price}`;
    const volume = this.volumes.get(at) ?? { size: 0, trades: 0 };
    volume.size += sign * size;
    volume.trades += sign;
    if (volume.trades === 0) this.volumes.delete(at);
    else this.volumes.set(at, volume);
  }

  #enter(
    orderId: number,
    of: { marketId: number; runnerId: number; side: string; price: number },
    size: number,
  ) {
    this.#incoming.set(orderId, { price: of.price, size });
    this.#move(of, of.price, size);
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
