import { MarketKind } from '../market/betting-rules.js';
import type { MarketView } from '../market/market-view.js';
import { RejectReason } from '../reject-reason.js';
import type { WinningRunners } from './payment.js';
import { RunnerResult, type ResultDeclaration } from './result.js';

/** Who wins by a declaration, or the first reason why the market cannot be settled by it. */
export function winnersOf(market: MarketView, declaration: ResultDeclaration): WinningRunners | RejectReason {
  const { rules, removed, runners } = market;
  if (rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  const gone = new Set(removed.map(({ runnerId }) => runnerId));
  const racing = runners.map(({ runnerId }) => runnerId).filter((runnerId) => !gone.has(runnerId));
  const results = resultsFor(racing, declaration);
  if (results === undefined) return RejectReason.RESULT_INVALID;
  const wins = (result: RunnerResult): boolean =>
    result === RunnerResult.WINNER || (rules.kind === MarketKind.PLACE && result === RunnerResult.PLACED);
  const winning = racing.filter((runnerId) => wins(results.get(runnerId)!));
  if (winning.length < Math.min(rules.winnerCount, racing.length)) return RejectReason.RESULT_INVALID;
  const tied = tiedOf(winning, rules.kind, rules.winnerCount, declaration.tied);
  if (tied === undefined) return RejectReason.TIED_RUNNERS_INVALID;
  const whole = new Set(winning.filter((runnerId) => !tied.has(runnerId)));
  return { whole, tied, part: rules.winnerCount - whole.size, of: Math.max(tied.size, 1) };
}

/** The result of each runner; undefined unless each has exactly one. */
function resultsFor(
  racing: readonly number[],
  { results }: ResultDeclaration,
): ReadonlyMap<number, RunnerResult> | undefined {
  if (!Array.isArray(results)) return undefined;
  const known = new Map<number, RunnerResult>();
  for (const { runnerId, result } of results as ResultDeclaration['results']) {
    if (known.has(runnerId) || RunnerResult[result] === undefined) return undefined;
    known.set(runnerId, result);
  }
  const isComplete = known.size === racing.length && racing.every((runnerId) => known.has(runnerId));
  return isComplete ? known : undefined;
}

/** The runners that share the last places; undefined when the declaration does not say who, or says it wrongly. */
function tiedOf(
  winning: readonly number[],
  kind: MarketKind,
  winnerCount: number,
  declared: readonly number[],
): ReadonlySet<number> | undefined {
  if (!Array.isArray(declared)) return undefined;
  const named = new Set(declared);
  if (named.size !== declared.length) return undefined;
  if (winning.length <= winnerCount) return named.size === 0 ? named : undefined;
  if (kind === MarketKind.WIN && named.size === 0) return new Set(winning);
  if (!declared.every((runnerId) => winning.includes(runnerId))) return undefined;
  const places = winnerCount - (winning.length - named.size);
  return places >= 1 && places < named.size ? named : undefined;
}
