import type { NewMarket } from '@backlay/client';

/** A market of the pictures: what it is, and what its makers think of its runners. */
export interface Programme {
  readonly fixture: string;
  readonly name: string;
  /** Each with its chance; together a little more than 1, as the prices of a market are. */
  readonly runners: readonly (readonly [name: string, chance: number])[];
  /** Minutes from now; below 0 it is in-play. */
  readonly startsInMin: number;
  /** Per cent of the usual sizes. */
  readonly weight: number;
}

/** An afternoon. All names are made up. */
export const PROGRAMMES: readonly Programme[] = [
  {
    fixture: 'Ascombe 15:05',
    name: '2m Handicap Chase',
    runners: [
      ['Copper Lantern', 0.262],
      ['Northern Vow', 0.205],
      ['Miss Quillon', 0.148],
      ['Half Past Ten', 0.117],
      ['Salt and Iron', 0.094],
      ['The Weir Keeper', 0.078],
      ['Bramble Road', 0.061],
      ['Long Harbour', 0.039],
    ],
    startsInMin: 14,
    weight: 100,
  },
  {
    fixture: 'Ludworth v Nettleham',
    name: 'Match odds',
    runners: [
      ['Ludworth', 0.452],
      ['Nettleham', 0.266],
      ['The draw', 0.286],
    ],
    startsInMin: -31,
    weight: 220,
  },
  {
    fixture: 'Ascombe 15:40',
    name: '7f Maiden Stakes',
    runners: [
      ['Paper Moon', 0.345],
      ['Ferryman', 0.252],
      ['Quiet Ledger', 0.191],
      ['Ostler', 0.122],
      ['Blue Pencil', 0.096],
    ],
    startsInMin: 49,
    weight: 40,
  },
  {
    fixture: 'Harrow Open, semi-final',
    name: 'Winner',
    runners: [
      ['A. Lindqvist', 0.571],
      ['M. Okafor', 0.434],
    ],
    startsInMin: 128,
    weight: 70,
  },
  {
    fixture: 'Castle Ford v Denby',
    name: 'Match odds',
    runners: [
      ['Castle Ford', 0.382],
      ['Denby', 0.332],
      ['The draw', 0.291],
    ],
    startsInMin: 190,
    weight: 25,
  },
];

/** The market as the engine takes it. */
export function marketOf({ fixture, name, runners, startsInMin }: Programme, nowMs: number): NewMarket {
  return {
    fixture,
    name,
    currency: 'GBP',
    kind: 'WIN',
    baseRate: 500,
    startTimeMs: nowMs + startsInMin * 60_000,
    runners: runners.map(([runnerName], index) => ({ runnerId: index + 1, name: runnerName })),
  };
}
