import type { MarketCopy, PriceLevels, RunnerCopy } from '@backlay/client';
import type { MarketDefinition, MarketStatus } from '@backlay/contracts';
import { effect } from '@preact/signals';
import { OverviewModel } from './overview-model.js';

const level = (price: number): PriceLevels => ({
  count: 1,
  size: () => 100,
  best: () => [[price, 100]],
  entries: () => [[price, 100]],
});

const runner = (runnerId: number, back: number, lay: number): RunnerCopy => ({
  runnerId,
  availableToBack: level(back),
  availableToLay: level(lay),
  traded: new Map(),
  lastPrice: null,
  totalMatched: 0,
});

const definition = (status: MarketStatus): MarketDefinition => ({
  name: 'Winner',
  fixture: 'Ascot 14:00',
  status,
  inPlay: false,
  version: 1,
  currency: 'GBP',
  kind: 'WIN',
  winners: 1,
  startTimeMs: 0,
  baseRate: 500,
  betDelayMs: 0,
  ladder: { kind: 'CLASSIC' },
  runners: [1, 2].map((runnerId) => ({ runnerId, name: '', status: 'ACTIVE', reductionFactor: 0 })),
});

const OPEN = definition('OPEN');

const copy = (of: MarketDefinition, totalMatched = 0): MarketCopy => ({
  marketId: 7,
  definition: of,
  totalMatched,
  runners: new Map([
    [1, runner(1, 250, 260)],
    [2, runner(2, 160, 166)],
  ]),
  checksum: 0,
});

describe('the overview', () => {
  it('adds up the best prices of each market', () => {
    const model = new OverviewModel();
    model.sync(new Map([[7, copy(OPEN, 500)]]), [7]);
    const [market] = model.markets.value;
    expect(market?.backPercentage.value).toBe(102.5);
    expect(market?.layPercentage.value).toBeCloseTo(98.7, 1);
    expect(market?.totalMatched.value).toBe(500);
  });

  it('draws the list anew only when a market comes, goes or is another one', () => {
    const model = new OverviewModel();
    const lists: (MarketStatus | undefined)[] = [];
    effect(() => {
      lists.push(model.markets.value[0]?.status);
    });
    const suspended = definition('SUSPENDED');
    model.sync(new Map([[7, copy(OPEN)]]), [7]);
    model.sync(new Map([[7, copy(OPEN, 900)]]), [7]);
    model.sync(new Map([[7, copy(suspended, 900)]]), [7]);
    model.sync(new Map(), [7]);
    model.sync(new Map(), [7]);
    expect(lists).toEqual([undefined, 'OPEN', 'SUSPENDED', undefined]);
  });
});
