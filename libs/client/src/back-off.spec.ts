import fc from 'fast-check';
import { BackOff } from './back-off.js';

const settings = fc.record({
  firstMs: fc.integer({ min: 1, max: 1_000 }),
  maxMs: fc.integer({ min: 1_000, max: 60_000 }),
});
const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pauses between attempts', () => {
  it('are in the upper half of one that doubles up to the longest, and begin anew after a reset', () => {
    fc.assert(
      fc.property(settings, fc.array(draw, { minLength: 1, maxLength: 60 }), ({ firstMs, maxMs }, draws) => {
        let next = 0;
        const backOff = new BackOff({ firstMs, maxMs }, () => draws[next++ % draws.length] ?? 0);
        for (let attempt = 0; attempt < draws.length; attempt += 1) {
          const whole = Math.min(maxMs, firstMs * 2 ** attempt);
          const pauseMs = backOff.next();
          expect(pauseMs).toBeGreaterThanOrEqual(whole / 2);
          expect(pauseMs).toBeLessThanOrEqual(whole);
        }
        backOff.reset();
        expect(backOff.next()).toBeLessThanOrEqual(firstMs);
      }),
    );
  });
});
