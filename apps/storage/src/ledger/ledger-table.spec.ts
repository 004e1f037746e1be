import { jest } from '@jest/globals';
import { MoneyScript } from '../testing/money-script.js';
import { SpecStorage } from '../testing/spec-storage.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** The third line of alice's statement, as it would have to be; each test breaks one thing. */
const NEXT = {
  shard: 0,
  sequence: 9,
  event_index: 0,
  entry_index: 0,
  booked_at: "'2026-11-23T12:00:09Z'",
  kind: "'DEPOSIT'",
  currency: "'GBP'",
  debit: "'external:GBP'",
  credit: "'account:alice'",
  amount: 5,
  account_id: "'alice'",
  line: 3,
  balance_before: 7_500,
  balance: 7_505,
};

const insert = (changes: Partial<Record<keyof typeof NEXT, string | number>>): string => {
  const row = { ...NEXT, ...changes };
  return `INSERT INTO ledger_entries (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')})`;
};

describe('the table of ledger entries', () => {
  let storage: SpecStorage;

  beforeAll(async () => {
    storage = await SpecStorage.create();
    await storage.store(new MoneyScript().account('alice', 10_000).withdraw('alice', 2_500).groups);
  });
  afterAll(() => storage.destroy());

  it.each([
    ['an amount of nothing', insert({ amount: 0, balance: 7_500 }), 'ledger_amount_positive'],
    ['an amount below zero', insert({ amount: -5, balance: 7_495 }), 'ledger_amount_positive'],
    ['an entry of the same event twice', insert({ sequence: 2, event_index: 0 }), 'ledger_entries_pkey'],
    ['a line twice', insert({ line: 2, balance_before: 10_000, balance: 10_005 }), 'ledger_line_is_once'],
    ['a line that leaves a gap', insert({ line: 4 }), 'ledger_continues'],
    [
      'a line that goes on from another balance',
      insert({ balance_before: 7_501, balance: 7_506 }),
      'ledger_continues',
    ],
    [
      'a first line that does not begin with nothing',
      insert({ account_id: "'bob'", credit: "'account:bob'", line: 1 }),
      'ledger_begins_with_nothing',
    ],
    ['a balance that does not follow from the amount', insert({ balance: 7_506 }), 'ledger_balance_follows'],
    ['a balance without a line', insert({ line: 'NULL' }), 'ledger_line_is_whole'],
    ['sides that do not go with the kind', insert({ debit: "'market:1'" }), 'ledger_kind_names_sides'],
    ['a kind that there is not', insert({ kind: "'GIFT'" }), 'ledger_kind_names_sides'],
    ['another currency than that of the outside', insert({ currency: "'EUR'" }), 'ledger_kind_names_sides'],
    [
      'an edited amount',
      'UPDATE ledger_entries SET amount = 9 WHERE sequence = 2',
      'the ledger only grows: UPDATE of ledger_entries is refused, book a reversal instead',
    ],
    ['a removed entry', 'DELETE FROM ledger_entries', 'the ledger only grows: DELETE'],
    ['an emptied table', 'TRUNCATE ledger_entries', 'the ledger only grows: TRUNCATE'],
    [
      'money that stays in a market',
      "INSERT INTO ledger_balances VALUES (0, 'market:1', 'GBP', 1, 0)",
      'ledger_markets_are_cleared',
    ],
  ])('refuses %s', async (_, statement, reason) => {
    await expect(storage.rows(statement)).rejects.toThrow(reason);
  });

  it('takes what follows from the line before', async () => {
    await expect(storage.rows(insert({}))).resolves.toBeDefined();
  });
});
