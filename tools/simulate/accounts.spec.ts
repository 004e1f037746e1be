import { conserved, resultLines, resultsOf } from './accounts.js';

const account = (accountId: string, balance: number) => ({ accountId, balance });

describe('the accounts of the simulation', () => {
  it('have the results of a market, the largest first, without those that it has not changed', () => {
    const before = [account('a', 1_000), account('b', 1_000), account('c', 1_000), account('d', 1_000)];
    const after = [account('a', 400), account('b', 1_000), account('c', 1_285), account('d', 1_285)];
    const results = resultsOf(before, after);
    expect(results.map(({ accountId, result }) => [accountId, result])).toEqual([
      ['c', 285],
      ['d', 285],
      ['a', -600],
    ]);
    expect(resultLines(results).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'c +2.85 balance 12.85',
      'd +2.85 balance 12.85',
      'a -6.00 balance 4.00',
    ]);
  });

  it('conserve the money: what was paid in is with the accounts or with the exchange', () => {
    const money = { currency: 'GBP', balances: 2_970, commission: 31, rounding: -1, paidIn: 3_000 };
    expect(conserved(money)).toEqual({
      ok: true,
      line: 'GBP: balances 29.70 + commission 0.31 + rounding -0.01 = paid in 30.00',
    });
    expect(conserved({ ...money, balances: 2_971 })).toMatchObject({
      ok: false,
      line: expect.stringContaining('is NOT paid in 30.00'),
    });
  });
});
