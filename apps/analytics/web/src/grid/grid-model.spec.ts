import type { MarketCopy, PriceLevels, RunnerCopy } from '@backlay/client';
import type { MarketDefinition, PriceSize, RunnerDefinition } from '@backlay/contracts';
import { effect } from '@preact/signals';
import { GridModel, type BoxCell } from './grid-model.js';

const levels = (...entries: readonly PriceSize[]): PriceLevels => ({
  count: entries.length,
  size: (price) => entries.find(([at]) => at === price)?.[1] ?? 0,
  best: (n) => entries.slice(0, n),
  entries: () => entries,
});

const runner = (runnerId: number, back: PriceSize[], lay: PriceSize[]): RunnerCopy => ({
  runnerId,
  availableToBack: levels(...back),
  availableToLay: levels(...lay),
  traded: new Map(),
  lastPrice: 250,
  totalMatched: 700,
});

const named = (runnerId: number, status: RunnerDefinition['status'] = 'ACTIVE'): RunnerDefinition => ({
  runnerId,
  name: `Runner ${runnerId}`,
  status,
  reductionFactor: 0,
});

const definition = (...runners: readonly RunnerDefinition[]): MarketDefinition => ({
  name: 'Winner',
  fixture: '',
  status: 'OPEN',
  inPlay: false,
  version: 1,
  currency: 'GBP',
  kind: 'WIN',
  winners: 1,
  startTimeMs: 0,
  baseRate: 500,
  betDelayMs: 0,
  ladder: { kind: 'CLASSIC' },
  runners,
});

const TWO = definition(named(1), named(2));

const copy = (of: MarketDefinition, ...runners: readonly RunnerCopy[]): MarketCopy => ({
  marketId: 7,
  definition: of,
  totalMatched: 1_400,
  runners: new Map(runners.map((each) => [each.runnerId, each])),
  checksum: 0,
});

const shown = (cells: readonly BoxCell[] = []) => cells.map(({ level }) => level.value);

describe('the grid of a market', () => {
  it('shows the best three of each side, and adds up the best', () => {
    const model = new GridModel();
    const back: PriceSize[] = [
      [250, 100],
      [248, 200],
      [246, 300],
      [244, 400],
    ];
    model.sync(copy(TWO, runner(1, back, [[252, 50]]), runner(2, [[160, 10]], [])));
    const [first, second] = model.rows.value;
    expect(shown(first?.back)).toEqual(back.slice(0, 3));
    expect(shown(first?.lay)).toEqual([[252, 50], undefined, undefined]);
    expect(second?.lastPrice.value).toBe(250);
    expect(model.backPercentage.value).toBe(102.5);
    expect(model.layPercentage.value).toBeNull();
    expect(model.totalMatched.value).toBe(1_400);
  });

  it('touches only the boxes that are others than before', () => {
    const model = new GridModel();
    model.sync(copy(TWO, runner(1, [[250, 100]], [[252, 50]]), runner(2, [[160, 10]], [])));
    const drawn: string[] = [];
    for (const row of model.rows.value) {
      for (const side of ['back', 'lay'] as const) {
        row[side].forEach(({ level }, index) => {
          effect(() => {
            drawn.push(`${row.runnerId} ${side} ${index} ${level.value?.[1]}`);
          });
        });
      }
    }
    drawn.length = 0;
    model.sync(copy(TWO, runner(1, [[250, 90]], [[252, 50]]), runner(2, [[160, 10]], [])));
    expect(drawn).toEqual(['1 back 0 90']);
    expect(model.rows.value.map(({ back }) => back[0]?.isFresh.value)).toEqual([true, false]);
  });

  it('leaves a removed runner out of the percentages, and keeps the rows of the others', () => {
    const model = new GridModel();
    model.sync(copy(TWO, runner(1, [[200, 1]], []), runner(2, [[160, 10]], [])));
    const before = model.rows.value;
    model.sync(copy(definition(named(1), named(2, 'REMOVED')), runner(1, [[200, 1]], [])));
    expect(model.rows.value).toEqual(before);
    expect(model.backPercentage.value).toBe(50);
    expect(shown(before[1]?.back)).toEqual([undefined, undefined, undefined]);
  });
});
