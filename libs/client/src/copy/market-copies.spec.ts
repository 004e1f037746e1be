import {
  levelChecksum,
  type MarketFeed,
  type MarketsDelta,
  type PriceSize,
  type RunnerFeed,
} from '@backlay/contracts';
import fc from 'fast-check';
import { MarketCopies } from './market-copies.js';

/** What a runner is in the model: plain maps, and no order. */
interface ModelRunner {
  readonly toBack: Map<number, number>;
  readonly toLay: Map<number, number>;
  readonly traded: Map<number, number>;
  lastPrice: number | null;
}

type Model = Map<number, Map<number, ModelRunner>>;

/** One thing that becomes other than before. Size 0 takes a price out. */
interface Change {
  readonly marketId: number;
  readonly runnerId: number;
  readonly what: 'toBack' | 'toLay' | 'traded';
  readonly price: number;
  readonly size: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  marketId: fc.integer({ min: 1, max: 3 }),
  runnerId: fc.integer({ min: 101, max: 103 }),
  what: fc.constantFrom('toBack', 'toLay', 'traded'),
  // Few prices, so that levels come, change and go.
  price: fc.integer({ min: 200, max: 215 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 })),
});

/** What each message is about. */
const messages = fc.array(fc.array(change, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 12 });

function runnerOf(model: Model, marketId: number, runnerId: number): ModelRunner {
  const market = model.get(marketId) ?? new Map<number, ModelRunner>();
  model.set(marketId, market);
  const fresh = { toBack: new Map(), toLay: new Map(), traded: new Map(), lastPrice: null };
  const runner = market.get(runnerId) ?? fresh;
  market.set(runnerId, runner);
  return runner;
}

function applyTo(model: Model, { marketId, runnerId, what, price, size }: Change): void {
  const runner = runnerOf(model, marketId, runnerId);
  if (size === 0) runner[what].delete(price);
  else runner[what].set(price, size);
  if (what === 'traded' && size > 0) runner.lastPrice = price;
}

/** The sum over what is there: not kept up, but made anew each time. */
function checksumOf(model: Model, marketId: number): number {
  let checksum = 0;
  for (const [runnerId, { toBack, toLay }] of model.get(marketId) ?? []) {
    for (const [price, size] of toBack) checksum += levelChecksum(runnerId, 'LAY', price, size);
    for (const [price, size] of toLay) checksum += levelChecksum(runnerId, 'BACK', price, size);
  }
  return checksum % 2 ** 32;
}

const sum = (sizes: ReadonlyMap<number, number>) =>
  [...sizes.values()].reduce((total, size) => total + size, 0);

function imageOf(model: Model): readonly MarketFeed[] {
  return [...model].map(([marketId, runners]) => ({
    marketId,
    checksum: checksumOf(model, marketId),
    runners: [...runners].map(([runnerId, { toBack, toLay, traded, lastPrice }]) => ({
      runnerId,
      availableToBack: [...toBack].sort(([a], [b]) => b - a),
      availableToLay: [...toLay].sort(([a], [b]) => a - b),
      traded: [...traded],
      lastPrice,
      totalMatched: sum(traded),
    })),
  }));
}

/** What a message says of changes that the model has taken already. */
function deltaOf(model: Model, changes: readonly Change[]): readonly MarketFeed[] {
  const marketIds = new Set(changes.map(({ marketId }) => marketId));
  return [...marketIds].map((marketId) => ({
    marketId,
    checksum: checksumOf(model, marketId),
    runners: changes.filter((one) => one.marketId === marketId).map((one) => runnerDelta(model, one)),
  }));
}

function runnerDelta(model: Model, { marketId, runnerId, what, price }: Change): RunnerFeed {
  const runner = runnerOf(model, marketId, runnerId);
  const levels: readonly PriceSize[] = [[price, runner[what].get(price) ?? 0]];
  if (what === 'toBack') return { runnerId, availableToBack: levels };
  if (what === 'toLay') return { runnerId, availableToLay: levels };
  return { runnerId, traded: levels, lastPrice: runner.lastPrice, totalMatched: sum(runner.traded) };
}

const head = { id: 's1', shard: 0, sequence: 1, timeMs: 0 } as const;
const image = (markets: readonly MarketFeed[]) => ({ ...head, op: 'markets.image', markets }) as const;
const delta = (markets: readonly MarketFeed[]): MarketsDelta => ({
  ...head,
  op: 'markets.delta',
  from: 0,
  markets,
});

/** The copy in the words of an image. */
function told({ markets }: MarketCopies): readonly MarketFeed[] {
  return [...markets.values()].map(({ marketId, checksum, runners }) => ({
    marketId,
    checksum,
    runners: [...runners.values()].map((runner) => ({
      runnerId: runner.runnerId,
      availableToBack: [...runner.availableToBack.entries()],
      availableToLay: [...runner.availableToLay.entries()],
      traded: [...runner.traded],
      lastPrice: runner.lastPrice,
      totalMatched: runner.totalMatched,
    })),
  }));
}

/** Two tellings of the same, whatever came first in them. */
function inOrder(markets: readonly MarketFeed[]): readonly MarketFeed[] {
  const byId = <T extends object>(items: readonly T[], id: (item: T) => number) =>
    [...items].sort((a, b) => id(a) - id(b));
  return byId(markets, ({ marketId }) => marketId).map(({ runners = [], ...market }) => ({
    ...market,
    runners: byId(runners, ({ runnerId }) => runnerId).map((runner) => ({
      ...runner,
      traded: byId(runner.traded ?? [], ([price]) => price),
    })),
  }));
}

describe('the copy of markets', () => {
  it('is what it was told, best price first, from any image on and after any deltas', () => {
    fc.assert(
      fc.property(messages, messages, (before, after) => {
        const model: Model = new Map();
        const copies = new MarketCopies();
        for (const one of before.flat()) applyTo(model, one);
        expect(copies.replace(image(imageOf(model)))).toBe(true);
        for (const changes of after) {
          for (const one of changes) applyTo(model, one);
          expect(copies.apply(delta(deltaOf(model, changes)))).toBe(true);
          expect(inOrder(told(copies))).toEqual(inOrder(imageOf(model)));
        }
      }),
    );
  });

  it('is found wrong when one level of it is another one than the server has', () => {
    fc.assert(
      fc.property(messages, change, fc.integer({ min: 1, max: 1_000 }), (before, missed, by) => {
        fc.pre(missed.what !== 'traded');
        const model: Model = new Map();
        for (const one of [...before.flat(), missed]) applyTo(model, one);
        const copies = new MarketCopies();
        copies.replace(image(imageOf(model)));
        const { marketId } = missed;
        applyTo(model, { ...missed, size: missed.size + by });
        expect(copies.apply(delta([{ marketId, checksum: checksumOf(model, marketId) }]))).toBe(false);
      }),
    );
  });

  it('has only the levels that are left when the subscription is of the best ones', () => {
    const copies = new MarketCopies();
    const runner = (levels: readonly PriceSize[]): RunnerFeed => ({ runnerId: 101, availableToBack: levels });
    const check = (levels: readonly PriceSize[]) =>
      levels.reduce((total, [price, size]) => total + levelChecksum(101, 'LAY', price, size), 0) % 2 ** 32;
    const market = (levels: readonly PriceSize[], after: readonly PriceSize[]) => [
      { marketId: 1, runners: [runner(levels)], checksum: check(after) },
    ];
    const first: readonly PriceSize[] = [
      [250, 1],
      [248, 2],
      [246, 3],
    ];
    expect(copies.replace(image(market(first, first)))).toBe(true);
    // A better price came: the third best is no longer among the three that are followed.
    const better: readonly PriceSize[] = [
      [252, 9],
      [250, 1],
      [248, 2],
    ];
    expect(
      copies.apply(
        delta(
          market(
            [
              [252, 9],
              [246, 0],
            ],
            better,
          ),
        ),
      ),
    ).toBe(true);
    const levels = copies.markets.get(1)?.runners.get(101)?.availableToBack;
    expect(levels?.best(3)).toEqual(better);
    expect(levels?.best(1)).toEqual([[252, 9]]);
    expect(levels?.count).toBe(3);
    expect([levels?.size(246), levels?.size(248)]).toEqual([0, 2]);
  });
});
