import { PriceLadder } from '@backlay/matcher';
import type { PriceLadder as Definition } from '@backlay/contracts';
import fc from 'fast-check';
import { TickLadder } from './tick-ladder.js';

/** Bands that do not touch, within the prices that a market can have. */
const custom: fc.Arbitrary<Definition> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 50 }),
      steps: fc.integer({ min: 0, max: 40 }),
      step: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    let end = 100;
    const bands = parts.map(({ gap, steps, step }) => {
      const from = end + gap;
      end = from + steps * step;
      return { from, to: end, step };
    });
    return { kind: 'CUSTOM', bands };
  });

const definition = fc.oneof(fc.constantFrom<Definition>({ kind: 'CLASSIC' }, { kind: 'FINEST' }), custom);

describe('a tick ladder', () => {
  it('has the prices, ticks and steps of the ladder by which the engine judges', () => {
    fc.assert(
      fc.property(
        definition,
        fc.integer({ min: 1, max: 110_000 }),
        fc.integer({ min: -400, max: 400 }),
        (ladder, price, steps) => {
          const judge = PriceLadder.of(ladder)!;
          const ticks = TickLadder.of(ladder);
          expect(ticks.count).toBe(judge.tickCount);
          const tick = judge.tickOf(price);
          expect(ticks.tickOf(price)).toBe(tick === -1 ? undefined : tick);
          const nearest = judge.nearest(price);
          expect(ticks.nearest(price)).toBe(nearest);
          expect(ticks.stepped(nearest, steps)).toBe(judge.stepped(nearest, steps));
        },
      ),
    );
  });

  it('lists the CLASSIC prices', () => {
    expect(TickLadder.CLASSIC.prices()).toEqual(PriceLadder.of({ kind: 'CLASSIC' })?.prices());
  });

  it('stops at its ends', () => {
    expect(TickLadder.CLASSIC.priceAt(-1)).toBe(101);
    expect(TickLadder.CLASSIC.priceAt(350)).toBe(100_000);
    expect(TickLadder.CLASSIC.stepped(101, -5)).toBe(101);
  });

  it('does not walk from a price that is not on it', () => {
    expect(() => TickLadder.CLASSIC.stepped(203, 1)).toThrow('203 is not on the price ladder');
    expect(TickLadder.CLASSIC.tickOf(203)).toBeUndefined();
    expect(TickLadder.CLASSIC.tickOf(100.5)).toBeUndefined();
  });
});
