import { z } from 'zod';
import { Random } from '../simulate/random.js';
import { compareMoney } from './facts/compare-money.js';
import { compare } from './facts/compare.js';
import { readDatabase } from './facts/database-facts.js';
import type { Differences } from './facts/differences.js';
import { durableSequence, readEngine, stateHash, type EngineAddress } from './facts/engine-facts.js';
import { readMoney } from './facts/money-facts.js';
import { compareRepeats } from './facts/repeats.js';
import { HttpConnections } from './http.js';
import { Ledger } from './load/ledger.js';
import { BASE_RATE, Load } from './load/load.js';
import type { AppProcess } from './system/app-process.js';
import { ExchangeSystem, type SystemOptions } from './system/exchange-system.js';
import { waitFor } from './waiting.js';

export interface TrialOptions extends SystemOptions {
  readonly seed: number;
  readonly clients: number;
  readonly ratePerSecond: number;
}

const CATCH_UP_TIMEOUT_MS = 90_000;
/** Slowest rate at which a consumer may work off what it missed, in sequences a second. */
const CATCH_UP_RATE_MIN = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;
/** Answers before a fault, so that it meets the system in any state; on a slow machine they take longer. */
const ANSWERS_BEFORE = { min: 20, max: 1_000 };
const ANSWERS_TIMEOUT_MS = 120_000;

const position = z.object({ sequence: z.number(), status: z.string() });

/** A system under load, with the ledger of its only clients. */
export class Trial {
  /** Winner by market, of those that were settled. */
  private winners: ReadonlyMap<number, number> = new Map();

  private constructor(
    readonly options: TrialOptions,
    readonly system: ExchangeSystem,
    readonly ledger: Ledger,
    readonly load: Load,
    readonly random: Random,
  ) {}

  /** Starts a system and opens its markets. */
  static async start(options: TrialOptions): Promise<Trial> {
    const system = await ExchangeSystem.start(options);
    try {
      const ledger = new Ledger();
      const load = await Load.create({ ...options, engine: engineOf(system), ledger });
      return new Trial(options, system, ledger, load, new Random(options.seed));
    } catch (error) {
      await system.kill();
      throw error;
    }
  }

  /** Lets the load go on for a random while. */
  async loadOn(): Promise<void> {
    const enough = this.ledger.answered + this.random.whole(ANSWERS_BEFORE.min, ANSWERS_BEFORE.max);
    await waitFor(`${enough} answers`, () => this.ledger.answered >= enough, {
      timeoutMs: ANSWERS_TIMEOUT_MS,
      intervalMs: 1,
    });
  }

  /** Waits until everything is ready and both consumers have applied what is on disk now. */
  async caughtUp(): Promise<void> {
    const { system } = this;
    const target = await durableSequence(engineOf(system));
    for (const name of ['storage', 'analytics'] as const) await this.applied(system.app(name), target);
    for (const name of ['engine', 'storage', 'analytics'] as const) await system.app(name).ready();
  }

  /** Waits until the rows that an app serves have everything up to a sequence. */
  async applied(app: AppProcess, target: number): Promise<void> {
    const http = new HttpConnections(app.url, REQUEST_TIMEOUT_MS, {
      connections: 1,
      key: this.system.keys.operator,
    });
    let seen = 'no answer';
    try {
      await waitFor(
        `${app.start.name} to apply sequence ${target}`,
        async () => {
          if (app.unexpectedEnd !== undefined) throw new Error(app.unexpectedEnd);
          const answer = await http.get('/v1/position').catch(() => undefined);
          if (answer === undefined) return false;
          seen = answer.text.slice(0, 300);
          return answer.status === 200 && position.parse(JSON.parse(answer.text)).sequence >= target;
        },
        { timeoutMs: CATCH_UP_TIMEOUT_MS + (1_000 * target) / CATCH_UP_RATE_MIN, why: () => seen },
      );
    } finally {
      http.close();
    }
  }

  /** Pauses the load, waits for everything to come to rest, and compares. The load may go on afterwards. */
  async compare(): Promise<Differences> {
    await this.load.pause();
    await this.caughtUp();
    const engine = await readEngine(engineOf(this.system), this.ledger);
    const databaseUrl = this.system.postgres.url;
    const rows = await readDatabase(databaseUrl);
    const differences = compare(this.ledger, { engine, ...rows });
    const money = await readMoney(engineOf(this.system), databaseUrl);
    const settled = { winners: this.winners, baseRate: BASE_RATE };
    compareMoney(this.ledger, { money, storage: rows.storage, settled }, differences);
    await compareRepeats(engineOf(this.system), this.ledger.latest, differences);
    const after = await durableSequence(engineOf(this.system));
    differences.expectEqual('sequence after all repeats', after, engine.sequence);
    for (const end of this.system.unexpectedEnds.splice(0)) differences.noteOther(end);
    return differences;
  }

  /** Ends a quiet system as an operator would, after all are paid and one last death of the engine. @returns complaints */
  async stop(): Promise<string[]> {
    const { system } = this;
    const complaints = await this.settle();
    const before = await stateHash(engineOf(system));
    await system.killApp('engine');
    await system.run('engine');
    const after = await stateHash(engineOf(system));
    this.load.close();
    complaints.push(...(await system.stop()));
    if (after !== before) complaints.push(`the engine's state was ${before}, and ${after} after a kill -9`);
    return complaints;
  }

  /** Settles the markets with money, while the engine is killed, and compares. @returns complaints */
  private async settle(): Promise<string[]> {
    const settling = this.load.settle();
    const killing = this.system.killApp('engine').then(() => this.system.run('engine'));
    const [winners] = await Promise.all([settling, killing]);
    this.winners = winners;
    return [...(await this.compare()).told];
  }

  async kill(): Promise<void> {
    this.load.close();
    await this.system.kill();
  }
}

/** Where the engine of a system is. */
export function engineOf(system: ExchangeSystem): EngineAddress {
  return { url: system.url('engine'), keys: system.keys };
}
