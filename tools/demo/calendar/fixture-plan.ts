/** How a runner comes in. */
export type Result = 'WINNER' | 'PLACED' | 'LOSER';

/** One runner of a market that will be. */
export interface RunnerPlan {
  readonly runnerId: number;
  readonly name: string;
  /** What it is worth before the off: the chance that who backs it wins, above 0 and below 1. */
  readonly chance: number;
  /** How it will come in; nobody but the judge knows before the end. */
  readonly result: Result;
}

/** One market that will be. */
export interface MarketPlan {
  readonly name: string;
  readonly kind: 'WIN' | 'PLACE';
  /** Winners, or places. */
  readonly winners: number;
  readonly runners: readonly RunnerPlan[];
}

/** A fixture that will be, with all its markets and how it ends. */
export interface FixturePlan {
  readonly sport: Sport;
  /** Without the sport, such as `Harwell Town v Port Elsing`. */
  readonly name: string;
  readonly markets: readonly MarketPlan[];
  /** How long it goes on in-play, in seconds of a demo at speed 1. */
  readonly inPlaySeconds: number;
  readonly betDelayMs: number;
  /** When something happens that makes another question of it, such as a goal, as shares of the time in-play, ascending. */
  readonly incidents: readonly number[];
}

export const SPORTS = ['Football', 'Horse racing', 'Tennis', 'Greyhounds'] as const;

export type Sport = (typeof SPORTS)[number];

/** What a market's `fixture` says: overviews sort by it. */
export function fixtureText({ sport, name }: Pick<FixturePlan, 'sport' | 'name'>): string {
  return `${sport}: ${name}`;
}

/** Whether a market of that fixture was made by a demo, this one or an earlier one. */
export function isOfDemo(fixture: string): boolean {
  return SPORTS.some((sport) => fixture.startsWith(`${sport}: `));
}
