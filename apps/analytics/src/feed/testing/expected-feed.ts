import type { EventGroup, ExchangeEvent, MarketDefinition, RunnerDefinition } from '@backlay/contracts';
import { ExpectedProjections } from '../../testing/expected-projections.js';
import { MarketCopy } from './market-copy.js';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const OVER = ['CLOSED', 'SETTLED', 'VOIDED'];

/** What the feed has to say after a history, worked out the obvious way. */
export class ExpectedFeed extends ExpectedProjections {
  readonly #definitions = new Map<
    number,
    Writable<Omit<MarketDefinition, 'runners'>> & { runners: Writable<RunnerDefinition>[] }
  >();

  override add(groups: readonly EventGroup[]): this {
    super.add(groups);
    for (const { events } of groups) for (const event of events) this.#define(event);
    return this;
  }

  /** In the order of their ids. */
  openMarkets(): number[] {
    return [...this.markets]
      .filter(([, { status }]) => !OVER.includes(status))
      .map(([marketId]) => marketId)
      .sort((a, b) => a - b);
  }

  definition(marketId: number): MarketDefinition {
    const definition = this.#definitions.get(marketId);
    if (definition === undefined) throw new Error(`market ${marketId} was never created`);
    const status = this.markets.get(marketId)?.status ?? 'INACTIVE';
    return { ...definition, status };
  }

  /** What a client with everything has. */
  feed(marketId: number): MarketCopy {
    const definition = this.definition(marketId);
    const runners = definition.runners.map(({ runnerId }) => {
      const traded = this.volume(marketId, runnerId).map(
        ({ price, size }) => [minor(price), minor(size)] as const,
      );
      return {
        runnerId,
        availableToBack: [...this.levels(marketId, runnerId, 'LAY')],
        availableToLay: [...this.levels(marketId, runnerId, 'BACK')],
        traded,
        lastPrice: this.lastPrice(marketId, runnerId),
        totalMatched: sum(traded.map(([, size]) => size)),
      };
    });
    const totalMatched = sum(runners.map((runner) => runner.totalMatched));
    return new MarketCopy().apply({ marketId, definition, runners, totalMatched });
  }

  #define(event: ExchangeEvent): void {
    if (event.type === 'market.created') {
      const { marketId, name, runners, ladder, rules } = event;
      this.#definitions.set(marketId, {
        name,
        fixture: rules?.fixture ?? '',
        status: 'INACTIVE',
        inPlay: false,
        version: 0,
        currency: rules?.currency ?? 'XXX',
        kind: rules?.kind ?? 'WIN',
        winners: rules?.winnerCount ?? 1,
        startTimeMs: rules?.startTimeMs ?? 0,
        baseRate: rules?.baseRate ?? 0,
        betDelayMs: rules?.betDelayMs ?? 0,
        ladder,
        runners: runners.map((runner) => ({ ...runner, status: 'ACTIVE', reductionFactor: 0 })),
      });
      return;
    }
    const definition = 'marketId' in event ? this.#definitions.get(event.marketId) : undefined;
    if (definition === undefined) return;
    const here = definition.runners.filter(({ status }) => status !== 'REMOVED');
    if (event.type === 'market.turned-in-play') definition.inPlay = true;
    if (event.type === 'market.start-changed') definition.startTimeMs = event.startTimeMs;
    if (event.type === 'market.version-changed') definition.version = event.version;
    if (event.type === 'market.settled') {
      for (const { runnerId, result } of event.results) {
        const runner = here.find((one) => one.runnerId === runnerId);
        if (runner !== undefined) runner.status = result;
      }
    }
    if (event.type === 'market.settlement-reversed' || event.type === 'market.voided') {
      for (const runner of here) runner.status = 'ACTIVE';
    }
    if (event.type === 'runner.removed') {
      const runner = definition.runners.find(({ runnerId }) => runnerId === event.runnerId);
      if (runner === undefined) return;
      runner.status = 'REMOVED';
      runner.reductionFactor = event.reductionFactor;
    }
  }
}

function minor(decimal: string): number {
  return Math.round(Number(decimal) * 100);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
