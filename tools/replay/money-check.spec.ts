import { moneyReport, type LedgerSums, type MoneyCheck } from './money-check.js';
import type { MoneyOutcome } from './replay-accounts.js';

const SETTLED: MoneyCheck['markets'] = [
  { name: '1.1', marketId: 4, outcome: 'SETTLED', unsettled: undefined },
];
const OUTCOME: MoneyOutcome = {
  profit: -40,
  reserved: 0,
  balances: new Map([['replay-maker-0', 960]]),
  money: { currency: 'GBP', balances: 960, commission: 38, rounding: 2, paidIn: 1000 },
};
const LEDGER: LedgerSums = {
  balances: new Map([['replay-maker-0', 960]]),
  settlements: [{ commission: 38, rounding: 2 }],
};

describe('the money of a replay', () => {
  it('adds up', () => {
    expect(moneyReport(SETTLED, OUTCOME, LEDGER)).toEqual({
      lines: [
        '  market 4 (1.1) is settled',
        '  money     accounts -0.40, commission 0.38, rounding 0.02; still reserved 0.00',
        '  Money is conserved in GBP, and the ledger has the balances of the engine.',
      ],
      disagreements: [],
    });
  });

  it.each([
    [
      { profit: -41 },
      'What the accounts won (-0.41), commission (0.38) and rounding (0.02) do not add up to 0.',
    ],
    [{ reserved: 5 }, '0.05 are still reserved although every market is over.'],
    [
      { money: { ...OUTCOME.money, paidIn: 1001 } },
      'Balances 9.60, commission 0.38 and rounding 0.02 are not the 10.01 paid in.',
    ],
    [
      { balances: new Map([['replay-maker-0', 961]]) },
      'The ledger says that replay-maker-0 has 9.60, the engine 9.61.',
    ],
  ])('is told when it does not: %j', (change, sentence) => {
    expect(moneyReport(SETTLED, { ...OUTCOME, ...change }, LEDGER).disagreements).toEqual([sentence]);
  });

  it('may be reserved while a market is not over', () => {
    const open: MoneyCheck['markets'] = [
      { name: '1.1', marketId: 4, outcome: 'UNFINISHED', unsettled: undefined },
    ];
    const { lines, disagreements } = moneyReport(open, { ...OUTCOME, reserved: 5 }, LEDGER);
    expect(disagreements).toEqual([]);
    expect(lines[0]).toBe('  market 4 (1.1) is left as it is: the recording ends before the close');
  });
});
