import type { CreateMarket } from '../command.js';
import { NAME_LENGTH_MAX, RUNNER_COUNT_MAX, RUNNER_ID_MAX } from '../limits.js';
import { bandsOf } from '../price-ladder/bands.js';
import { RejectReason } from '../reject-reason.js';
import type { Runner } from './market-view.js';

/** The first reason, in the documented order, why a market cannot be made as described; None when it can. */
export function refusalOfDescription({ name, runners, ladder }: CreateMarket): RejectReason {
  if (!isName(name)) return RejectReason.MARKET_NAME_INVALID;
  if (!areRunners(runners)) return RejectReason.RUNNERS_INVALID;
  if (bandsOf(ladder) === undefined) return RejectReason.LADDER_INVALID;
  return RejectReason.None;
}

/** Text that every consumer can keep and show: no control characters, no half of a surrogate pair. */
function isName(name: unknown): boolean {
  if (typeof name !== 'string' || name.length > NAME_LENGTH_MAX || name.trim() === '') return false;
  return !/[\p{Cc}\p{Cs}]/u.test(name);
}

function areRunners(runners: readonly (Runner | null | undefined)[]): boolean {
  if (!Array.isArray(runners) || runners.length === 0 || runners.length > RUNNER_COUNT_MAX) return false;
  const seen = new Set<number>();
  for (const runner of runners as readonly (Runner | null | undefined)[]) {
    if (runner === null || runner === undefined || !isRunnerId(runner.runnerId) || !isName(runner.name))
      return false;
    seen.add(runner.runnerId);
  }
  return seen.size === runners.length;
}

function isRunnerId(runnerId: number): boolean {
  return Number.isInteger(runnerId) && runnerId >= 1 && runnerId <= RUNNER_ID_MAX;
}
