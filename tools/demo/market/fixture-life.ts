import type { EngineClient } from '../../exchange/engine-client.js';
import { Random } from '../../simulate/random.js';
import { fixtureText, type FixturePlan, type RunnerPlan } from '../calendar/fixture-plan.js';
import type { DayClock } from '../day-clock.js';
import { LiveMarket } from './live-market.js';

/** In seconds of the day. */
const OFF_SECONDS = 3;
const INCIDENT_SECONDS = 5;
const JUDGE_SECONDS = 12;
/** One in so many races has a runner that does not start. */
const NON_RUNNER_IN = 3;
/** Races with fewer runners go without one. */
const FIELD_MIN = 9;

/** Commands a second to one market. */
export interface TradingRates {
  readonly beforeOff: number;
  readonly inPlay: number;
}

export interface FixtureLifeParts {
  readonly engine: EngineClient;
  readonly clock: DayClock;
  readonly signal: AbortSignal;
  readonly rates: TradingRates;
  /** One line for whoever looks. */
  readonly say: (line: string) => void;
}

/** A fixture from the opening of its markets to their settlement. */
export class FixtureLife {
  readonly #parts: FixtureLifeParts;
  readonly #plan: FixturePlan;
  readonly #random: Random;
  #markets: readonly LiveMarket[] = [];
  #offAtMs = Infinity;

  /** @param seed of everything that happens in it, so that it does not depend on what others do meanwhile */
  constructor(parts: FixtureLifeParts, plan: FixturePlan, seed: number) {
    this.#parts = parts;
    this.#plan = plan;
    this.#random = new Random(seed);
  }

  /**
   * @param startMs when it begins, by the clock of the wall, in ms since 1970
   * @throws ProblemError when somebody else has done something with a market
   */
  async live(startMs: number): Promise<void> {
    await this.#open(startMs);
    const waiting = startMs - Date.now();
    const nonRunner = this.#nonRunner();
    if (nonRunner !== undefined) {
      await this.#trade(waiting / 2, 'beforeOff');
      await this.#remove(nonRunner);
    }
    await this.#trade(startMs - Date.now(), 'beforeOff');
    await this.#turnInPlay();
    for (const share of this.#plan.incidents) {
      await this.#tradeUntil(share);
      await this.#suspendForIncident();
    }
    await this.#tradeUntil(1);
    await this.#end();
  }

  async #open(startMs: number): Promise<void> {
    const { engine, clock, signal, say } = this.#parts;
    const common = {
      engine,
      fixture: this.#plan,
      random: this.#random,
      startTimeMs: Math.round(startMs),
      betDelayMs: Math.round(clock.ms(this.#plan.betDelayMs / 1_000)),
      progress: () => this.#progress(),
    };
    const markets: LiveMarket[] = [];
    for (const market of this.#plan.markets) markets.push(await LiveMarket.open({ ...common, market }));
    this.#markets = markets;
    say(
      `open      ${this.#title}: ${markets.map(({ marketId, name }) => `${name} (${marketId})`).join(', ')}`,
    );
    await Promise.all(markets.map((market) => market.fillBooks(signal)));
  }

  async #turnInPlay(): Promise<void> {
    await this.#all((market) => market.change({ kind: 'suspend', material: false }));
    await this.#all((market) => market.change({ kind: 'turn-in-play' }));
    await this.#parts.clock.pause(OFF_SECONDS);
    await this.#all((market) => market.change({ kind: 'resume' }));
    this.#offAtMs = performance.now();
    this.#parts.say(`in-play   ${this.#title}`);
  }

  async #suspendForIncident(): Promise<void> {
    await this.#all((market) => market.change({ kind: 'suspend', material: true }));
    this.#parts.say(`goal      ${this.#title}`);
    await this.#parts.clock.pause(INCIDENT_SECONDS);
    await this.#all((market) => market.change({ kind: 'resume' }));
  }

  async #end(): Promise<void> {
    await this.#all((market) => market.change({ kind: 'close' }));
    await this.#parts.clock.pause(JUDGE_SECONDS);
    for (const market of this.#markets) {
      await market.settle();
      const won = market.winners.join(', ');
      this.#parts.say(`settled   ${this.#title}: ${market.name}: ${won} (${market.trades} trades)`);
    }
  }

  async #remove(runner: RunnerPlan): Promise<void> {
    await this.#all((market) => market.remove(runner));
    this.#parts.say(`removed   ${this.#title}: ${runner.name} does not run`);
  }

  /** Of a race, now and then: one that would have come in nowhere. */
  #nonRunner(): RunnerPlan | undefined {
    const isRace = this.#plan.sport === 'Horse racing';
    const runners = this.#plan.markets[0]?.runners ?? [];
    if (!isRace || runners.length < FIELD_MIN || this.#random.whole(1, NON_RUNNER_IN) > 1) return undefined;
    const losesAlways = ({ runnerId }: RunnerPlan): boolean =>
      this.#plan.markets.every((market) =>
        market.runners.some((runner) => runner.runnerId === runnerId && runner.result === 'LOSER'),
      );
    return this.#random.pick(runners.filter(losesAlways));
  }

  /** Trades until a share of the time in-play is over. */
  async #tradeUntil(share: number): Promise<void> {
    const endMs = this.#offAtMs + this.#inPlayMs * share;
    await this.#trade(endMs - performance.now(), 'inPlay');
  }

  async #trade(ms: number, phase: keyof TradingRates): Promise<void> {
    const { signal, rates } = this.#parts;
    const run = { ratePerSecond: rates[phase], seconds: Math.max(ms, 0) / 1_000, signal };
    await Promise.all(this.#markets.map((market) => market.trade(run)));
    signal.throwIfAborted();
  }

  async #all(change: (market: LiveMarket) => Promise<void>): Promise<void> {
    for (const market of this.#markets) await change(market);
  }

  /** How much of the time in-play is over. */
  #progress(): number {
    return Math.min(Math.max((performance.now() - this.#offAtMs) / this.#inPlayMs, 0), 1);
  }

  get #inPlayMs(): number {
    return this.#parts.clock.ms(this.#plan.inPlaySeconds);
  }

  get #title(): string {
    return fixtureText(this.#plan);
  }
}
