/** How a runner came in. The numbers are stable. */
export enum RunnerResult {
  WINNER = 1,
  /** Wins in a market with several winners, loses in one with a single winner. */
  PLACED = 2,
  LOSER = 3,
}

/** What an operator says of a market that is over. Runners that were removed are not named. */
export interface ResultDeclaration {
  /** One entry for each runner that was not removed. */
  readonly results: readonly { readonly runnerId: number; readonly result: RunnerResult }[];
  /**
   * The winning runners that share the last winning places between them, when more of them win than the market has
   * winners; empty otherwise. In a market of one winner all winners are tied and need not be named.
   */
  readonly tied: readonly number[];
}
