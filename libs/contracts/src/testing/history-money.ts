import type { ExchangeEvent, OrderPlaced, OrderTermsSet } from '../events.js';
import type { HistoryAccounts } from './history-accounts.js';
import type { HistoryDice } from './history-dice.js';
import { cancel, enterBook, lapse, reprice, runnersLeft, type HistoryMarket } from './history-market.js';
import { declare, reverse, settle } from './history-settlement.js';

/** Least price there is. */
const PRICE_MIN = 101;

/** What happens only in markets with money. */
export class HistoryMoney {
  readonly #dice: HistoryDice;
  readonly #accounts: HistoryAccounts;

  constructor(dice: HistoryDice, accounts: HistoryAccounts) {
    this.#dice = dice;
    this.#accounts = accounts;
  }

  /** A command of the operator's for a market that is open or suspended; undefined when it is none this time. */
  whileAlive(market: HistoryMarket, timeMs: number): ExchangeEvent[] | undefined {
    const dice = this.#dice.below(300);
    if (market.waiting.length > 0 && market.status === 'OPEN' && dice < 100) return this.#release(market);
    if ((dice === 101 || dice === 102) && !market.isInPlay) return this.#turnInPlay(market);
    if (dice === 103) return [this.#start(market, timeMs)];
    if (dice === 104 && runnersLeft(market).length > 1) return this.#removeRunner(market);
    if (dice === 105) return this.#voidTrades(market);
    return undefined;
  }

  /** The next step of a market that is closed or settled; undefined when none is due. */
  afterClose(market: HistoryMarket): ExchangeEvent[] | undefined {
    const dice = this.#dice.below(10);
    if (market.status === 'CLOSED') return dice < 3 ? this.#settle(market) : undefined;
    if (market.status !== 'SETTLED' || dice > 1) return undefined;
    const reversed = reverse(market, this.#accounts);
    return [...reversed, ...(dice === 0 ? this.#settle(market) : this.#voidMarket(market))];
  }

  /** An order with terms, which waits when the market is in-play. */
  place(market: HistoryMarket, placed: OrderPlaced): ExchangeEvent[] {
    const terms = this.#terms(placed);
    const order = { placed, sizeRemaining: placed.size, persistence: terms.persistence };
    const events: ExchangeEvent[] = [placed];
    const isPlain = terms.persistence === 'LAPSE' && terms.timeInForce === 'REST' && terms.goodTillMs === 0;
    if (!isPlain) events.push(terms);
    if (terms.timeInForce === 'FILL_AND_KILL') {
      events.push(...enterBook(market, order, false));
      if (order.sizeRemaining > 0) events.push(cancel(market, order, order.sizeRemaining, 'NOT_FILLED'));
      return events;
    }
    if (!market.isInPlay) return [...events, ...enterBook(market, order)];
    market.waiting.push(order);
    const { type: _type, size: _size, replacesOrderId: _replaced, ...fact } = placed;
    return [...events, { type: 'order.delayed', ...fact, releaseMs: 1_900_000_000_000 }];
  }

  /** What a suspension takes with it. */
  onSuspend(market: HistoryMarket): ExchangeEvent[] {
    return lapse(market, market.waiting, 'MARKET_SUSPENDED');
  }

  #terms(placed: OrderPlaced): OrderTermsSet {
    const { type: _type, size: _size, replacesOrderId: _replaced, ...fact } = placed;
    const dice = this.#dice.below(10);
    return {
      type: 'order.terms-set',
      ...fact,
      persistence: dice < 4 ? 'PERSIST' : 'LAPSE',
      timeInForce: dice === 9 ? 'FILL_AND_KILL' : 'REST',
      minFillSize: 0,
      goodTillMs: dice === 5 ? 1_900_000_000_000 : 0,
    };
  }

  #release(market: HistoryMarket): ExchangeEvent[] {
    const [order] = market.waiting.splice(0, 1);
    if (order === undefined) return [];
    const { type: _type, size: _size, replacesOrderId: _replaced, ...fact } = order.placed;
    const { sizeRemaining } = order;
    return [{ type: 'order.released', ...fact, sizeRemaining }, ...enterBook(market, order)];
  }

  #turnInPlay(market: HistoryMarket): ExchangeEvent[] {
    market.isInPlay = true;
    const lapsing = market.resting.filter(({ persistence }) => persistence === 'LAPSE');
    return [
      { type: 'market.turned-in-play', marketId: market.marketId },
      this.#newVersion(market, true),
      ...lapse(market, lapsing, 'TURNED_IN_PLAY'),
    ];
  }

  #start(market: HistoryMarket, timeMs: number): ExchangeEvent {
    const startTimeMs = this.#dice.below(3) === 0 ? 0 : timeMs + 60_000;
    return { type: 'market.start-changed', marketId: market.marketId, startTimeMs };
  }

  #newVersion(market: HistoryMarket, isMaterial: boolean): ExchangeEvent {
    market.version += 1;
    const { marketId, version } = market;
    return {
      type: 'market.version-changed',
      marketId,
      version,
      materialVersion: isMaterial ? version : version - 1,
    };
  }

  #removeRunner(market: HistoryMarket): ExchangeEvent[] {
    const { marketId } = market;
    const runnerId = this.#dice.pick(runnersLeft(market));
    const reductionFactor = 250 + this.#dice.below(4_000);
    market.removed.add(runnerId);
    const reduced = (price: number) =>
      Math.max(PRICE_MIN, Math.floor((price * (10_000 - reductionFactor)) / 10_000));
    const events: ExchangeEvent[] = [
      this.#newVersion(market, true),
      { type: 'runner.removed', marketId, runnerId, reductionFactor },
      ...this.#voidTrades(market, (trade) => trade.made.runnerId === runnerId),
    ];
    for (const trade of market.trades) {
      const priceBefore = trade.price;
      trade.price = reduced(priceBefore);
      events.push({ type: 'trade.reduced', ...changeOf(trade), priceBefore, price: trade.price });
    }
    events.push(...lapse(market, market.waiting, 'MARKET_VERSION'));
    const gone = market.resting.filter(
      ({ placed, persistence }) =>
        placed.runnerId === runnerId || (placed.side === 'LAY' && persistence === 'LAPSE'),
    );
    events.push(...lapse(market, gone, 'RUNNER_REMOVED'));
    for (const order of market.resting.filter(({ placed }) => placed.side === 'LAY')) {
      events.push(reprice(market, order, reduced(order.placed.price)));
    }
    return events;
  }

  #voidTrades(
    market: HistoryMarket,
    isVoid: (trade: HistoryMarket['trades'][number]) => boolean = (trade) => trade.sequence % 3 === 0,
  ): ExchangeEvent[] {
    const voided = market.trades.filter(isVoid);
    market.trades = market.trades.filter((trade) => !voided.includes(trade));
    return voided.map((trade) => ({ type: 'trade.voided', ...changeOf(trade), price: trade.price }));
  }

  #settle(market: HistoryMarket): ExchangeEvent[] {
    const left = runnersLeft(market).length;
    const places = Math.min(market.rules?.winnerCount ?? 1, left);
    const winners = places + this.#dice.below(Math.min(3, left - places + 1));
    const first = this.#dice.below(left);
    return settle(market, this.#accounts, declare(market, first, winners));
  }

  #voidMarket(market: HistoryMarket): ExchangeEvent[] {
    market.status = 'VOIDED';
    return [
      { type: 'market.voided', marketId: market.marketId },
      ...this.#voidTrades(market, () => true),
      ...lapse(market, [...market.resting, ...market.waiting], 'MARKET_VOIDED'),
    ];
  }
}

function changeOf({ sequence, index, made }: HistoryMarket['trades'][number]) {
  const { marketId, runnerId, size, takerSide } = made;
  const { makerOrderId, makerAccountId, takerOrderId, takerAccountId } = made;
  return {
    marketId,
    runnerId,
    tradeSequence: sequence,
    tradeIndex: index,
    size,
    takerSide,
    makerOrderId,
    makerAccountId,
    takerOrderId,
    takerAccountId,
  };
}
