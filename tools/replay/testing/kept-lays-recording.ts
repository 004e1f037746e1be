const STATUSES = ['ACTIVE', 'ACTIVE', 'ACTIVE'];

const definition = (state: object, statuses: readonly string[] = STATUSES) => ({
  status: 'OPEN',
  numberOfWinners: 1,
  inPlay: true,
  betDelay: 1,
  runners: statuses.map((status, index) => ({ id: 31 + index, status, adjustmentFactor: 10 })),
  ...state,
});

const message = (pt: number, change: object) => ({
  op: 'mcm',
  clk: null,
  pt,
  mc: [{ id: '1.3', ...change }],
});

const REMOVED = ['ACTIVE', 'ACTIVE', 'REMOVED'];

/** LAYs that outlive the turn in-play, and then offer a reduced price because a runner is removed. */
export const KEPT_LAYS_RECORDING: readonly object[] = [
  message(1000, {
    img: true,
    marketDefinition: definition({ inPlay: false }),
    rc: [
      { id: 31, atb: [[3, 10]] },
      { id: 32, atb: [[4, 5]], atl: [[5, 5]] },
      { id: 33, atb: [[10, 2]] },
    ],
  }),
  // All of it is still there: PERSIST.
  message(2000, { marketDefinition: definition({}) }),
  // 10 % less than 3.00 and 4.00.
  message(3000, { marketDefinition: definition({ status: 'SUSPENDED' }) }),
  message(3000, {
    rc: [
      {
        id: 31,
        atb: [
          [3, 0],
          [2.7, 10],
        ],
      },
      {
        id: 32,
        atb: [
          [4, 0],
          [3.6, 5],
        ],
      },
      { id: 33, atb: [[10, 0]] },
    ],
  }),
  message(3100, { marketDefinition: definition({ status: 'SUSPENDED' }, REMOVED) }),
  message(3200, { marketDefinition: definition({}, REMOVED) }),
  message(4000, { rc: [{ id: 31, atb: [[2.7, 6]], trd: [[2.7, 8]] }] }),
  message(5000, { marketDefinition: definition({ status: 'CLOSED' }, ['WINNER', 'LOSER', 'REMOVED']) }),
];
