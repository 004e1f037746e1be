import type { LedgerEntry } from '../load/ledger.js';
import { smallFacts } from '../testing/small-history.js';
import { compareMoney } from './compare-money.js';
import { Differences } from './differences.js';
import type { MoneyFacts } from './money-facts.js';

/** alice and bob have paid in 100.00 each; bob's 4.00 at 2.50 has won 6.00, less 0.30. */
const SETTLED = { winners: new Map([[1, 1]]), baseRate: 5 };

const entries: LedgerEntry[] = ['alice', 'bob'].flatMap((accountId, index) =>
  [0, 10_000].map((balance, step) => ({
    commandId: `1763871000123-${accountId}-${step}`,
    accountId: '',
    attempts: 1,
    outcome: { kind: 'ACCOUNT' as const, sequence: 2 * index + step + 1, accountId, balance },
  })),
);

function money(): MoneyFacts {
  const accounts = new Map([
    ['alice', 9_400],
    ['bob', 10_570],
  ]);
  const sums = { balances: 19_970, commission: 30, rounding: 0, paidIn: 20_000 };
  return { engine: { accounts, sums }, ledger: { accounts, sums }, stored: accounts };
}

function told(facts: MoneyFacts, settled = SETTLED): string[] {
  const differences = new Differences();
  compareMoney({ entries }, { money: facts, storage: smallFacts().storage, settled }, differences);
  return differences.told;
}

describe('the comparison of the money', () => {
  it('finds nothing when engine and storage have what was paid in, won and lost', () => {
    expect(told(money())).toEqual([]);
  });

  it.each<[string, MoneyFacts]>([
    ['an account of storage with another balance', { ...money(), stored: new Map([['alice', 9_400]]) }],
    [
      'a ledger that is not the engine',
      { ...money(), ledger: { ...money().ledger, accounts: new Map([['alice', 9_401]]) } },
    ],
    [
      'money that has appeared',
      { ...money(), engine: { ...money().engine, sums: { ...money().engine.sums, balances: 19_971 } } },
    ],
    [
      'commission that is not in the ledger',
      { ...money(), ledger: { ...money().ledger, sums: { ...money().ledger.sums, commission: 29 } } },
    ],
  ])('finds %s', (_, facts) => {
    expect(told(facts)).not.toEqual([]);
  });

  it('finds a market that was paid twice, for another runner, or not at all', () => {
    const none = { ...SETTLED, winners: new Map<number, number>() };
    const other = { ...SETTLED, winners: new Map([[1, 2]]) };
    expect(told(money(), none).join()).toMatch(/of alice: 9400 instead of 10000/);
    expect(told(money(), other).join()).toMatch(/of alice: 9400 instead of 10380/);
  });
});
