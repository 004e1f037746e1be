import { PriceLadder, type LadderDefinition } from '@backlay/matcher';

/** What a flow is made of. Shares are of all its commands; what is neither passive nor a cancel crosses. */
export interface Mix {
  /** In the ids of rows. */
  readonly id: string;
  readonly name: string;
  readonly ladder: LadderDefinition;
  /** Live orders per runner around which the flow keeps the books, by the sizes of the crossing orders. */
  readonly livePerRunner: number;
  readonly passiveShare: number;
  readonly cancelShare: number;
  /** Passive orders rest this far behind the middle, on average, in ticks. */
  readonly distance: number;
  /** Crossing orders reach over so many ticks at most, and are so many times as large as passive ones at most. */
  readonly reachMax: number;
  readonly crossingSizeMax: number;
  /** How often the middle moves with an order, and by how many ticks at most. */
  readonly wanderShare: number;
  readonly stepMax: number;
  /** The middle stays so many ticks away from the ends of the ladder when it moves, and 20 more when it is drawn. */
  readonly margin: number;
}

/** Every price from 1.01 to 10000.00 in hundredths: the largest ladder there can be. */
export const WIDEST = { kind: 'CUSTOM' as const, bands: [{ from: 101, to: 1_000_000, step: 1 }] };

/** A betting market: most orders rest near the middle, a third is cancelled, a tenth takes what 1 to 5 levels offer. */
export const BETTING: Mix = {
  id: 'betting',
  name: 'betting',
  ladder: { kind: 'CLASSIC' },
  livePerRunner: 1_000,
  passiveShare: 0.55,
  cancelShare: 0.35,
  distance: 6,
  reachMax: 5,
  crossingSizeMax: 3,
  wanderShare: 0.01,
  stepMax: 1,
  margin: 60,
};

/** 19 of 20 orders are cancelled again. */
const CANCELS: Mix = {
  ...BETTING,
  id: 'cancels',
  name: '95 % of the orders cancelled',
  passiveShare: 0.5,
  cancelShare: 0.475,
};
/** One order in 25 takes what the others have placed, over as many levels as it needs. */
const SWEEPS: Mix = {
  ...BETTING,
  id: 'sweeps',
  name: 'sweeps over many levels',
  passiveShare: 0.96,
  cancelShare: 0,
  distance: 20,
  reachMax: 80,
  crossingSizeMax: 60,
};
/** Orders come and go at all prices behind a hundred thousand others; nothing matches. */
export const DEEP: Mix = {
  ...BETTING,
  id: 'deep',
  name: 'deep book, nothing matches',
  livePerRunner: 100_000,
  passiveShare: 0.5,
  cancelShare: 0.5,
  distance: 40,
  wanderShare: 0,
};
/** As betting, on a million ticks over which the price wanders, so that levels come and go. */
const WIDE: Mix = {
  ...BETTING,
  id: 'wide',
  name: 'ladder of 999,900 ticks',
  ladder: WIDEST,
  distance: 600,
  reachMax: 500,
  wanderShare: 0.2,
  stepMax: 300,
  margin: 20_000,
};

/** What the matcher has to bear besides betting. */
export const WORKLOADS: readonly Mix[] = [CANCELS, SWEEPS, DEEP, WIDE];

/** The prices of a mix's ladder, lowest first. */
export function pricesOf({ ladder }: Mix): readonly number[] {
  return PriceLadder.of(ladder)?.prices() ?? [];
}
