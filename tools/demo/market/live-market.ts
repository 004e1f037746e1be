import type { EngineClient, MarketCommand } from '../../exchange/engine-client.js';
import { CURRENCY } from '../../simulate/accounts.js';
import type { Random } from '../../simulate/random.js';
import { Simulation } from '../../simulate/simulation.js';
import { Traders } from '../../simulate/trader.js';
import { fixtureText, type FixturePlan, type MarketPlan, type RunnerPlan } from '../calendar/fixture-plan.js';
import { LivePrices } from './live-prices.js';

/** Resting orders that traders of a market leave in its books, by runner. */
const RESTING_PER_RUNNER = 30;
/** What is offered at once when a market opens: commands by runner, and how fast they come. */
const OPENING_COMMANDS_PER_RUNNER = 12;
const OPENING_RATE = 120;
/** Of the net winnings, in hundredths of a percent. */
const BASE_RATE = 500;

export interface NewLiveMarket {
  readonly engine: EngineClient;
  readonly fixture: FixturePlan;
  readonly market: MarketPlan;
  readonly random: Random;
  /** Since 1970. */
  readonly startTimeMs: number;
  readonly betDelayMs: number;
  /** How much of the time in-play is over, from 0 to 1. */
  readonly progress: () => number;
}

/** A market of the demo while it lives, with its traders. */
export class LiveMarket {
  readonly #engine: EngineClient;
  readonly #plan: MarketPlan;
  readonly #prices: LivePrices;
  readonly #simulation: Simulation;
  readonly #removed = new Set<number>();

  private constructor(
    readonly marketId: number,
    { engine, market, random, progress }: NewLiveMarket,
  ) {
    this.#engine = engine;
    this.#plan = market;
    this.#prices = new LivePrices(random, market, progress);
    this.#simulation = new Simulation(engine, { marketId }, new Traders(random, this.#prices), {
      restingMax: RESTING_PER_RUNNER * market.runners.length,
      persistence: 'PERSIST',
    });
  }

  /** Makes the market and opens it. */
  static async open(wanted: NewLiveMarket): Promise<LiveMarket> {
    const { engine, fixture, market, startTimeMs, betDelayMs } = wanted;
    const { marketId } = await engine.createMarket({
      name: market.name,
      runners: market.runners.map(({ runnerId, name }) => ({ runnerId, name })),
      ladder: { kind: 'CLASSIC' },
      currency: CURRENCY,
      kind: market.kind,
      winners: market.winners,
      fixture: fixtureText(fixture),
      startTimeMs,
      baseRate: BASE_RATE,
      betDelayMs,
    });
    const live = new LiveMarket(marketId, wanted);
    await live.change({ kind: 'open' });
    return live;
  }

  get name(): string {
    return this.#plan.name;
  }

  get trades(): number {
    return this.#simulation.totals.trades;
  }

  get winners(): readonly string[] {
    return this.#plan.runners.filter(({ result }) => result !== 'LOSER').map(({ name }) => name);
  }

  /** Fills the books of a market that has just opened. */
  async fillBooks(signal: AbortSignal): Promise<void> {
    const seconds = (OPENING_COMMANDS_PER_RUNNER * this.#plan.runners.length) / OPENING_RATE;
    await this.trade({ ratePerSecond: OPENING_RATE, seconds, signal });
  }

  /** @throws when the engine does not answer */
  async trade(run: Parameters<Simulation['run']>[0]): Promise<void> {
    await this.#simulation.run(run);
  }

  /** @throws ProblemError when somebody else has done something with the market */
  async change(command: MarketCommand): Promise<void> {
    await this.#engine.changeMarket(this.marketId, command);
  }

  /** Takes a runner out, reducing the others by what it was worth. */
  async remove({ runnerId }: RunnerPlan): Promise<void> {
    const reductionFactor = Math.round((this.#prices.chances().get(runnerId) ?? 0) * 10_000);
    this.#prices.remove(runnerId);
    this.#removed.add(runnerId);
    await this.change({ kind: 'remove', runnerId, reductionFactor });
  }

  async settle(): Promise<void> {
    const results = this.#plan.runners
      .filter(({ runnerId }) => !this.#removed.has(runnerId))
      .map(({ runnerId, result }) => ({ runnerId, result }));
    await this.change({ kind: 'settle', results });
  }
}
