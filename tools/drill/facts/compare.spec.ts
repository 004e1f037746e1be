import type { LedgerEntry } from '../load/ledger.js';
import { smallFacts, smallLedger } from '../testing/small-history.js';
import { compare } from './compare.js';
import type { EngineFacts, Facts, StorageFacts } from './facts.js';

type Counts = { readonly lost?: number; readonly doubled?: number; readonly other?: number };

function found(ledger: { entries: LedgerEntry[] }, facts: Facts) {
  const { lost, doubled, other } = compare(ledger, facts);
  return { lost: lost > 0, doubled: doubled > 0, other: other > 0 };
}

function withStorage(change: (storage: StorageFacts) => Partial<StorageFacts>): Facts {
  const facts = smallFacts();
  return { ...facts, storage: { ...facts.storage, ...change(facts.storage) } };
}

function withEngine(change: (engine: EngineFacts) => Partial<EngineFacts>): Facts {
  const facts = smallFacts();
  return { ...facts, engine: { ...facts.engine, ...change(facts.engine) } };
}

function withAnalytics(change: Partial<Facts['analytics']>): Facts {
  const facts = smallFacts();
  return { ...facts, analytics: { ...facts.analytics, ...change } };
}

describe('the comparison of the answers with what is there', () => {
  it('finds nothing when everything answered is there once', () => {
    const differences = compare(smallLedger(), smallFacts());
    expect(differences.told).toEqual([]);
    expect(differences.isEmpty).toBe(true);
  });

  it.each<[string, Facts, Counts]>([
    ['an order without a row', withStorage(({ orders }) => ({ orders: orders.slice(0, 2) })), { lost: 1 }],
    ['a trade without a row', withStorage(() => ({ trades: [] })), { lost: 1 }],
    [
      'a sequence without events',
      withStorage(({ archive }) => ({ archive: archive.slice(0, 6) })),
      { lost: 1 },
    ],
    [
      'a missing event within a sequence',
      withStorage(({ archive }) => ({
        archive: archive.map((one) => (one.sequence === 4 ? { ...one, events: 1 } : one)),
      })),
      { lost: 1 },
    ],
    ['an engine that has gone back', withEngine(() => ({ sequence: 6 })), { lost: 1 }],
    ['a resting order that the engine does not have', withEngine(() => ({ resting: [] })), { lost: 1 }],
    [
      'a cancel that is not in the row',
      withStorage(({ orders }) => ({
        orders: orders.map((row) => (row.orderId === 1 ? { ...row, updatedSequence: 4 } : row)),
      })),
      { lost: 1 },
    ],
  ])('calls %s lost', (_, facts, expected) => {
    expect(compare(smallLedger(), facts).lost).toBe(expected.lost);
    expect(found(smallLedger(), facts)).toMatchObject({ lost: true });
  });

  it.each<[string, Facts]>([
    [
      'an order of the engine that nobody was told of',
      withEngine(({ resting: [order] }) => ({
        sample: order === undefined ? [] : [{ ...order, orderId: 9 }],
      })),
    ],
    ['a row twice', withStorage(({ orders }) => ({ orders: [...orders, ...orders.slice(2)] }))],
    [
      'an order that nobody was told of',
      withStorage(({ orders: [first, ...others] }) => ({
        orders: first === undefined ? [] : [first, ...others, { ...first, orderId: 99 }],
      })),
    ],
    ['a trade twice', withStorage(({ trades }) => ({ trades: [...trades, ...trades] }))],
    [
      'a trade that nobody was told of',
      withStorage(({ trades: [trade] }) => ({
        trades: trade === undefined ? [] : [trade, { ...trade, tradeId: '6-0' }],
      })),
    ],
    [
      'events that answer no command',
      withStorage(({ archive }) => ({
        archive: [...archive, { sequence: 8, events: 1, lastIndex: 0, isRefusal: false }],
      })),
    ],
    ['a command executed once more', withEngine(() => ({ sequence: 8 }))],
  ])('finds %s', (_, facts) => {
    expect(found(smallLedger(), facts)).toMatchObject({ doubled: true });
  });

  it.each<[string, Facts]>([
    [
      'another size of an order',
      withStorage(({ orders }) => ({ orders: orders.map((row) => ({ ...row, size: row.size + 1 })) })),
    ],
    [
      'another price of a trade',
      withStorage(({ trades }) => ({ trades: trades.map((trade) => ({ ...trade, price: 252 })) })),
    ],
    [
      'a refusal that was accepted',
      withStorage(({ archive }) => ({ archive: archive.map((one) => ({ ...one, isRefusal: false })) })),
    ],
    ['time that goes back', withStorage(() => ({ stepsBackInTime: 1 }))],
    ['a book that is not the rows', withEngine(() => ({ depth: new Map() }))],
    ['levels that are not the book', withAnalytics({ depth: new Map([['1/1/LAY/240', 400]]) })],
    ['a volume counted twice', withAnalytics({ volumes: new Map([['1/1/250', 800]]) })],
    ['a tape that is too long', withAnalytics({ tape: 2 })],
    ['analytics that is behind', withAnalytics({ checkpoint: 6 })],
  ])('finds %s', (_, facts) => {
    expect(found(smallLedger(), facts)).toMatchObject({ other: true });
  });

  it('finds a command that was executed again under another sequence', () => {
    const { entries } = smallLedger();
    // The first answer was lost on its way, and the retry placed a second order.
    const again = entries.map((entry) =>
      entry.outcome?.kind === 'ORDER' && entry.outcome.sequence === 7
        ? {
            ...entry,
            attempts: 2,
            outcome: {
              ...entry.outcome,
              sequence: 8,
              order: { ...entry.outcome.order, orderId: 4, sequence: 8 },
            },
          }
        : entry,
    );
    const { doubled, lost } = compare(
      { entries: again },
      withEngine(() => ({ sequence: 8 })),
    );
    expect({ doubled: doubled > 0, lost: lost > 0 }).toEqual({ doubled: true, lost: true });
  });

  it('finds two commands with one answer, one without, and one refused unheard', () => {
    const { entries } = smallLedger();
    const [first] = entries;
    if (first === undefined) throw new Error('the ledger is empty');
    const strangers: LedgerEntry[] = [
      { ...first, commandId: 'same answer' },
      { ...first, commandId: 'no answer', outcome: undefined },
      { ...first, commandId: 'unheard', outcome: { kind: 'UNFIT', code: 'COMMAND_ID_REUSED', detail: '' } },
    ];
    const { other, told } = compare({ entries: [...entries, ...strangers] }, smallFacts());
    expect(other).toBe(3);
    expect(told.join('\n')).toMatch(
      /same answer and[^]*no answer was never answered[^]*unheard was refused unheard/,
    );
  });
});
