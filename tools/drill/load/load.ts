import { setTimeout as delay } from 'node:timers/promises';
import type { EngineAddress } from '../facts/engine-facts.js';
import { Random } from '../../simulate/random.js';
import { CommandSender } from './command-sender.js';
import { LoadClient, type LoadMarket } from './client.js';
import type { Ledger } from './ledger.js';

export interface LoadOptions {
  readonly engine: EngineAddress;
  readonly ledger: Ledger;
  readonly clients: number;
  /** Commands a second of all clients together, at most. */
  readonly ratePerSecond: number;
  readonly seed: number;
}

const MARKETS = 3;
const RUNNER_IDS = [1, 2, 3];
/** Orders, or cancels, of one request of a flood: as many as the engine takes. */
const FLOOD_BATCH = 200;

/** Several clients that trade in several markets until they are told to pause. */
export class Load {
  private readonly clients: LoadClient[];
  private working: Promise<unknown> | undefined;
  private isPausing = false;
  private failure: unknown;

  private constructor(
    private readonly options: LoadOptions,
    readonly markets: readonly LoadMarket[],
  ) {
    this.clients = Array.from({ length: options.clients }, (_, number) => {
      const sender = new CommandSender(options.engine, `c${number}`, options.ledger);
      return new LoadClient(sender, markets, new Random(options.seed * 1_000 + number));
    });
  }

  /** Creates the markets and opens them. */
  static async create(options: LoadOptions): Promise<Load> {
    const sender = new CommandSender(options.engine, 'markets', options.ledger);
    const runners = RUNNER_IDS.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    const markets: LoadMarket[] = [];
    for (let number = 1; number <= MARKETS; number += 1) {
      const fields = { name: `Drill ${number}`, runners, currency: 'XXX' };
      const outcome = await sender.send('/v1/markets', { accountId: '', fields });
      if (outcome.kind !== 'MARKET') throw new Error(`no market was made: ${JSON.stringify(outcome)}`);
      await sender.send(`/v1/markets/${outcome.marketId}/open`, { accountId: '', fields: {} });
      markets.push({ marketId: outcome.marketId, runnerIds: RUNNER_IDS });
    }
    sender.close();
    return new Load(options, markets);
  }

  /** Lets the clients work until {@link pause}. */
  start(): void {
    if (this.working !== undefined) return;
    this.isPausing = false;
    this.working = Promise.all(this.clients.map((client) => this.work(client)));
  }

  /**
   * Sends nothing new and waits until everything sent is answered.
   *
   * @throws what has kept a client from going on, such as a command that is not answered
   */
  async pause(): Promise<void> {
    this.isPausing = true;
    await this.working;
    this.working = undefined;
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Sends at least so many commands in large batches, as fast as they are answered, and waits for all answers. */
  async flood(commands: number): Promise<void> {
    let sent = 0;
    await Promise.all(
      this.clients.map(async (client) => {
        for (let turn = 0; sent < commands; turn += 1) {
          const isPlacing = turn % 2 === 0;
          const count = await (isPlacing ? client.placeBatch(FLOOD_BATCH) : client.cancelBatch(FLOOD_BATCH));
          sent += count;
        }
      }),
    );
  }

  close(): void {
    for (const client of this.clients) client.close();
  }

  private async work(client: LoadClient): Promise<void> {
    const msPerCommand = (1000 * this.clients.length) / this.options.ratePerSecond;
    try {
      while (!this.isPausing) {
        const startedAt = performance.now();
        const commands = await client.act();
        const restMs = commands * msPerCommand - (performance.now() - startedAt);
        if (restMs > 0) await delay(restMs);
      }
    } catch (error) {
      this.failure ??= error;
    }
  }
}
