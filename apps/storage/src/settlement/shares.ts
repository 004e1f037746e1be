import type { BettingRules, RunnerResult } from '@backlay/contracts';

/** What a market was settled with. */
export interface Results {
  readonly results: readonly { readonly runnerId: number; readonly result: RunnerResult }[];
  /** Winning runners that share the last winning places. */
  readonly tied: readonly number[];
}

/** How a market's winners are counted. */
export type WinningPlaces = Pick<BettingRules, 'kind' | 'winnerCount'>;

/** What a runner has of a place: 1 of 1 for a winner, 0 of 1 for a loser, `places` for `tied` runners in a dead heat. */
export interface Share {
  readonly runnerId: number;
  readonly result: RunnerResult;
  readonly places: number;
  readonly tied: number;
}

/**
 * The share of each runner in the winning places. A placed runner wins in a market of kind PLACE, and loses in one of kind
 * WIN, where all winners are tied, named or not.
 */
export function sharesOf({ results, tied }: Results, { kind, winnerCount }: WinningPlaces): Share[] {
  const wins = ({ result }: Results['results'][number]) =>
    result === 'WINNER' || (result === 'PLACED' && kind === 'PLACE');
  const winners = results.filter(wins).map(({ runnerId }) => runnerId);
  const isDeadHeat = winners.length > winnerCount;
  const sharing = new Set(kind === 'WIN' ? winners : tied);
  const places = winnerCount - (winners.length - sharing.size);
  return results.map((entry) => {
    if (!wins(entry)) return { ...entry, places: 0, tied: 1 };
    if (!isDeadHeat || !sharing.has(entry.runnerId)) return { ...entry, places: 1, tied: 1 };
    return { ...entry, places, tied: sharing.size };
  });
}
