/** The whole life of a small race, written by hand: what each message is there for stands beside it. */
const definition = (state: object, statuses: readonly string[] = ['ACTIVE', 'ACTIVE', 'ACTIVE']) => ({
  status: 'OPEN',
  marketType: 'WIN',
  eventName: 'Ascot 20th Jun',
  marketTime: '2030-06-20T14:00:00.000Z',
  numberOfWinners: 1,
  marketBaseRate: 5,
  inPlay: false,
  betDelay: 0,
  version: 1,
  runners: ['Comet', 'Dart', 'Ember'].map((name, index) => ({
    id: 21 + index,
    name,
    status: statuses[index],
    adjustmentFactor: 20,
  })),
  ...state,
});

const message = (pt: number, change: object) => ({
  op: 'mcm',
  clk: null,
  pt,
  mc: [{ id: '1.2', ...change }],
});

const WITHOUT_EMBER = ['ACTIVE', 'ACTIVE', 'REMOVED'];
const LATER = { marketTime: '2030-06-20T14:10:00.000Z' };
const IN_PLAY = { ...LATER, inPlay: true, betDelay: 1 };

/** Three runners, one of them removed; an incident; the turn in-play with a bet delay of 1 s; a winner. */
export const WHOLE_LIFE_RECORDING: readonly object[] = [
  message(1000, {
    img: true,
    marketDefinition: definition({}),
    rc: [
      {
        id: 21,
        atb: [
          [2.5, 10],
          [2.4, 5],
        ],
        atl: [
          [2.6, 10],
          [3, 4],
        ],
      },
      { id: 22, atb: [[4, 6]], atl: [[4.4, 6]] },
      { id: 23, atb: [[6, 3]], atl: [[7, 3]] },
    ],
  }),
  // 4.00 are backed on Comet at 2.50, which the removal makes 2.00; 2.00 on Ember, which it voids.
  message(2000, {
    rc: [
      { id: 21, atb: [[2.5, 6]], trd: [[2.5, 8]] },
      { id: 23, atb: [[6, 1]], trd: [[6, 4]] },
    ],
  }),
  // Ember is removed: what that takes off the books comes before the definition says so.
  message(3000, { marketDefinition: definition({ status: 'SUSPENDED', version: 2 }) }),
  message(3000, {
    rc: [
      {
        id: 21,
        atb: [
          [2.5, 0],
          [2.4, 0],
        ],
      },
      { id: 22, atb: [[4, 0]] },
      { id: 23, atb: [[6, 0]], atl: [[7, 0]] },
    ],
  }),
  message(3100, { marketDefinition: definition({ status: 'SUSPENDED', version: 2 }, WITHOUT_EMBER) }),
  // The race starts later.
  message(3200, { marketDefinition: definition({ ...LATER, version: 3 }, WITHOUT_EMBER) }),
  message(4000, {
    rc: [
      {
        id: 21,
        atb: [
          [2, 8],
          [1.9, 5],
        ],
      },
      { id: 22, atb: [[3.5, 6]] },
    ],
  }),
  // An incident: everything is taken off the books.
  message(5000, {
    marketDefinition: definition({ ...LATER, status: 'SUSPENDED', version: 4 }, WITHOUT_EMBER),
  }),
  message(5000, {
    rc: [
      {
        id: 21,
        atb: [
          [2, 0],
          [1.9, 0],
        ],
        atl: [
          [2.6, 0],
          [3, 0],
        ],
      },
      { id: 22, atb: [[3.5, 0]], atl: [[4.4, 0]] },
    ],
  }),
  message(5100, { marketDefinition: definition({ ...LATER, version: 5 }, WITHOUT_EMBER) }),
  message(6000, {
    rc: [
      {
        id: 21,
        atb: [
          [2.2, 10],
          [2.1, 5],
        ],
        atl: [[2.4, 7]],
      },
      { id: 22, atb: [[3.4, 4]] },
    ],
  }),
  // In-play: some orders lapse, those at 2.20 and 2.40 persist.
  message(7000, { marketDefinition: definition({ ...IN_PLAY, version: 6 }, WITHOUT_EMBER) }),
  message(7000, {
    rc: [
      { id: 21, atb: [[2.1, 0]] },
      { id: 22, atb: [[3.4, 0]] },
    ],
  }),
  // 3.00 are backed on Comet at 2.20, and an offer comes: both after the bet delay.
  message(8000, { rc: [{ id: 21, atb: [[2.2, 7]], trd: [[2.2, 6]] }] }),
  message(9000, { rc: [{ id: 22, atl: [[3.6, 2]] }] }),
  // Over: what is left goes by the close. Comet wins.
  message(10_000, {
    marketDefinition: definition({ ...IN_PLAY, status: 'SUSPENDED', version: 7 }, WITHOUT_EMBER),
  }),
  message(10_000, {
    rc: [
      { id: 21, atb: [[2.2, 0]], atl: [[2.4, 0]] },
      { id: 22, atl: [[3.6, 0]] },
    ],
  }),
  message(11_000, {
    marketDefinition: definition({ ...IN_PLAY, status: 'CLOSED', version: 8 }, [
      'WINNER',
      'LOSER',
      'REMOVED',
    ]),
  }),
];
