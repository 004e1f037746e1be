import { setTimeout as delay } from 'node:timers/promises';
import type { EngineAddress } from '../facts/engine-facts.js';
import { Random } from '../../simulate/random.js';
import { TRADER_ACCOUNTS } from '../../simulate/trader.js';
import type { CommandOutcome } from './answer.js';
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

/** Every second one is a market with money. */
const MARKETS = 4;
const RUNNER_IDS = [1, 2, 3];
/** Of the markets with money, in percent: see `compareMoney`. */
export const BASE_RATE = 5;
/** Little enough for some orders to be refused for want of money. */
const DEPOSIT = '3000.00';
/** Accounts that are opened at the same time. */
const ACCOUNTS_AT_ONCE = 16;
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

  /** Opens the accounts, creates the markets and opens them. */
  static async create(options: LoadOptions): Promise<Load> {
    const sender = new CommandSender(options.engine, 'markets', options.ledger);
    await openAccounts(sender);
    const markets: LoadMarket[] = [];
    for (let number = 1; number <= MARKETS; number += 1) {
      markets.push(await openMarket(sender, number, number % 2 === 0));
    }
    sender.close();
    return new Load(options, markets);
  }

  /**
   * Closes the markets with money and settles them, each for another runner.
   * @returns the winner of each market
   */
  async settle(): Promise<ReadonlyMap<number, number>> {
    const sender = new CommandSender(this.options.engine, 'results', this.options.ledger);
    const winners = new Map<number, number>();
    for (const { marketId, isWithMoney } of this.markets) {
      if (!isWithMoney) continue;
      const winner = RUNNER_IDS[winners.size % RUNNER_IDS.length] ?? 0;
      const results = RUNNER_IDS.map((runnerId) => ({
        runnerId,
        result: runnerId === winner ? 'WINNER' : 'LOSER',
      }));
      await operate(sender, `/v1/markets/${marketId}/close`, {});
      await operate(sender, `/v1/markets/${marketId}/settle`, { results });
      winners.set(marketId, winner);
    }
    sender.close();
    return winners;
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

async function openAccounts(sender: CommandSender): Promise<void> {
  const left = TRADER_ACCOUNTS.values();
  await Promise.all(
    Array.from({ length: ACCOUNTS_AT_ONCE }, async () => {
      for (const accountId of left) {
        await operate(sender, '/v1/accounts', { accountId, currency: 'GBP' });
        await operate(sender, '/v1/deposits', { accountId, amount: DEPOSIT });
      }
    }),
  );
}

async function openMarket(sender: CommandSender, number: number, isWithMoney: boolean): Promise<LoadMarket> {
  const runners = RUNNER_IDS.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
  const rules = isWithMoney ? { currency: 'GBP', baseRate: BASE_RATE } : { currency: 'XXX' };
  const outcome = await operate(sender, '/v1/markets', { name: `Drill ${number}`, runners, ...rules });
  if (outcome.kind !== 'MARKET') throw new Error(`no market was made: ${JSON.stringify(outcome)}`);
  const { marketId } = outcome;
  await operate(sender, `/v1/markets/${marketId}/open`, {});
  return { marketId, runnerIds: RUNNER_IDS, isWithMoney };
}

/** An operator's command, which must be accepted. */
async function operate(
  sender: CommandSender,
  path: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<CommandOutcome> {
  const outcome = await sender.send(path, { accountId: '', fields });
  if (outcome.kind === 'MARKET' || outcome.kind === 'ACCOUNT') return outcome;
  throw new Error(`POST ${path}: ${JSON.stringify(outcome)}`);
}
