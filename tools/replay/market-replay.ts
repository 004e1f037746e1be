import type { NewMarket } from '@backlay/client';
import type { EngineClient } from '../exchange/engine-client.js';
import type { Ladder } from '../exchange/ladder.js';
import type { CommandCounts } from './command-counts.js';
import { compareLadders } from './ladder-comparison.js';
import { lifeSteps, newMarket, type LifeState, type LifeStep, type Removal } from './life-steps.js';
import { planMessage, planWhileSuspended } from './order-planner.js';
import { OrderSender, type BookChanges, type RunnerReplay } from './order-sender.js';
import type { RecordedLife } from './recorded-life.js';
import { RecordedMarket, type RunnerUpdate } from './recorded-market.js';
import type { MarketChange, MarketDefinition } from './recorded-message.js';
import { RecordingError } from './recording-error.js';
import { reducedPrice } from './reduction.js';
import {
  countAsRecorded,
  levelsOf,
  touchedLevels,
  type Books,
  type RemovalRecord,
  type TurnRecord,
} from './book-changes.js';
import { RestingOrders } from './resting-orders.js';
import { RunnerRecord } from './runner-record.js';

/** How long orders wait in-play: not at all, as the recorded market had it, or so many ms. */
export type BetDelay = 'NONE' | 'RECORDED' | number;

export interface MarketReplayParts {
  readonly engine: EngineClient;
  readonly counts: CommandCounts;
  readonly life: RecordedLife;
  readonly betDelay: BetDelay;
}

const SECOND_MS = 1000;

/** Drives one recorded market through the engine, message by message, to its settlement. */
export class MarketReplay {
  /** The engine's id of the market; absent until the recording has defined it. */
  marketId: number | undefined;
  /** Its turn in-play, when it came while the recording ran. */
  turn: TurnRecord | undefined;
  readonly removals: RemovalRecord[] = [];
  outcome: 'UNFINISHED' | 'UNSETTLED' | 'SETTLED' | 'VOIDED' = 'UNFINISHED';
  /** Why it is closed and not settled. */
  unsettled: string | undefined;
  private state: LifeState = {
    status: 'INACTIVE',
    inPlay: false,
    startTimeMs: undefined,
    removed: new Set(),
  };
  private kind: NewMarket['kind'];
  private sender: OrderSender | undefined;
  private line = 0;
  private readonly recorded = new RecordedMarket();
  private readonly runners = new Map<number, RunnerReplay>();
  /** Runners to be planned when orders can be placed again: something rose on them, or the engine changed their book. */
  private readonly waiting = new Set<number>();

  /** @param name of the market in the recording */
  constructor(
    readonly name: string,
    private readonly parts: MarketReplayParts,
  ) {}

  get records(): readonly RunnerRecord[] {
    return [...this.runners.values()].map(({ record }) => record);
  }

  /** Whether the engine's ladders are to be the recorded ones now: those of a market that is not open lag behind. */
  get isComparable(): boolean {
    return this.state.status === 'OPEN';
  }

  /** What is recorded as resting on a runner. */
  recordedLadder(runnerId: number): Ladder {
    return this.recorded.ladder(runnerId);
  }

  /** What orders wait in-play, in ms. */
  get betDelayMs(): number {
    const { betDelay, life } = this.parts;
    if (betDelay === 'NONE' || life.betDelay === 0) return 0;
    return betDelay === 'RECORDED' ? life.betDelay * SECOND_MS : betDelay;
  }

  /** What the recorded market had, in ms. */
  get recordedBetDelayMs(): number {
    return this.parts.life.betDelay * SECOND_MS;
  }

  /** Traded sizes by price as recorded, both sides of each trade counted. */
  recordedTraded(runnerId: number): ReadonlyMap<number, number> {
    return this.recorded.tradedSinceStart(runnerId);
  }

  /**
   * Does what one message says and compares the ladders it touched.
   *
   * @param line where the message stands
   */
  async apply(change: MarketChange, line: number): Promise<void> {
    this.line = line;
    const updates = this.recorded.apply(change);
    if (change.marketDefinition) await this.follow(change.marketDefinition);
    if (this.marketId === undefined || this.state.status === 'CLOSED') return;
    if (this.state.status === 'OPEN') await this.applyOpen(updates);
    else await this.applySuspended(updates);
  }

  /** Compares every runner once more, when the market still has a ladder to compare. */
  async compareAll(): Promise<void> {
    if (this.isComparable) await this.compare([...this.runners.keys()]);
  }

  private async follow(definition: MarketDefinition): Promise<void> {
    this.marketId ??= await this.create(definition);
    const isMaterial = this.parts.life.materialLines.has(this.line);
    const { steps, state, unsettled } = lifeSteps(this.state, definition, isMaterial);
    if (steps.length === 0) return;
    for (const step of steps) await this.take(this.marketId, step);
    this.state = state;
    this.unsettled = unsettled;
  }

  private async create(definition: MarketDefinition): Promise<number> {
    const { engine, counts, life } = this.parts;
    const market = newMarket(this.name, definition);
    const { marketId } = await engine.createMarket({
      ...market,
      betDelayMs: this.betDelayMs,
      betDelayModel: life.betDelayModel,
    });
    counts.market += 1;
    this.kind = market.kind;
    this.state = { ...this.state, startTimeMs: market.startTimeMs };
    for (const { runnerId, name } of market.runners) {
      this.runners.set(runnerId, { record: new RunnerRecord(runnerId, name), resting: new RestingOrders() });
    }
    this.sender = new OrderSender({
      engine,
      marketId,
      counts,
      runner: (runnerId) => this.runner(runnerId),
      persists: (place) => !this.state.inPlay && life.persists(place, this.line),
    });
    return marketId;
  }

  private async take(marketId: number, { command, lapses, removal }: LifeStep): Promise<void> {
    const { engine, counts } = this.parts;
    const books = this.books();
    if (command.kind === 'close') {
      counts.lapsed.CLOSE += [...books.values()].reduce((sum, { placeById }) => sum + placeById.size, 0);
      this.outcome = 'UNSETTLED';
    }
    await engine.changeMarket(marketId, command);
    counts.market += 1;
    if (command.kind === 'settle') this.outcome = 'SETTLED';
    if (command.kind === 'void') this.outcome = 'VOIDED';
    if (lapses === undefined || !this.sender) return;
    const changes = await this.sender.readBack([...this.runners.keys()]);
    counts.lapsed[lapses] += changes.lapsed;
    if (lapses === 'TURN_IN_PLAY') this.noteTurn(books);
    else for (const runnerId of this.runners.keys()) this.waiting.add(runnerId);
    if (removal) this.noteRemoval(removal, changes, books);
  }

  private noteRemoval(removal: Removal, changes: BookChanges, before: Books): void {
    const levels = touchedLevels([before, this.books()], removal.runnerId);
    const levelsAsRecorded = countAsRecorded(
      levels,
      (runnerId) => this.runner(runnerId).resting,
      (runnerId) => this.recorded.ladder(runnerId),
    );
    const { name } = this.runner(removal.runnerId).record;
    const { line } = this;
    this.removals.push({ ...removal, ...changes, name, line, levels: levels.length, levelsAsRecorded });
    for (const [runnerId, { record }] of this.runners) {
      if (runnerId === removal.runnerId) record.voidTrades();
      else record.reducePrices((price) => reducedPrice(this.kind, removal, price));
    }
  }

  /**
   * What lapses at the turn is what the recording loses at the turn, if not in the same message; what it keeps and the
   * engine has lost is placed again.
   */
  private noteTurn(before: Books): void {
    let [levels, levelsAsRecorded] = [0, 0];
    for (const place of levelsOf(before)) {
      const { runnerId, side, price } = place;
      const isKept = this.parts.life.isKeptAtTurn(place);
      const wanted = isKept ? (before.get(runnerId)?.sizeAt(side, price) ?? 0) : 0;
      levels += 1;
      if (this.runner(runnerId).resting.sizeAt(side, price) === wanted) levelsAsRecorded += 1;
      else if (isKept) this.waiting.add(runnerId);
    }
    this.turn = { line: this.line, levels, levelsAsRecorded };
  }

  private async applyOpen(updates: readonly RunnerUpdate[]): Promise<void> {
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
    await this.sender?.execute(plans);
    await this.compare(runnerIds);
  }

  private async applySuspended(updates: readonly RunnerUpdate[]): Promise<void> {
    for (const { runnerId } of updates) this.waiting.add(runnerId);
    const { life } = this.parts;
    // What falls with a removal or with the close is not cancelled, so that the engine's rules show.
    if (life.awaitsRemoval(this.line) || this.line >= life.emptyFrom) return;
    const plans = [...this.waiting].map((runnerId) => {
      const { resting } = this.runner(runnerId);
      return { runnerId, commands: planWhileSuspended({ resting, target: this.recorded.ladder(runnerId) }) };
    });
    await this.sender?.execute(plans);
  }

  private async compare(runnerIds: readonly number[]): Promise<void> {
    const { marketId } = this;
    if (marketId === undefined || runnerIds.length === 0) return;
    const { engine } = this.parts;
    const [only] = runnerIds;
    const ladders =
      runnerIds.length === 1 && only !== undefined
        ? new Map([[only, await engine.runnerLadder(marketId, only)]])
        : await engine.marketLadders(marketId);
    for (const runnerId of runnerIds) {
      const ladder = ladders.get(runnerId);
      if (!ladder) throw new Error(`the engine's book has no runner ${runnerId}`);
      this.runner(runnerId).record.noteComparison(
        this.line,
        compareLadders(ladder, this.recorded.ladder(runnerId)),
      );
    }
  }

  private books(): Books {
    return new Map([...this.runners].map(([runnerId, { resting }]) => [runnerId, resting]));
  }

  private runner(runnerId: number): RunnerReplay {
    const runner = this.runners.get(runnerId);
    if (!runner) throw new RecordingError(`runner ${runnerId} is not in the market's definition`);
    return runner;
  }
}
