import { EMPTY_LADDER, type Ladder, type Side } from '../exchange/ladder.js';
import { RecordingError } from './recording-error.js';
import type { MarketChange, MarketDefinition, RunnerChange } from './recorded-message.js';

/** How much more has been traded at a price than before, in minor units; the recording counts both sides of a trade. */
export interface TradedDelta {
  readonly price: number;
  readonly delta: number;
}

/** What one message changed on one runner, after all its entries for the runner were merged. */
export interface RunnerUpdate {
  readonly runnerId: number;
  readonly traded: readonly TradedDelta[];
}

interface RunnerState {
  readonly ladder: Record<Side, Map<number, number>>;
  readonly traded: Map<number, number>;
  /**
   * What was traded while the recording ran, both sides counted: increases after the first image while the market was
   * open. While it is suspended totals move only by being rewritten, when a runner is removed.
   */
  readonly tradedSinceStart: Map<number, number>;
}

const toHundredths = (decimal: number): number => Math.round(decimal * 100);

/** The market as the recording tells it: the ladder of every runner after the messages applied so far. */
export class RecordedMarket {
  /** The latest definition; absent until one was sent. */
  definition: MarketDefinition | undefined;
  private readonly runners = new Map<number, RunnerState>();
  private hasImage = false;

  /** @returns the runners of which the message says anything, in the order of the message */
  apply(change: MarketChange): RunnerUpdate[] {
    if (change.marketDefinition) this.definition = change.marketDefinition;
    const touched = new Map<number, RunnerChange[]>();
    if (change.img) {
      for (const [runnerId, { ladder }] of this.runners) {
        ladder.BACK.clear();
        ladder.LAY.clear();
        touched.set(runnerId, []);
      }
    }
    for (const entry of change.rc ?? []) {
      if (entry.hc)
        throw new RecordingError(
          `runner ${entry.id} has a handicap of ${entry.hc}: such markets are not replayed`,
        );
      const entries = touched.get(entry.id);
      if (entries) entries.push(entry);
      else touched.set(entry.id, [entry]);
    }
    const isStart = !this.hasImage;
    this.hasImage ||= touched.size > 0;
    return [...touched].map(([runnerId, entries]) => this.applyRunner(runnerId, entries, isStart));
  }

  /** Every runner of which anything was said besides the definition. */
  get runnerIds(): readonly number[] {
    return [...this.runners.keys()];
  }

  /** What is recorded as resting on a runner, by the side of the resting orders. */
  ladder(runnerId: number): Ladder {
    return this.runners.get(runnerId)?.ladder ?? EMPTY_LADDER;
  }

  /** Traded sizes by price since the start of the recording, both sides counted as the recording does. */
  tradedSinceStart(runnerId: number): ReadonlyMap<number, number> {
    return this.runners.get(runnerId)?.tradedSinceStart ?? new Map<number, number>();
  }

  private applyRunner(runnerId: number, entries: readonly RunnerChange[], isStart: boolean): RunnerUpdate {
    const state = this.runnerState(runnerId);
    const isOpen = this.definition?.status === 'OPEN';
    const traded: TradedDelta[] = [];
    for (const { atb, atl, trd } of entries) {
      // What is available to back are LAY orders at rest, and the other way round.
      for (const [price, size] of atb ?? []) setLevel(state.ladder.LAY, price, size);
      for (const [price, size] of atl ?? []) setLevel(state.ladder.BACK, price, size);
      for (const [price, size] of trd ?? []) {
        const delta = addTraded(state, {
          price: toHundredths(price),
          total: toHundredths(size),
          isStart,
          isOpen,
        });
        if (delta > 0) traded.push({ price: toHundredths(price), delta });
      }
    }
    return { runnerId, traded };
  }

  private runnerState(runnerId: number): RunnerState {
    const known = this.runners.get(runnerId);
    if (known) return known;
    const state: RunnerState = {
      ladder: { BACK: new Map(), LAY: new Map() },
      traded: new Map(),
      tradedSinceStart: new Map(),
    };
    this.runners.set(runnerId, state);
    return state;
  }
}

function setLevel(levels: Map<number, number>, price: number, size: number): void {
  if (size === 0) levels.delete(toHundredths(price));
  else levels.set(toHundredths(price), toHundredths(size));
}

/** @returns the increase; totals also fall, when the exchange that was recorded rewrote them */
function addTraded(
  { traded, tradedSinceStart }: RunnerState,
  { price, total, isStart, isOpen }: { price: number; total: number; isStart: boolean; isOpen: boolean },
): number {
  const delta = isStart ? 0 : total - (traded.get(price) ?? 0);
  traded.set(price, total);
  if (delta > 0 && isOpen) tradedSinceStart.set(price, (tradedSinceStart.get(price) ?? 0) + delta);
  return delta;
}
