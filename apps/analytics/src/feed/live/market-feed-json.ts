import type { PriceSize, RunnerFeed, Side } from '@backlay/contracts';
import { hasField, type FieldSet } from './feed-fields.js';
import type { KeyKind } from './market-key.js';
import { bestOf, type Depth, type LiveRunner } from './viewed-market.js';

/** A runner in an image. */
export function imageRunner(runner: LiveRunner, fields: FieldSet, depth: Depth): RunnerFeed {
  const { runnerId, lastPrice, totalMatched } = runner;
  return {
    runnerId,
    ...(hasField(fields, 'levels')
      ? { availableToBack: bestOf(runner, 'LAY', depth), availableToLay: bestOf(runner, 'BACK', depth) }
      : {}),
    ...(hasField(fields, 'lastPrice') ? { lastPrice } : {}),
    ...(hasField(fields, 'traded') ? { traded: runner.traded.lowest(), totalMatched } : {}),
  };
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
interface RunnerDelta extends Writable<Omit<RunnerFeed, 'availableToBack' | 'availableToLay' | 'traded'>> {
  availableToBack?: PriceSize[];
  availableToLay?: PriceSize[];
  traded?: PriceSize[];
}

/** Puts the runners of a delta together, change by change; what is in none of its fields is left out. */
export class RunnerDeltas {
  readonly #deltas = new Map<number, RunnerDelta>();

  constructor(
    private readonly all: readonly LiveRunner[],
    private readonly fields: FieldSet,
  ) {}

  /** @param runner place in the list of the market */
  addLevel(runner: number, side: Side, level: PriceSize): void {
    if (!hasField(this.fields, 'levels')) return;
    const delta = this.#deltaOf(runner);
    if (side === 'LAY') (delta.availableToBack ??= []).push(level);
    else (delta.availableToLay ??= []).push(level);
  }

  add(runner: number, kind: Exclude<KeyKind, Side>, price: number): void {
    if (!hasField(this.fields, kind === 'LAST_PRICE' ? 'lastPrice' : 'traded')) return;
    const { lastPrice, totalMatched, traded } = this.all[runner] as LiveRunner;
    const delta = this.#deltaOf(runner);
    if (kind === 'LAST_PRICE') delta.lastPrice = lastPrice;
    else if (kind === 'TOTAL') delta.totalMatched = totalMatched;
    else (delta.traded ??= []).push([price, traded.sizeAt(price)]);
  }

  runners(): readonly RunnerFeed[] {
    return [...this.#deltas.values()];
  }

  #deltaOf(runner: number): RunnerDelta {
    let delta = this.#deltas.get(runner);
    if (delta === undefined) {
      delta = { runnerId: (this.all[runner] as LiveRunner).runnerId };
      this.#deltas.set(runner, delta);
    }
    return delta;
  }
}
