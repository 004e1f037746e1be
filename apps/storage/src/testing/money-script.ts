import type { BettingRules, EventGroup, ExchangeEvent, OrderMatched, RunnerResult } from '@backlay/contracts';

const FIRST_TIME_MS = Date.UTC(2026, 10, 23, 12, 0, 0);

/** Profit before commission, and commission; minor units. */
export type Paid = Readonly<Record<string, readonly [profit: number, commission: number]>>;

/** A settlement as an operator declares it, and what it comes to by hand. */
export interface ScriptedSettlement {
  readonly paid: Paid;
  readonly results: Readonly<Record<number, RunnerResult>>;
  readonly tied?: readonly number[];
  readonly rounding?: number;
}

/** Writes the events of a history that is told step by step. Balances follow; every other figure is what it is told. */
export class MoneyScript {
  readonly groups: EventGroup[] = [];
  readonly #balances = new Map<string, number>();
  readonly #trades = new Map<string, { readonly sequence: number; readonly index: number; price: number }>();
  readonly #matches = new Map<string, OrderMatched>();
  #nextOrderId = 1;

  get nextSequence(): number {
    return this.groups.length + 1;
  }

  /** One command with these events; a second lies between two of them. */
  add(...events: readonly ExchangeEvent[]): this {
    const sequence = this.nextSequence;
    this.groups.push({ shard: 0, sequence, timeMs: FIRST_TIME_MS + 1000 * sequence, events });
    return this;
  }

  account(accountId: string, deposit: number, discount = 0): this {
    const limits = { sizeMax: 0, liabilityMax: 0, exposureMax: 0, orderCountMax: 0, ordersPerSecondMax: 0 };
    this.add({ type: 'account.opened', accountId, currency: 'GBP' });
    if (discount > 0) {
      this.add({ type: 'account.configured', accountId, discount, selfMatch: 'OFF', ...limits });
    }
    return this.add(this.#fund('account.deposited', accountId, deposit));
  }

  withdraw(accountId: string, amount: number): this {
    return this.add(this.#fund('account.withdrawn', accountId, amount));
  }

  market(marketId: number, runnerIds: readonly number[], rules: Partial<BettingRules> = {}): this {
    return this.add({
      type: 'market.created',
      marketId,
      name: `Market ${marketId}`,
      runners: runnerIds.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` })),
      ladder: { kind: 'CLASSIC' },
      rules: {
        currency: 'GBP',
        kind: 'WIN',
        winnerCount: 1,
        fixture: 'Ascot 14:30',
        startTimeMs: 0,
        baseRate: 500,
        betDelayMs: 0,
        betDelayModel: 'ALL',
        limits: { sizeMax: 0, liabilityMax: 0, exposureMax: 0, orderCountMax: 0 },
        ...rules,
      },
    }).add({ type: 'market.opened', marketId });
  }

  /** A LAY order that rests, and a BACK order that takes it whole. The trade goes by `name` from here on. */
  trade(
    name: string,
    of: { marketId: number; runnerId: number; price: number; size: number; back: string; lay: string },
  ): this {
    const { marketId, runnerId, price, size, back, lay } = of;
    const [makerOrderId, takerOrderId] = [this.#nextOrderId++, this.#nextOrderId++];
    const order = { marketId, runnerId, price, size, replacesOrderId: 0 };
    this.add({ type: 'order.placed', orderId: makerOrderId, accountId: lay, side: 'LAY', ...order });
    const matched: OrderMatched = {
      type: 'order.matched',
      marketId,
      runnerId,
      price,
      size,
      makerOrderId,
      makerAccountId: lay,
      makerSizeRemaining: 0,
      takerOrderId,
      takerAccountId: back,
      takerSide: 'BACK',
      takerSizeRemaining: 0,
    };
    this.#trades.set(name, { sequence: this.nextSequence, index: 1, price });
    this.#matches.set(name, matched);
    return this.add(
      { type: 'order.placed', orderId: takerOrderId, accountId: back, side: 'BACK', ...order },
      matched,
    );
  }

  voided(name: string): ExchangeEvent {
    const { change, trade } = this.#changeOf(name);
    return { type: 'trade.voided', ...change, price: trade.price };
  }

  reduced(name: string, price: number): ExchangeEvent {
    const { change, trade } = this.#changeOf(name);
    const priceBefore = trade.price;
    trade.price = price;
    return { type: 'trade.reduced', ...change, priceBefore, price };
  }

  close(marketId: number): this {
    return this.add({ type: 'market.closed', marketId });
  }

  settle(marketId: number, settlement: ScriptedSettlement): this {
    return this.add(...this.settled(marketId, settlement));
  }

  settled(marketId: number, { paid, results, tied = [], rounding = 0 }: ScriptedSettlement): ExchangeEvent[] {
    return [
      ...this.#pay('account.settled', marketId, paid),
      {
        type: 'market.settled',
        marketId,
        currency: 'GBP',
        results: Object.entries(results).map(([runnerId, result]) => ({
          runnerId: Number(runnerId),
          result,
        })),
        tied,
        commission: commissionOf(paid),
        rounding,
      },
    ];
  }

  reversed(
    marketId: number,
    { paid, rounding = 0 }: Pick<ScriptedSettlement, 'paid' | 'rounding'>,
  ): ExchangeEvent[] {
    const commission = commissionOf(paid);
    return [
      ...this.#pay('account.settlement-reversed', marketId, paid),
      { type: 'market.settlement-reversed', marketId, currency: 'GBP', commission, rounding },
    ];
  }

  #pay(
    type: 'account.settled' | 'account.settlement-reversed',
    marketId: number,
    paid: Paid,
  ): ExchangeEvent[] {
    const sign = type === 'account.settled' ? 1 : -1;
    return Object.entries(paid).map(([accountId, [profit, commission]]) => {
      const balance = this.#move(accountId, sign * (profit - commission));
      return { type, accountId, marketId, currency: 'GBP', profit, commission, balance };
    });
  }

  #fund(type: 'account.deposited' | 'account.withdrawn', accountId: string, amount: number): ExchangeEvent {
    const balance = this.#move(accountId, type === 'account.deposited' ? amount : -amount);
    return { type, accountId, currency: 'GBP', amount, balance };
  }

  #move(accountId: string, by: number): number {
    const balance = (this.#balances.get(accountId) ?? 0) + by;
    this.#balances.set(accountId, balance);
    return balance;
  }

  #changeOf(name: string) {
    const [trade, matched] = [this.#trades.get(name), this.#matches.get(name)];
    if (trade === undefined || matched === undefined) throw new Error(`no trade ${name}`);
    const { marketId, runnerId, size, takerSide } = matched;
    const { makerOrderId, makerAccountId, takerOrderId, takerAccountId } = matched;
    const orders = { makerOrderId, makerAccountId, takerOrderId, takerAccountId };
    const change = {
      marketId,
      runnerId,
      tradeSequence: trade.sequence,
      tradeIndex: trade.index,
      size,
      takerSide,
      ...orders,
    };
    return { trade, change };
  }
}

function commissionOf(paid: Paid): number {
  return Object.values(paid).reduce((sum, [, commission]) => sum + commission, 0);
}
