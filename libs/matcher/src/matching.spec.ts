import { drawBook, placeDrawing, readDrawing } from './testing/book-drawing.js';
import { TestMarket } from './testing/test-market.js';

interface Scenario {
  readonly name: string;
  readonly book: string;
  readonly order: string;
  readonly trades: readonly string[];
  readonly after: string;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a LAY takes the lowest BACK first and leaves the higher one',
    book: `
         | 5.0 | 2
         | 4.0 | 2 `,
    order: 'LAY 2 @ 7.0',
    trades: ['2 @ 4'],
    after: `
         | 5   | 2 `,
  },
  {
    name: 'a BACK takes the highest LAY first and leaves the lower one',
    book: `
       2 | 5.0 |
       2 | 4.0 | `,
    order: 'BACK 2 @ 3.0',
    trades: ['2 @ 5'],
    after: `
       2 | 4   | `,
  },
  {
    name: 'a BACK between two LAYs takes the better one, at the price of the LAY',
    book: `
       1 | 11   |
       1 | 10   | `,
    order: 'BACK 2 @ 10.5',
    trades: ['1 @ 11'],
    after: `
         | 10.5 | 1
       1 | 10   | `,
  },
  {
    name: 'a LAY between two BACKs takes the better one, at the price of the BACK',
    book: `
         | 11   | 1
         | 10   | 1 `,
    order: 'LAY 2 @ 10.5',
    trades: ['1 @ 10'],
    after: `
         | 11   | 1
       1 | 10.5 | `,
  },
  {
    name: 'a BACK at the very price of the best LAY matches',
    book: `
       3 | 2.2  | `,
    order: 'BACK 3 @ 2.2',
    trades: ['3 @ 2.2'],
    after: '',
  },
  {
    name: 'a LAY at the very price of the best BACK matches',
    book: `
         | 2.2  | 3 `,
    order: 'LAY 3 @ 2.2',
    trades: ['3 @ 2.2'],
    after: '',
  },
  {
    name: 'a BACK one tick above the best LAY rests',
    book: `
       3 | 2.2  | `,
    order: 'BACK 3 @ 2.22',
    trades: [],
    after: `
         | 2.22 | 3
       3 | 2.2  | `,
  },
  {
    name: 'a LAY one tick below the best BACK rests',
    book: `
         | 2.2  | 3 `,
    order: 'LAY 3 @ 2.18',
    trades: [],
    after: `
         | 2.2  | 3
       3 | 2.18 | `,
  },
  {
    name: 'a LAY takes the oldest of equal BACKs first, in part if need be',
    book: `
         | 2.4  | 8 5 4 `,
    order: 'LAY 10 @ 2.4',
    trades: ['8 @ 2.4', '2 @ 2.4'],
    after: `
         | 2.4  | 3 4 `,
  },
  {
    name: 'a BACK takes the oldest of equal LAYs first, in part if need be',
    book: `
   8 5 4 | 2.4  | `,
    order: 'BACK 10 @ 2.4',
    trades: ['8 @ 2.4', '2 @ 2.4'],
    after: `
     3 4 | 2.4  | `,
  },
  {
    name: 'a BACK goes through three levels to its limit and rests with what remains',
    book: `
       1 | 3.0  |
     1 1 | 2.98 |
       1 | 2.96 |
       9 | 2.94 | `,
    order: 'BACK 6 @ 2.96',
    trades: ['1 @ 3', '1 @ 2.98', '1 @ 2.98', '1 @ 2.96'],
    after: `
         | 2.96 | 2
       9 | 2.94 | `,
  },
  {
    name: 'a LAY goes through three levels to its limit and rests with what remains',
    book: `
         | 3.05 | 9
         | 3.0  | 1
         | 2.98 | 1 1
         | 2.96 | 1 `,
    order: 'LAY 6 @ 3.0',
    trades: ['1 @ 2.96', '1 @ 2.98', '1 @ 2.98', '1 @ 3'],
    after: `
         | 3.05 | 9
       2 | 3    | `,
  },
  {
    name: 'a BACK at the lowest price takes everything, to the ends of the ladder',
    book: `
       1 | 1000 |
       1 | 1.01 | `,
    order: 'BACK 2 @ 1.01',
    trades: ['1 @ 1000', '1 @ 1.01'],
    after: '',
  },
  {
    name: 'a LAY at the highest price takes everything, to the ends of the ladder',
    book: `
         | 1000 | 1
         | 1.01 | 1 `,
    order: 'LAY 2 @ 1000',
    trades: ['1 @ 1.01', '1 @ 1000'],
    after: '',
  },
  {
    name: 'orders that do not meet rest side by side',
    book: `
         | 2.5  | 25
         | 2.4  | 8
     3 5 | 2.2  | `,
    order: 'LAY 13 @ 2.1',
    trades: [],
    after: `
         | 2.5  | 25
         | 2.4  | 8
     3 5 | 2.2  |
      13 | 2.1  | `,
  },
];

describe('matching', () => {
  it.each(SCENARIOS)('$name', ({ book, order, trades, after }) => {
    const market = new TestMarket();
    placeDrawing(market, book);
    market.place(order, 2);
    expect(market.trades()).toEqual(trades);
    expect(drawBook(market)).toEqual(readDrawing(after));
  });

  it('tells both orders of a trade apart, with what remains of each', () => {
    const market = new TestMarket();
    const maker = market.place('LAY 5 @ 3.0', 3);
    const [placed, matched] = market.must({ ...market.order('BACK 2 @ 2.5'), account: 4 });
    expect(placed).toMatchObject({ size: 200, price: 250, account: 4, replacesOrderId: 0 });
    expect(matched).toMatchObject({
      price: 300,
      size: 200,
      makerOrderId: maker,
      makerAccount: 3,
      makerSizeRemaining: 300,
      takerAccount: 4,
      takerSizeRemaining: 0,
    });
  });

  it('keeps the books of two runners apart', () => {
    const market = new TestMarket();
    market.place('LAY 5 @ 3.0');
    const order = market.order('BACK 5 @ 3.0');
    market.must({ ...order, runnerId: 12 });
    expect(market.trades()).toEqual([]);
    expect(drawBook(market)).toEqual(['5 | 3 |']);
  });

  it('lets an account trade with itself', () => {
    const market = new TestMarket();
    market.place('LAY 5 @ 3.0', 2);
    market.place('BACK 5 @ 3.0', 2);
    expect(market.trades()).toEqual(['5 @ 3']);
  });

  it('keeps the price sum from which the average price of 1.55 follows', () => {
    const market = new TestMarket();
    market.place('LAY 100 @ 1.5, LAY 100 @ 1.6');
    const orderId = market.place('BACK 250 @ 1.5', 2);
    const order = market.matcher.order(orderId)!;
    expect(order.sizeMatched).toBe(20_000);
    expect(order.matchedPriceSum / order.sizeMatched).toBe(155);
  });

  it('counts order ids from 1 and never gives one twice', () => {
    const market = new TestMarket();
    expect(market.place('LAY 5 @ 3.0')).toBe(1);
    expect(market.place('LAY 5 @ 3.0')).toBe(2);
    market.cancel(1);
    expect(market.place('LAY 5 @ 3.0')).toBe(2 ** 26 + 1);
    expect(market.matcher.order(1)).toBeUndefined();
  });
});
