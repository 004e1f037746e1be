import fc from 'fast-check';
import { LadderShelf } from './ladder-shelf.js';
import type { LadderDefinition, PriceBand } from './ladder-definition.js';
import { NO_TICK, PriceLadder } from './price-ladder.js';

function ladderOf(definition: LadderDefinition): PriceLadder {
  const ladder = PriceLadder.of(definition);
  if (ladder === undefined) throw new Error('not a ladder');
  return ladder;
}

const custom = (...bands: PriceBand[]): LadderDefinition => ({ kind: 'CUSTOM', bands });

describe('the CLASSIC ladder', () => {
  const ladder = ladderOf({ kind: 'CLASSIC' });

  it('has 350 prices from 1.01 to 1000', () => {
    const prices = ladder.prices();
    expect(prices).toHaveLength(350);
    expect([prices[0], prices[99], prices[100], prices[349]]).toEqual([101, 200, 202, 100_000]);
  });

  it('numbers every price and no other', () => {
    const prices = ladder.prices();
    expect(prices.map((price) => ladder.tickOf(price))).toEqual(prices.map((_, tick) => tick));
    const known = new Set(prices);
    for (let price = 0; price <= 101_000; price++) {
      if (!known.has(price)) expect(ladder.tickOf(price)).toBe(NO_TICK);
    }
  });

  it.each([
    [101.1, 101],
    [0, 101],
    [100_100, 100_000],
    [201, 202],
    [200.99, 200],
    [1_002, 1_000],
    [1_025, 1_050],
  ])('has as the nearest to %p hundredths %p', (price, nearest) => {
    expect(ladder.nearest(price)).toBe(nearest);
  });

  it.each([
    [101, 1, 102],
    [50_000, 1, 51_000],
    [50_000, -1, 49_000],
    [101, -1, 101],
    [100_000, 5, 100_000],
    [296, 2, 300],
    [296, 3, 305],
    [305, -1, 300],
  ])('from %p steps %p to %p', (price, steps, reached) => {
    expect(ladder.stepped(price, steps)).toBe(reached);
  });

  it.each([99_900, 1_002, 201])('refuses to step from %p, which is no price', (price) => {
    expect(() => ladder.stepped(price, 1)).toThrow(RangeError);
  });
});

describe('other ladders', () => {
  it('FINEST has every hundredth from 1.01 to 1000', () => {
    const ladder = ladderOf({ kind: 'FINEST' });
    expect(ladder.tickCount).toBe(99_900);
    expect([ladder.tickOf(101), ladder.tickOf(99_999), ladder.tickOf(100_001)]).toEqual([0, 99_898, NO_TICK]);
  });

  it('CUSTOM has the prices of its bands', () => {
    const ladder = ladderOf(custom({ from: 150, to: 160, step: 5 }, { from: 200, to: 200, step: 7 }));
    expect(ladder.prices()).toEqual([150, 155, 160, 200]);
    expect([149, 151, 199, 201].map((price) => ladder.tickOf(price))).toEqual([
      NO_TICK,
      NO_TICK,
      NO_TICK,
      NO_TICK,
    ]);
  });

  it.each([
    ['no bands', custom()],
    ['a price below 1.01', custom({ from: 100, to: 200, step: 1 })],
    ['a price above 10000', custom({ from: 101, to: 1_000_001, step: 1 })],
    ['a band that misses its end', custom({ from: 101, to: 200, step: 2 })],
    ['a band upside down', custom({ from: 200, to: 101, step: 1 })],
    ['a step of 0', custom({ from: 101, to: 101, step: 0 })],
    ['a fraction', custom({ from: 101.5, to: 102.5, step: 1 })],
    ['bands that touch', custom({ from: 101, to: 102, step: 1 }, { from: 102, to: 103, step: 1 })],
    ['something else', { kind: 'OTHER' } as unknown as LadderDefinition],
    ['bands that are none', { kind: 'CUSTOM', bands: [null] } as unknown as LadderDefinition],
    ['nothing', undefined as unknown as LadderDefinition],
  ])('refuses %s', (_, definition) => {
    expect(PriceLadder.of(definition)).toBeUndefined();
  });

  it('convert ticks to prices and back, whatever the bands', () => {
    const band = fc.record({
      gap: fc.integer({ min: 1, max: 500 }),
      step: fc.integer({ min: 1, max: 50 }),
      steps: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(band, { minLength: 1, maxLength: 8 }), (bands) => {
        let last = 100;
        const definition = custom(
          ...bands.map(({ gap, step, steps }) => {
            const from = last + gap;
            last = from + step * steps;
            return { from, to: last, step };
          }),
        );
        const ladder = ladderOf(definition);
        const prices = ladder.prices();
        expect(prices).toEqual(prices.toSorted((a, b) => a - b));
        expect(prices.map((price) => ladder.tickOf(price))).toEqual(prices.map((_, tick) => tick));
        expect(prices.map((price) => ladder.nearest(price))).toEqual(prices);
      }),
    );
  });
});

describe('the shelf of ladders', () => {
  it('lends one ladder to equal definitions and drops it with the last borrower', () => {
    const shelf = new LadderShelf();
    const first = shelf.borrow(custom({ from: 150, to: 160, step: 5 }));
    expect(shelf.borrow(custom({ from: 150, to: 160, step: 5 })).ladder).toBe(first.ladder);
    expect(shelf.borrow({ kind: 'CLASSIC' }).number).toBe(1);
    expect(shelf.size).toBe(2);
    shelf.giveBack(custom({ from: 150, to: 160, step: 5 }));
    expect(shelf.size).toBe(2);
    shelf.giveBack(custom({ from: 150, to: 160, step: 5 }));
    expect(shelf.size).toBe(1);
    expect(shelf.tables[first.number]).toHaveLength(0);
    expect(shelf.borrow({ kind: 'FINEST' }).number).toBe(first.number);
    expect(() => shelf.giveBack(custom({ from: 150, to: 160, step: 5 }))).toThrow(RangeError);
  });
});
