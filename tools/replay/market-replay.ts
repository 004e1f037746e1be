import {
  BATCH_ORDERS_MAX,
  type EngineClient,
  type MarketCommand,
  type NewOrder,
} from '../exchange/engine-client.js';
import type { OrderOutcome } from '../exchange/engine-answers.js';
import { opposite } from '../exchange/ladder.js';
import type { CommandCounts } from './command-counts.js';
import { compareLadders } from './ladder-comparison.js';
import {
  planMessage,
  planWhileSuspended,
  type PlannedCancel,
  type PlannedCommand,
  type PlannedPlace,
} from './order-planner.js';
import { RecordedMarket, type RunnerUpdate } from './recorded-market.js';
import type { MarketChange, MarketDefinition } from './recorded-message.js';
import { RecordingError } from './recording-error.js';
import { RestingOrders } from './resting-orders.js';
import { RunnerRecord } from './runner-record.js';

/**
 * Accounts take turns, so that queues hold orders of several; makers are never takers. A turn is a batch, because a batch is of
 * one account.
 */
const MAKER_ACCOUNTS = 20;
const TAKER_ACCOUNTS = 5;

/** Every account that places orders. */
export const REPLAY_ACCOUNTS: readonly string[] = [
  ...Array.from({ length: MAKER_ACCOUNTS }, (_, index) => `maker-${index}`),
  ...Array.from({ length: TAKER_ACCOUNTS }, (_, index) => `taker-${index}`),
];

type MarketStatus = 'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED';

interface RunnerReplay {
  readonly record: RunnerRecord;
  readonly resting: RestingOrders;
}

/** Drives one recorded market through the engine, message by message. */
export class MarketReplay {
  /** The engine's id of the market; absent until the recording has defined it. */
  marketId: number | undefined;
  private status: MarketStatus = 'INACTIVE';
  private readonly recorded = new RecordedMarket();
  private readonly runners = new Map<number, RunnerReplay>();
  /** Runners on which something rose while nothing could be placed. */
  private readonly waiting = new Set<number>();
  private turn = 0;

  /** @param name of the market in the recording */
  constructor(
    readonly name: string,
    private readonly engine: EngineClient,
    private readonly counts: CommandCounts,
  ) {}

  get records(): readonly RunnerRecord[] {
    return [...this.runners.values()].map(({ record }) => record);
  }

  /** Traded sizes by price as recorded, both sides of each trade counted. */
  recordedTraded(runnerId: number): ReadonlyMap<number, number> {
    return this.recorded.tradedSinceStart(runnerId);
  }

  /**
   * Does what one message says and compares the ladders it touched.
   *
   * @param line where the message stands, for the report
   */
  async apply(change: MarketChange, line: number): Promise<void> {
    const updates = this.recorded.apply(change);
    if (change.marketDefinition) await this.follow(change.marketDefinition);
    if (this.marketId === undefined || this.status === 'CLOSED') return;
    if (this.status === 'OPEN') await this.applyOpen(updates, line);
    else await this.applySuspended(updates);
  }

  /** Compares every runner once more, when the market still has a ladder to compare. */
  async compareAll(line: number): Promise<void> {
    if (this.status === 'OPEN') await this.compare([...this.runners.keys()], line);
  }

  private async follow(definition: MarketDefinition): Promise<void> {
    if (this.marketId === undefined) await this.create(definition);
    for (const command of marketCommands(this.status, definition.status)) {
      if (this.marketId === undefined) return;
      await this.engine.changeMarket(this.marketId, command);
      this.counts.market += 1;
    }
    this.status = statusAfter(this.status, definition.status);
  }

  private async create(definition: MarketDefinition): Promise<void> {
    const runners = definition.runners.map(({ id, name }) => ({
      runnerId: id,
      name: name ?? `Runner ${id}`,
    }));
    const kind = definition.priceLadderDefinition?.type === 'FINEST' ? 'FINEST' : 'CLASSIC';
    const title = definition.name ?? definition.marketType;
    const name = title ? `${this.name} ${title}` : this.name;
    const { marketId } = await this.engine.createMarket({ name, runners, ladder: { kind } });
    this.counts.market += 1;
    this.marketId = marketId;
    for (const { runnerId, name: runnerName } of runners) {
      this.runners.set(runnerId, {
        record: new RunnerRecord(runnerId, runnerName),
        resting: new RestingOrders(),
      });
    }
  }

  private async applyOpen(updates: readonly RunnerUpdate[], line: number): Promise<void> {
    const traded = new Map(updates.map((update) => [update.runnerId, update.traded]));
    const runnerIds = [...new Set([...traded.keys(), ...this.waiting])];
    this.waiting.clear();
    const plans = runnerIds.map((runnerId) => ({
      runnerId,
      commands: planMessage({
        resting: this.runner(runnerId).resting,
        target: this.recorded.ladder(runnerId),
        traded: traded.get(runnerId) ?? [],
      }),
    }));
    await this.execute(plans);
    await this.compare(runnerIds, line);
  }

  private async applySuspended(updates: readonly RunnerUpdate[]): Promise<void> {
    const plans = updates.map(({ runnerId }) => {
      const { resting } = this.runner(runnerId);
      this.waiting.add(runnerId);
      return { runnerId, commands: planWhileSuspended({ resting, target: this.recorded.ladder(runnerId) }) };
    });
    await this.execute(plans);
  }

  private async compare(runnerIds: readonly number[], line: number): Promise<void> {
    const { marketId } = this;
    if (marketId === undefined || runnerIds.length === 0) return;
    const [only] = runnerIds;
    const ladders =
      runnerIds.length === 1 && only !== undefined
        ? new Map([[only, await this.engine.runnerLadder(marketId, only)]])
        : await this.engine.marketLadders(marketId);
    for (const runnerId of runnerIds) {
      const ladder = ladders.get(runnerId);
      if (!ladder) throw new Error(`the engine's book has no runner ${runnerId}`);
      this.runner(runnerId).record.noteComparison(
        line,
        compareLadders(ladder, this.recorded.ladder(runnerId)),
      );
    }
  }

  /**
   * Runs the plans of several runners side by side. Within a runner the order of cancels and placings counts; cancels
   * among themselves do not, and runners do not meet each other.
   */
  private async execute(
    plans: readonly { runnerId: number; commands: readonly PlannedCommand[] }[],
  ): Promise<void> {
    const phases = plans.map(({ runnerId, commands }) => ({ runnerId, phases: splitByKind(commands) }));
    const rounds = Math.max(0, ...phases.map((plan) => plan.phases.length));
    for (let round = 0; round < rounds; round += 1) {
      const cancels: { runnerId: number; command: PlannedCancel }[] = [];
      const places: { runnerId: number; command: PlannedPlace }[] = [];
      for (const plan of phases) {
        for (const command of plan.phases[round] ?? []) {
          if (command.kind === 'CANCEL') cancels.push({ runnerId: plan.runnerId, command });
          else places.push({ runnerId: plan.runnerId, command });
        }
      }
      // Cancels may go in any order, and those of one account go in one request.
      cancels.sort((a, b) => a.command.accountId.localeCompare(b.command.accountId));
      for (const batch of batches(cancels)) await this.cancel(batch);
      for (const batch of batches(places)) await this.place(batch);
    }
  }

  private async cancel(cancels: readonly { runnerId: number; command: PlannedCancel }[]): Promise<void> {
    this.counts.cancelled += cancels.length;
    const outcomes = await this.engine.cancelOrders(
      cancels.map(({ command: { orderId, accountId, size, isWhole } }) =>
        isWhole ? { orderId, accountId } : { orderId, accountId, size },
      ),
    );
    for (const [index, { runnerId, command }] of cancels.entries()) {
      const outcome = outcomes[index];
      if (outcome?.outcome === 'REFUSED') this.counts.noteRefusal(outcome.problem.code);
      else this.runner(runnerId).resting.reduce(command.orderId, command.size);
    }
  }

  private async place(places: readonly { runnerId: number; command: PlannedPlace }[]): Promise<void> {
    if (this.marketId === undefined) return;
    this.turn += 1;
    const orders = places.map(({ runnerId, command }) => this.newOrder(runnerId, command));
    this.counts.placed += orders.length;
    const outcomes = await this.engine.placeOrders(this.marketId, orders);
    for (const [index, outcome] of outcomes.entries()) {
      const order = orders[index];
      if (order) this.noteOutcome(order, outcome);
    }
  }

  private newOrder(runnerId: number, { side, price, size, role }: PlannedPlace): NewOrder {
    const accountId =
      role === 'MAKER' ? `maker-${this.turn % MAKER_ACCOUNTS}` : `taker-${this.turn % TAKER_ACCOUNTS}`;
    return { accountId, runnerId, side, price, size };
  }

  private noteOutcome({ accountId, runnerId, side, price }: NewOrder, outcome: OrderOutcome): void {
    if (outcome.outcome === 'REFUSED') {
      this.counts.noteRefusal(outcome.problem.code);
      return;
    }
    const { record, resting } = this.runner(runnerId);
    const { orderId, sizeRemaining, trades } = outcome.order;
    if (sizeRemaining > 0) resting.add({ side, price }, { orderId, accountId, sizeRemaining });
    for (const trade of trades) {
      resting.takeOldest({ side: opposite(side), price: trade.price }, trade.size);
      record.noteTrade(trade);
      this.counts.trades += 1;
    }
  }

  private runner(runnerId: number): RunnerReplay {
    const runner = this.runners.get(runnerId);
    if (!runner) throw new RecordingError(`runner ${runnerId} is not in the market's definition`);
    return runner;
  }
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH_ORDERS_MAX);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * BATCH_ORDERS_MAX, (index + 1) * BATCH_ORDERS_MAX),
  );
}

/** Consecutive commands of one kind belong together. */
function splitByKind(commands: readonly PlannedCommand[]): PlannedCommand[][] {
  const phases: PlannedCommand[][] = [];
  for (const command of commands) {
    const last = phases.at(-1);
    if (last?.[0]?.kind === command.kind) last.push(command);
    else phases.push([command]);
  }
  return phases;
}

/** What brings the engine's market from its status to the recorded one. */
function marketCommands(from: MarketStatus, recorded: string): MarketCommand[] {
  if (from === 'CLOSED') return [];
  if (recorded === 'CLOSED') return ['close'];
  if (recorded === 'OPEN') return from === 'INACTIVE' ? ['open'] : from === 'SUSPENDED' ? ['resume'] : [];
  return from === 'OPEN' ? ['suspend'] : [];
}

function statusAfter(from: MarketStatus, recorded: string): MarketStatus {
  if (from === 'CLOSED' || recorded === 'CLOSED') return 'CLOSED';
  if (recorded === 'OPEN') return 'OPEN';
  return from === 'INACTIVE' ? 'INACTIVE' : 'SUSPENDED';
}
