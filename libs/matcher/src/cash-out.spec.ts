import { CommandKind } from './command.js';
import { runnerId } from './testing/event-telling.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange } from './testing/test-exchange.js';

describe.each(EXCHANGES)('cashing out, in $name', ({ make }) => {
  const cashOut = (share: number, price: number) =>
    ({
      kind: CommandKind.CashOut,
      account: 1,
      marketId: 1,
      runnerId: runnerId('A'),
      share,
      price,
    }) as const;

  it.each([
    // 10 @ 5 pays 50: 12.5 @ 4 too, and whatever comes it has won 2.5.
    { bet: 'BACK 10 @ 5', there: 'BACK 20 @ 4', share: 100, trades: ['12.5 @ 4'], ifWin: 2.5, ifLose: 2.5 },
    {
      bet: 'BACK 10 @ 5',
      there: 'BACK 20 @ 4',
      share: 50,
      trades: ['6.25 @ 4'],
      ifWin: 21.25,
      ifLose: -3.75,
    },
    { bet: 'LAY 10 @ 5', there: 'LAY 20 @ 8', share: 100, trades: ['6.25 @ 8'], ifWin: 3.75, ifLose: 3.75 },
    // 5 @ 4 pay 20, and 6 @ 5 the other 30.
    {
      bet: 'BACK 10 @ 5',
      there: 'BACK 5 @ 4, BACK 20 @ 5',
      share: 100,
      trades: ['5 @ 4', '6 @ 5'],
      ifWin: 1,
      ifLose: 1,
    },
  ])('$share % of $bet against $there', ({ bet, there, share, trades, ifWin, ifLose }) => {
    for (const [results, profit] of [
      ['A Bx Cx', ifWin],
      ['Ax B Cx', ifLose],
    ] as const) {
      const market = new TestExchange(make());
      market.match(bet);
      market.place(there, 3);
      market.must(cashOut(share * 100, bet.startsWith('BACK') ? 1_000 : 101));
      const matched = market.told().flatMap((line) => /^matched (\S+ @ \S+)/.exec(line)?.[1] ?? []);
      expect(matched).toEqual(trades);
      market.settle(results);
      expect(market.balance(1)).toBe(1_000 + profit);
    }
  });

  it.each([
    { bet: '', there: '', share: 10_000, price: 400, reason: 'CASH_OUT_NO_EXPOSURE' },
    { bet: 'BACK 10 @ 5', there: '', share: 10_000, price: 400, reason: 'CASH_OUT_NO_LIQUIDITY' },
    {
      bet: 'BACK 10 @ 5',
      there: 'BACK 12 @ 4',
      share: 10_000,
      price: 400,
      reason: 'CASH_OUT_NO_LIQUIDITY',
    },
    { bet: 'BACK 10 @ 5', there: 'BACK 13 @ 4', share: 10_000, price: 395, reason: 'CASH_OUT_PRICE_MOVED' },
    { bet: 'BACK 10 @ 5', there: 'BACK 13 @ 4', share: 10_000, price: 400, reason: 'None' },
    { bet: 'BACK 10 @ 5', there: 'BACK 13 @ 4', share: 0, price: 400, reason: 'SHARE_INVALID' },
    { bet: 'BACK 10 @ 5', there: 'BACK 13 @ 4', share: 10_001, price: 400, reason: 'SHARE_INVALID' },
  ])('$share of "$bet" at $price against "$there": $reason', ({ bet, there, share, price, reason }) => {
    const market = new TestExchange(make());
    if (bet !== '') market.match(bet);
    if (there !== '') market.place(there, 3);
    expect(market.reason(cashOut(share, price))).toBe(reason);
  });
});
