import type { MarketFeed } from '@backlay/contracts';
import fc from 'fast-check';
import { EventHistory } from '../../../../../libs/contracts/src/testing/event-history.js';
import { batchOf } from '../testing/event-batch.js';
import { ExpectedFeed } from '../testing/expected-feed.js';
import { MarketCopy } from '../testing/market-copy.js';
import { ALL_FIELDS, fieldSet, hasField, type FieldSet } from './feed-fields.js';
import { LiveMarkets } from './live-markets.js';

const parse = (text: string): MarketFeed => JSON.parse(text) as MarketFeed;

describe('live markets', () => {
  const depths = [1, 3, 10, Infinity];
  const fields = fc.constantFrom<FieldSet>(
    ALL_FIELDS,
    fieldSet(['levels']),
    fieldSet(['definition', 'lastPrice']),
    fieldSet(['traded']),
  );

  it.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'are what a recomputation from all events gives, through settlements, voids and removals (seed %i)',
    (seed) => {
      const history = new EventHistory({ seed, commands: 0, markets: 4, runnersPerMarket: 2 });
      const markets = new LiveMarkets({ sequence: 0 });
      const expected = new ExpectedFeed();
      for (let batch = 0; batch < 20; batch++) {
        const groups = history.groups(40);
        markets.apply(batchOf(groups));
        expected.add(groups);
      }
      for (const marketId of expected.markets.keys()) {
        const image = markets.get(marketId)?.view(Infinity, markets.sequence).image(ALL_FIELDS) ?? '{}';
        expect(new MarketCopy().apply(parse(image)).content).toEqual(expected.feed(marketId).content);
      }
    },
  );

  it('are the same by any deltas, from wherever one begins, as by an image, and the checksum proves the levels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 4, maxLength: 14 }),
        fc.constantFrom(...depths),
        fields,
        (seed, lengths, depth, wanted) => {
          const history = new EventHistory({ seed, commands: 0, markets: 2, runnersPerMarket: 3 });
          const markets = new LiveMarkets({ sequence: 0 });
          markets.apply(batchOf(history.groups(10)));
          const marketId = markets.openIds()[0];
          fc.pre(marketId !== undefined);
          const view = () => {
            const market = markets.get(marketId);
            return market?.view(depth, markets.sequence);
          };
          if (view() === undefined) return;
          // One copy from each sequence, each of which takes a delta at times of its own.
          const copies: { at: number; every: number; copy: MarketCopy }[] = [];
          for (const [step, length] of lengths.entries()) {
            const image = view()?.image(wanted);
            if (image === undefined) return;
            copies.push({
              at: markets.sequence,
              every: 1 + (step % 3),
              copy: new MarketCopy().apply(parse(image)),
            });
            markets.apply(batchOf(history.groups(length)));
            for (const one of copies) {
              const isLast = step === lengths.length - 1;
              if (!isLast && step % one.every !== 0) continue;
              const delta = view()?.delta(wanted, one.at);
              expect(delta).toBeDefined();
              if (delta !== undefined && delta !== '') one.copy.apply(parse(delta));
              one.at = markets.sequence;
            }
          }
          const image = parse(view()?.image(wanted) ?? '');
          const expected = new MarketCopy().apply(image);
          for (const { copy } of copies) expect(copy.content).toEqual(expected.content);
          if (hasField(wanted, 'levels')) expect(image.checksum).toBe(expected.checksum);
        },
      ),
      { numRuns: 150 },
    );
  });
});
