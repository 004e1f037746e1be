import type { AnsweredOrder, CommandOutcome } from '../load/answer.js';
import type { LedgerEntry } from '../load/ledger.js';
import type { Facts, StoredOrder } from '../facts/facts.js';

/*
 * A market is created and opened, alice lays 10.00 at 2.50, bob backs 4.00 of it, carol's cancel of an unknown order is
 * refused, alice cancels what is left, dave's order rests.
 */

const LAY: AnsweredOrder = {
  orderId: 1,
  marketId: 1,
  runnerId: 1,
  accountId: 'alice',
  side: 'LAY',
  price: 250,
  size: 1000,
  sizeMatched: 0,
  sizeRemaining: 1000,
  sizeCancelled: 0,
  sequence: 3,
  trades: [],
};
const BACK: AnsweredOrder = {
  ...LAY,
  orderId: 2,
  accountId: 'bob',
  side: 'BACK',
  size: 400,
  sizeMatched: 400,
  sizeRemaining: 0,
  sequence: 4,
  trades: [{ tradeId: '4-1', price: 250, size: 400 }],
};
const CANCELLED: AnsweredOrder = {
  ...LAY,
  sizeMatched: 400,
  sizeRemaining: 0,
  sizeCancelled: 600,
  sequence: 6,
};
const RESTING: AnsweredOrder = {
  ...LAY,
  orderId: 3,
  accountId: 'dave',
  price: 240,
  size: 500,
  sizeRemaining: 500,
  sequence: 7,
};

const OUTCOMES: readonly CommandOutcome[] = [
  { kind: 'MARKET', sequence: 1, marketId: 1 },
  { kind: 'MARKET', sequence: 2, marketId: 1 },
  { kind: 'ORDER', sequence: 3, order: LAY },
  { kind: 'ORDER', sequence: 4, order: BACK },
  { kind: 'REFUSED', sequence: 5, code: 'ORDER_UNKNOWN' },
  { kind: 'ORDER', sequence: 6, order: CANCELLED },
  { kind: 'ORDER', sequence: 7, order: RESTING },
];

/** What the clients were answered. */
export function smallLedger(): { entries: LedgerEntry[] } {
  return {
    entries: OUTCOMES.map((outcome, index) => ({
      commandId: `1763871000123-c-${index + 1}`,
      accountId: 'any',
      attempts: 1,
      outcome,
    })),
  };
}

function row(order: AnsweredOrder, placedSequence: number): StoredOrder {
  const { sequence: updatedSequence, trades: _, ...rest } = order;
  return { ...rest, placedSequence, updatedSequence };
}

/** What engine, storage and analytics hold when all is well. */
export function smallFacts(): Facts {
  const depth = new Map([['1/1/LAY/240', 500]]);
  return {
    engine: { sequence: 7, resting: [RESTING], sample: [CANCELLED, BACK], depth },
    storage: {
      checkpoint: 7,
      archive: [1, 2, 3, 4, 5, 6, 7].map((sequence) => ({
        sequence,
        events: sequence === 4 ? 2 : 1,
        lastIndex: sequence === 4 ? 1 : 0,
        isRefusal: sequence === 5,
      })),
      orders: [row(CANCELLED, 3), row(BACK, 4), row(RESTING, 7)],
      trades: [{ tradeId: '4-1', takerOrderId: 2, makerOrderId: 1, price: 250, size: 400 }],
      stepsBackInTime: 0,
    },
    analytics: { checkpoint: 7, volumes: new Map([['1/1/250', 400]]), tape: 1, depth },
  };
}
