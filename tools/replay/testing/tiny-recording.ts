/** A market of two runners, written by hand: what each message is there for stands beside it. */
const market = (status: string, away = 'ACTIVE') => ({
  status,
  marketType: 'MATCH_ODDS',
  runners: [
    { id: 11, name: 'Home', status: 'ACTIVE' },
    { id: 12, name: 'Away', status: away },
  ],
});

const message = (pt: number, change: object) => ({
  op: 'mcm',
  clk: null,
  pt,
  mc: [{ id: '1.1', ...change }],
});

/** Home is compared six times: after four messages, at the reopening and after one more; Away at the start and then. */
export const TINY_RECORDING: readonly object[] = [
  // The first image: ladders to be placed, and a history of trades that is not ours to repeat.
  message(1000, {
    img: true,
    marketDefinition: market('OPEN'),
    rc: [
      {
        id: 11,
        atb: [
          [1.99, 12],
          [1.98, 8],
        ],
        atl: [[2.02, 20]],
        trd: [[2, 100]],
      },
      { id: 12, atb: [[1.9, 5]] },
    ],
  }),
  // 4.00 are taken from what is available to back at 1.99; the recording splits the runner's entries.
  message(2000, {
    rc: [
      { id: 11, atb: [[1.99, 8]] },
      { id: 11, trd: [[1.99, 8]] },
    ],
  }),
  // 2.00 leave without a trade, and a better price comes.
  message(3000, {
    rc: [
      {
        id: 11,
        atl: [
          [2.02, 18],
          [2, 3],
        ],
      },
    ],
  }),
  // 6.00 trade at 2.02, although 3.00 are to be had at 2.00: those make way and come back.
  message(4000, { rc: [{ id: 11, atl: [[2.02, 12]], trd: [[2.02, 12]] }] }),
  // Suspended: something falls at once, something rises and has to wait.
  message(5000, {
    marketDefinition: market('SUSPENDED'),
    rc: [{ id: 11, atb: [[1.98, 0]], atl: [[2.04, 7]] }],
  }),
  // Away is removed while the market is suspended.
  message(6000, { marketDefinition: market('SUSPENDED', 'REMOVED'), rc: [{ id: 12, atb: [[1.9, 0]] }] }),
  // Open again: both runners are compared.
  message(7000, { marketDefinition: market('OPEN', 'REMOVED') }),
  message(8000, { rc: [{ id: 11, atb: [[1.97, 1]] }] }),
  // Closed: everything left lapses, nothing is compared.
  message(9000, { marketDefinition: market('CLOSED', 'REMOVED'), rc: [{ id: 11, atb: [[1.97, 0]] }] }),
];
