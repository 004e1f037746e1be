import fc from 'fast-check';
import type { Ladder } from '../exchange/ladder.js';
import { compareLadders } from './ladder-comparison.js';
import { planMessage, planWhileSuspended, type PlannedCommand } from './order-planner.js';
import type { TradedDelta } from './recorded-market.js';
import { SimpleBook } from './testing/simple-book.js';

/** `{ lay: { 250: 1000 } }` is 10.00 available to back at 2.50. */
interface Drawn {
  readonly back?: Readonly<Record<number, number>>;
  readonly lay?: Readonly<Record<number, number>>;
}

function ladder({ back = {}, lay = {} }: Drawn): Ladder {
  const levels = (drawn: Readonly<Record<number, number>>) =>
    new Map(Object.entries(drawn).map(([price, size]) => [Number(price), size]));
  return { BACK: levels(back), LAY: levels(lay) };
}

function bookWith(drawn: Drawn): SimpleBook {
  const book = new SimpleBook();
  const { BACK, LAY } = ladder(drawn);
  for (const [price, size] of BACK) book.place({ side: 'BACK', price, size });
  for (const [price, size] of LAY) book.place({ side: 'LAY', price, size });
  return book;
}

function describeCommand(command: PlannedCommand): string {
  if (command.kind === 'CANCEL') return `cancel ${command.size} of order ${command.orderId}`;
  return `${command.role.toLowerCase()} ${command.side} ${command.size} at ${command.price}`;
}

interface Row {
  readonly name: string;
  readonly before: Drawn;
  readonly after: Drawn;
  readonly traded?: readonly TradedDelta[];
  readonly commands: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'what rose is placed',
    before: {},
    after: { lay: { 250: 1000 }, back: { 260: 500 } },
    commands: ['maker BACK 500 at 260', 'maker LAY 1000 at 250'],
  },
  {
    name: 'what fell without a trade is cancelled',
    before: { lay: { 250: 1000 } },
    after: { lay: { 250: 400 } },
    commands: ['cancel 600 of order 1'],
  },
  {
    name: 'a trade against what is available to back is a BACK taker of half the traded size',
    before: { lay: { 250: 1000 } },
    after: { lay: { 250: 400 } },
    traded: [{ price: 250, delta: 1200 }],
    commands: ['taker BACK 600 at 250'],
  },
  {
    name: 'a trade against what is available to lay is a LAY taker',
    before: { back: { 260: 1000 } },
    after: {},
    traded: [{ price: 260, delta: 2000 }],
    commands: ['taker LAY 1000 at 260'],
  },
  {
    name: 'a level that fell by all of the traded size was counted once',
    before: { lay: { 250: 1000 } },
    after: { lay: { 250: 400 } },
    traded: [{ price: 250, delta: 600 }],
    commands: ['taker BACK 600 at 250'],
  },
  {
    name: 'a level that fell by more than was traded lost the rest to cancels, which come first',
    before: { lay: { 250: 1000 } },
    after: {},
    traded: [{ price: 250, delta: 800 }],
    commands: ['cancel 600 of order 1', 'taker BACK 400 at 250'],
  },
  {
    name: 'takers go to the best price first',
    before: { lay: { 240: 100, 250: 100 } },
    after: {},
    traded: [
      { price: 240, delta: 200 },
      { price: 250, delta: 200 },
    ],
    commands: ['taker BACK 100 at 250', 'taker BACK 100 at 240'],
  },
  {
    name: 'a better level that was not traded makes way and comes back',
    before: { lay: { 240: 100, 250: 70 } },
    after: { lay: { 250: 70 } },
    traded: [{ price: 240, delta: 200 }],
    commands: ['cancel 70 of order 2', 'taker BACK 100 at 240', 'maker LAY 70 at 250'],
  },
  {
    name: 'a trade where nothing rested is a maker and a taker',
    before: { lay: { 240: 100 }, back: { 260: 100 } },
    after: { lay: { 240: 100 }, back: { 260: 100 } },
    traded: [{ price: 250, delta: 60 }],
    commands: ['maker LAY 30 at 250', 'taker BACK 30 at 250'],
  },
  {
    name: 'a trade beyond the best price pulls what is in its way',
    before: { back: { 240: 100, 260: 50 } },
    after: { back: { 240: 100, 260: 50 } },
    traded: [{ price: 250, delta: 60 }],
    commands: [
      'cancel 100 of order 1',
      'maker LAY 30 at 250',
      'taker BACK 30 at 250',
      'maker BACK 100 at 240',
    ],
  },
  {
    name: 'more traded than rested is a taker for what rested and a pair for the rest',
    before: { lay: { 250: 100 } },
    after: {},
    traded: [{ price: 250, delta: 300 }],
    commands: ['taker BACK 100 at 250', 'maker LAY 50 at 250', 'taker BACK 50 at 250'],
  },
  {
    name: 'a level that was traded and filled up again is placed again',
    before: { lay: { 250: 100 } },
    after: { lay: { 250: 100 } },
    traded: [{ price: 250, delta: 120 }],
    commands: ['taker BACK 60 at 250', 'maker LAY 60 at 250'],
  },
  {
    name: 'a drift of one minor unit is no trade',
    before: { lay: { 250: 100 } },
    after: { lay: { 250: 100 } },
    traded: [{ price: 250, delta: 1 }],
    commands: [],
  },
];

describe('the plan of a message', () => {
  it.each(rows)('$name', ({ before, after, traded = [], commands }) => {
    const book = bookWith(before);
    const plan = planMessage({ resting: book.resting, target: ladder(after), traded });
    expect(plan.map(describeCommand)).toEqual(commands);
    book.execute(plan);
    expect(book.ladder()).toEqual(ladder(after));
  });

  it('cancels the newest orders of a level first', () => {
    const book = new SimpleBook();
    for (const size of [100, 200, 300]) book.place({ side: 'LAY', price: 250, size });
    const plan = planMessage({ resting: book.resting, target: ladder({ lay: { 250: 150 } }), traded: [] });
    expect(plan.map(describeCommand)).toEqual(['cancel 300 of order 3', 'cancel 150 of order 2']);
  });

  it('leaves exactly the recorded ladder, and matches what was traded, whatever the message', () => {
    const size = fc.integer({ min: 1, max: 50 });
    const drawn = fc
      .record({
        split: fc.integer({ min: 1, max: 20 }),
        levels: fc.dictionary(fc.integer({ min: 1, max: 20 }).map(String), size),
      })
      .map(({ split, levels }) => {
        const entries = Object.entries(levels);
        const back = Object.fromEntries(entries.filter(([price]) => Number(price) >= split));
        const lay = Object.fromEntries(entries.filter(([price]) => Number(price) < split));
        return { back, lay };
      });
    const traded = fc.uniqueArray(
      fc.record({ price: fc.integer({ min: 1, max: 20 }), delta: fc.integer({ min: 1, max: 200 }) }),
      {
        selector: ({ price }) => price,
      },
    );
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.tuple(drawn, traded), { minLength: 1, maxLength: 6 }),
        (start, messages) => {
          const book = bookWith(start);
          for (const [after, deltas] of messages) {
            const matchedBefore = new Map(book.matched);
            book.execute(planMessage({ resting: book.resting, target: ladder(after), traded: deltas }));
            expect(compareLadders(book.ladder(), ladder(after))).toBeUndefined();
            for (const { price, delta } of deltas) {
              const matched = (book.matched.get(price) ?? 0) - (matchedBefore.get(price) ?? 0);
              expect([Math.floor(delta / 2), delta]).toContain(matched);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the plan of a message while the market is suspended', () => {
  it('cancels what fell and places nothing', () => {
    const book = bookWith({ lay: { 250: 1000 }, back: { 260: 100 } });
    const target = ladder({ lay: { 240: 50, 250: 400 }, back: { 260: 900 } });
    const plan = planWhileSuspended({ resting: book.resting, target });
    expect(plan.map(describeCommand)).toEqual(['cancel 600 of order 2']);
  });
});
