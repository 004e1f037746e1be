import { createHistogram } from 'node:perf_hooks';
import { TickLadder } from '@backlay/client';
import type { CancelOutcome, EngineClient, OrderOutcome } from '../exchange/engine-client.js';
import type { Decision, Traders } from './trader.js';

/** Commands without an answer; at this many the simulation waits, and its rate falls behind. */
const IN_FLIGHT_MAX = 256;
const RESTING_MAX = 20_000;
/** How often commands that are due are sent. */
const PULSE_MS = 5;

/** What all traders of a market have in common. */
export interface TradingHabits {
  /** Resting orders that are remembered for cancels and replaces. With more of them, makers cancel instead of placing. */
  readonly restingMax?: number;
  /** Of their orders, at the turn in-play. */
  readonly persistence?: 'LAPSE' | 'PERSIST';
}

interface Resting {
  readonly orderId: number;
  readonly accountId: string;
  readonly price: number;
}

/** What has happened so far. */
export class SimulationTotals {
  sent = 0;
  accepted = 0;
  trades = 0;
  readonly refusedByReason = new Map<string, number>();
  /** Time from a command to its answer, in microseconds. */
  readonly latencyUs = createHistogram();

  get refused(): number {
    return [...this.refusedByReason.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Traders at work in one market, at a steady rate. */
export class Simulation {
  readonly totals = new SimulationTotals();
  private readonly resting: Resting[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private failure: unknown;

  constructor(
    private readonly engine: EngineClient,
    private readonly market: { readonly marketId: number },
    private readonly traders: Traders,
    private readonly habits: TradingHabits = {},
  ) {}

  /**
   * Sends commands at a rate until the time is over or the signal says stop, then waits for the answers under way. May be called again to go on.
   *
   * @param ratePerSecond commands a second
   * @throws when the engine stops answering
   */
  async run({
    ratePerSecond,
    seconds,
    signal,
  }: {
    ratePerSecond: number;
    seconds: number;
    signal: AbortSignal;
  }): Promise<void> {
    const startedAt = performance.now();
    const sentBefore = this.totals.sent;
    for (;;) {
      const elapsedMs = performance.now() - startedAt;
      if (signal.aborted || elapsedMs >= seconds * 1000 || this.failure !== undefined) break;
      const due = sentBefore + Math.floor((elapsedMs * ratePerSecond) / 1000);
      while (this.totals.sent < due && this.inFlight.size < IN_FLIGHT_MAX) this.send(this.traders.next());
      await pulse(signal);
    }
    await Promise.all(this.inFlight);
    if (this.failure !== undefined) throw this.failure;
  }

  private send(decision: Decision): void {
    const startedAt = performance.now();
    this.totals.sent += 1;
    const command = this.execute(decision)
      .then((outcome) => this.note(outcome, startedAt))
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => this.inFlight.delete(command));
    this.inFlight.add(command);
  }

  private note(outcome: OrderOutcome | CancelOutcome, startedAt: number): void {
    const { totals } = this;
    totals.latencyUs.record(Math.max(1, Math.round((performance.now() - startedAt) * 1000)));
    if (outcome.outcome === 'ACCEPTED') {
      totals.accepted += 1;
      if ('trades' in outcome.order) totals.trades += outcome.order.trades.length;
    } else {
      const { code } = outcome.problem;
      totals.refusedByReason.set(code, (totals.refusedByReason.get(code) ?? 0) + 1);
    }
  }

  private async execute(decision: Decision): Promise<OrderOutcome | CancelOutcome> {
    const isFull = this.resting.length >= (this.habits.restingMax ?? RESTING_MAX);
    if (decision.kind === 'PLACE' && !isFull) return this.place(decision);
    const order = this.takeResting(decision.kind === 'PLACE' ? 0 : decision.draw);
    if (decision.kind === 'REPLACE' && order) return this.replace(order, decision.ticks);
    if (order) return this.engine.cancelOrder(order);
    // Nothing rests yet: somebody has to begin.
    return this.execute(this.traders.next());
  }

  private async place(order: Extract<Decision, { kind: 'PLACE' }>): Promise<OrderOutcome> {
    const { accountId, runnerId, side, price, size } = order;
    const outcome = await this.engine.placeOrder(this.market.marketId, {
      accountId,
      runnerId,
      side,
      price,
      size,
      persistence: this.habits.persistence,
    });
    this.remember(outcome, { accountId, price });
    return outcome;
  }

  private async replace({ orderId, accountId, price }: Resting, ticks: number): Promise<OrderOutcome> {
    const moved = TickLadder.CLASSIC.stepped(price, ticks);
    const outcome = await this.engine.replaceOrder({ orderId, accountId, price: moved });
    this.remember(outcome, { accountId, price: moved });
    return outcome;
  }

  private remember(outcome: OrderOutcome, { accountId, price }: Omit<Resting, 'orderId'>): void {
    if (outcome.outcome === 'REFUSED' || outcome.order.sizeRemaining === 0) return;
    this.resting.push({ orderId: outcome.order.orderId, accountId, price });
  }

  /** Takes one of the remembered orders; it may have been matched meanwhile, which the engine then says. */
  private takeResting(draw: number): Resting | undefined {
    const index = Math.floor(draw * this.resting.length);
    const last = this.resting.pop();
    const chosen = this.resting[index];
    if (!last || !chosen) return last;
    this.resting[index] = last;
    return chosen;
  }
}

function pulse(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, PULSE_MS);
    signal.addEventListener('abort', finish);
  });
}
