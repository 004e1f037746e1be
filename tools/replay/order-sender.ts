import { setTimeout as delay } from 'node:timers/promises';
import { BATCH_ORDERS_MAX, type Order } from '@backlay/client';
import type { EngineClient, NewOrder, OrderOutcome } from '../exchange/engine-client.js';
import { opposite } from '../exchange/ladder.js';
import type { CommandCounts } from './command-counts.js';
import type { PlannedCancel, PlannedCommand, PlannedPlace } from './order-planner.js';
import type { LevelPlace } from './recorded-life.js';
import { accountOfTurn, REPLAY_ACCOUNTS } from './replay-accounts.js';
import { RestingOrders } from './resting-orders.js';
import type { RunnerRecord } from './runner-record.js';

/** What the replay knows of one runner. */
export interface RunnerReplay {
  readonly record: RunnerRecord;
  resting: RestingOrders;
}

/** The commands for one runner. */
export interface RunnerPlan {
  readonly runnerId: number;
  readonly commands: readonly PlannedCommand[];
}

export interface OrderSenderParts {
  readonly engine: EngineClient;
  readonly marketId: number;
  readonly counts: CommandCounts;
  readonly runner: (runnerId: number) => RunnerReplay;
  /** Whether an order placed there now is to outlive the turn in-play. */
  readonly persists: (place: LevelPlace) => boolean;
}

/** What the engine did to the books by itself. */
export interface BookChanges {
  readonly lapsed: number;
  readonly repriced: number;
}

interface OfRunner<T> {
  readonly runnerId: number;
  readonly command: T;
}

const POLL_MS = 5;

/** Sends what was planned, and keeps what rests from the engine's answers. */
export class OrderSender {
  private turn = 0;

  constructor(private readonly parts: OrderSenderParts) {}

  /**
   * Runs the plans of several runners side by side. Within a runner the order of cancels and placings counts; cancels
   * among themselves do not, and runners do not meet each other.
   */
  async execute(plans: readonly RunnerPlan[]): Promise<void> {
    const phases = plans.map(({ runnerId, commands }) => ({ runnerId, phases: splitByKind(commands) }));
    const rounds = Math.max(0, ...phases.map((plan) => plan.phases.length));
    for (let round = 0; round < rounds; round += 1) {
      const cancels: OfRunner<PlannedCancel>[] = [];
      const places: OfRunner<PlannedPlace>[] = [];
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

  /** Reads back what rests, after the engine has taken orders out or moved them by itself. */
  async readBack(runnerIds: readonly number[]): Promise<BookChanges> {
    const { engine, marketId, runner } = this.parts;
    const orders: { accountId: string; order: Order }[] = [];
    for (const accountId of REPLAY_ACCOUNTS) {
      const ofAccount = await engine.restingOrders(marketId, accountId);
      orders.push(...ofAccount.map((order) => ({ accountId, order })));
    }
    orders.sort((a, b) => (a.order.queue?.place ?? 0) - (b.order.queue?.place ?? 0));
    const before = new Map(
      runnerIds.flatMap((runnerId) =>
        [...runner(runnerId).resting.placeById].map(([id, at]) => [id, at.price]),
      ),
    );
    for (const runnerId of runnerIds) runner(runnerId).resting = new RestingOrders();
    let repriced = 0;
    for (const { accountId, order } of orders) {
      const { runnerId, side, price, orderId, sizeRemaining } = order;
      runner(runnerId).resting.add({ side, price }, { orderId, accountId, sizeRemaining });
      if (before.get(orderId) !== price) repriced += 1;
    }
    return { lapsed: before.size - orders.length, repriced };
  }

  private async cancel(cancels: readonly OfRunner<PlannedCancel>[]): Promise<void> {
    const { counts, engine, runner } = this.parts;
    counts.cancelled += cancels.length;
    const outcomes = await engine.cancelOrders(
      cancels.map(({ command: { orderId, accountId, size, isWhole } }) =>
        isWhole ? { orderId, accountId } : { orderId, accountId, size },
      ),
    );
    for (const [index, { runnerId, command }] of cancels.entries()) {
      const outcome = outcomes[index];
      if (outcome?.outcome === 'REFUSED') counts.noteRefusal(outcome.problem.code);
      else runner(runnerId).resting.reduce(command.orderId, command.size);
    }
  }

  private async place(places: readonly OfRunner<PlannedPlace>[]): Promise<void> {
    const { counts, engine, marketId } = this.parts;
    this.turn += 1;
    const orders = places.map(({ runnerId, command }) => this.newOrder(runnerId, command));
    counts.placed += orders.length;
    const outcomes = await engine.placeOrders(marketId, orders);
    const last = outcomes.findLast((outcome) => isWaiting(outcome));
    // They are let go in the order in which they came.
    if (last?.outcome === 'ACCEPTED') await this.untilReleased(last.order.orderId);
    for (const [index, outcome] of outcomes.entries()) {
      const [order, place] = [orders[index], places[index]];
      if (!order || !place) continue;
      if (outcome.outcome === 'REFUSED') counts.noteRefusal(outcome.problem.code);
      else if (isWaiting(outcome)) await this.noteReleased(order, place.command, outcome.order.orderId);
      else this.noteAccepted(order, outcome.order);
    }
  }

  private newOrder(runnerId: number, { side, price, size, role }: PlannedPlace): NewOrder {
    const accountId = accountOfTurn(role, this.turn);
    const persists = role === 'MAKER' && this.parts.persists({ runnerId, side, price });
    return { accountId, runnerId, side, price, size, ...(persists && { persistence: 'PERSIST' }) };
  }

  private noteAccepted(
    { accountId, runnerId, side, price }: NewOrder,
    { orderId, sizeRemaining, trades }: Extract<OrderOutcome, { outcome: 'ACCEPTED' }>['order'],
  ): void {
    const { record, resting } = this.parts.runner(runnerId);
    if (sizeRemaining > 0) resting.add({ side, price }, { orderId, accountId, sizeRemaining });
    for (const trade of trades) {
      resting.takeOldest({ side: opposite(side), price: trade.price }, trade.size);
      record.noteTrade(trade);
      this.parts.counts.trades += 1;
    }
  }

  private async untilReleased(orderId: number): Promise<void> {
    while ((await this.parts.engine.order(orderId)).status === 'WAITING') await delay(POLL_MS);
  }

  /** An order that had to wait was answered before it was matched: its trades are those that were planned. */
  private async noteReleased(order: NewOrder, { role }: PlannedPlace, orderId: number): Promise<void> {
    const { counts, engine, runner } = this.parts;
    const { accountId, runnerId, side, price } = order;
    const { record, resting } = runner(runnerId);
    counts.delayed += 1;
    const { sizeMatched, sizeRemaining, averagePriceMatched } = await engine.order(orderId);
    // What a maker has matched by now it has matched with a taker that came after it, and is told below.
    const rests = role === 'MAKER' ? sizeRemaining + sizeMatched : sizeRemaining;
    if (rests > 0) resting.add({ side, price }, { orderId, accountId, sizeRemaining: rests });
    if (role === 'MAKER' || averagePriceMatched === null) return;
    for (const size of resting.takeOldest(
      { side: opposite(side), price: averagePriceMatched },
      sizeMatched,
    )) {
      record.noteTrade({ price: averagePriceMatched, size });
      counts.trades += 1;
    }
  }
}

function isWaiting(outcome: OrderOutcome): boolean {
  return outcome.outcome === 'ACCEPTED' && outcome.order.status === 'WAITING';
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
