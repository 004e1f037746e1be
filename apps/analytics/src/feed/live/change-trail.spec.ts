import fc from 'fast-check';
import { ChangeTrail } from './change-trail.js';

describe('a trail of changes', () => {
  it('knows from any sequence which keys have changed since, each once, however often they did', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 600, maxLength: 2_000 }), (keys) => {
        const trail = new ChangeTrail(100);
        // Two changes in each sequence.
        const changes = keys.map((key, at) => ({ key, sequence: 101 + (at >> 1) }));
        for (const { key, sequence } of changes) trail.add(sequence, key);
        const end = changes.at(-1)?.sequence ?? 100;
        expect(trail.latestSequence).toBe(end);
        for (let sequence = 100; sequence <= end; sequence += 1 + (end >> 6)) {
          const expected = new Set(changes.filter((one) => one.sequence > sequence).map(({ key }) => key));
          const place = trail.placeAfter(sequence);
          expect(place).toBeDefined();
          expect(trail.keysFrom(place ?? 0)).toEqual(expected);
        }
      }),
    );
  });

  it('forgets the oldest when there are too many different keys, and says so', () => {
    const trail = new ChangeTrail(0, 100);
    for (let sequence = 1; sequence <= 5_000; sequence++) trail.add(sequence, sequence);
    expect(trail.placeAfter(0)).toBeUndefined();
    expect(trail.placeAfter(4_000)).toBeUndefined();
    const place = trail.placeAfter(4_980);
    expect(trail.keysFrom(place ?? 0)).toEqual(new Set(Array.from({ length: 20 }, (_, at) => 4_981 + at)));
  });

  it('says nothing of the time before it began', () => {
    expect(new ChangeTrail(7).placeAfter(6)).toBeUndefined();
    expect(new ChangeTrail(7).placeAfter(7)).toBe(0);
  });
});
