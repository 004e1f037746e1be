import type { CreateMarket } from '../command.js';
import { packCurrency } from '../account/currency.js';
import {
  AMOUNT_MAX,
  BET_DELAY_MAX_MS,
  NAME_LENGTH_MAX,
  ORDER_COUNT_MAX,
  RATE_MAX,
  RUNNER_COUNT_MAX,
  RUNNER_ID_MAX,
  SIZE_MAX,
  TIME_MAX_MS,
} from '../limits.js';
import { bandsOf } from '../price-ladder/bands.js';
import { RejectReason } from '../reject-reason.js';
import { BetDelayModel, MarketKind, type BettingRules } from './betting-rules.js';
import type { Runner } from './market-view.js';

/** The first reason, in the documented order, why a market cannot be made as described; None when it can. */
export function refusalOfDescription({ name, runners, ladder, rules }: CreateMarket): RejectReason {
  if (!isName(name)) return RejectReason.MARKET_NAME_INVALID;
  if (!areRunners(runners)) return RejectReason.RUNNERS_INVALID;
  if (bandsOf(ladder) === undefined) return RejectReason.LADDER_INVALID;
  if (rules !== undefined && !areRules(rules, runners.length)) return RejectReason.BETTING_RULES_INVALID;
  return RejectReason.None;
}

function areRules(rules: BettingRules, runnerCount: number): boolean {
  const { kind, winnerCount, fixture, limits } = rules;
  if (kind !== MarketKind.WIN && kind !== MarketKind.PLACE) return false;
  return (
    packCurrency(rules.currency) !== 0 &&
    isWhole(winnerCount, 1, kind === MarketKind.WIN ? 1 : runnerCount) &&
    (fixture === '' || isName(fixture)) &&
    isWhole(rules.startTimeMs, 0, TIME_MAX_MS) &&
    isWhole(rules.baseRate, 0, RATE_MAX) &&
    isWhole(rules.betDelayMs, 0, BET_DELAY_MAX_MS) &&
    isWhole(rules.betDelayModel, BetDelayModel.ALL, BetDelayModel.PASSIVE) &&
    isWhole(limits.sizeMax, 0, SIZE_MAX) &&
    isWhole(limits.liabilityMax, 0, AMOUNT_MAX) &&
    isWhole(limits.exposureMax, 0, AMOUNT_MAX) &&
    isWhole(limits.orderCountMax, 0, ORDER_COUNT_MAX)
  );
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
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
