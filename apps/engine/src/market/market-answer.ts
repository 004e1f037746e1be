import type { PriceLadder, Runner } from '@backlay/contracts';
import { MarketStatus, type BettingRules, type MarketView } from '@backlay/matcher';
import { RESULTS, wireRules } from '../matching/wire-names.js';
import { formatHundredths } from '../money/decimal.js';

/** ISO 4217's code for no currency. */
export const NO_CURRENCY = 'XXX';

/** A market as clients see it. */
export interface MarketBody {
  readonly marketId: number;
  readonly name: string;
  readonly status: keyof typeof MarketStatus;
  readonly runners: readonly RunnerBody[];
  readonly ladder: LadderBody;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** `XXX` for a market without money, which has none of what follows. */
  readonly currency: string;
  readonly kind?: 'WIN' | 'PLACE';
  readonly winners?: number;
  readonly fixture?: string;
  readonly startTime?: string | null;
  readonly inPlay?: boolean;
  readonly version?: number;
  /** An order made for an earlier version is refused. */
  readonly materialVersion?: number;
  /** Percent. */
  readonly baseRate?: string;
  readonly betDelayMs?: number;
  readonly betDelayModel?: 'ALL' | 'PASSIVE';
  readonly limits?: LimitsBody;
  readonly tied?: readonly number[];
}

export type RunnerStatus = 'ACTIVE' | 'REMOVED' | 'WINNER' | 'PLACED' | 'LOSER';

export interface RunnerBody extends Runner {
  readonly status: RunnerStatus;
  /** Percent, of a removed runner. */
  readonly reductionFactor?: string;
}

/** What any account may do in the market; null is no limit. */
export interface LimitsBody {
  readonly sizeMax: string | null;
  readonly liabilityMax: string | null;
  readonly exposureMax: string | null;
  readonly orderCountMax: number | null;
}

/** The price ladder with prices as decimals. */
export type LadderBody =
  | { readonly kind: 'CLASSIC' | 'FINEST' }
  | {
      readonly kind: 'CUSTOM';
      readonly bands: readonly { readonly from: string; readonly to: string; readonly step: string }[];
    };

/** Answer to a command on a market: the market as the command left it. */
export interface MarketStepBody extends MarketBody {
  readonly sequence: number;
}

export function marketBody(market: MarketView): MarketBody {
  return {
    marketId: market.marketId,
    name: market.name,
    status: marketStatusName(market.status),
    runners: market.runners.map((runner) => runnerBody(market, runner)),
    ladder: ladderBody(market.ladder),
    createdAt: new Date(market.createdAtMs).toISOString(),
    ...(market.rules === undefined ? { currency: NO_CURRENCY } : rulesBody(market, market.rules)),
  };
}

function runnerBody({ removed, declaration }: MarketView, { runnerId, name }: Runner): RunnerBody {
  const gone = removed.find((runner) => runner.runnerId === runnerId);
  if (gone !== undefined) {
    return { runnerId, name, status: 'REMOVED', reductionFactor: formatHundredths(gone.reductionFactor) };
  }
  const result = declaration?.results.find((entry) => entry.runnerId === runnerId)?.result;
  return { runnerId, name, status: result === undefined ? 'ACTIVE' : RESULTS[result] };
}

function rulesBody(market: MarketView, rules: BettingRules): Omit<MarketBody, keyof Undecorated> {
  const { currency, kind, winnerCount, fixture, baseRate, betDelayMs, betDelayModel, limits } =
    wireRules(rules);
  const { startTimeMs, inPlay, version, materialVersion, declaration } = market;
  return {
    currency,
    kind,
    winners: winnerCount,
    fixture,
    startTime: startTimeMs === 0 ? null : new Date(startTimeMs).toISOString(),
    inPlay,
    version,
    materialVersion,
    baseRate: formatHundredths(baseRate),
    betDelayMs,
    betDelayModel,
    limits: {
      sizeMax: moneyOrNull(limits.sizeMax),
      liabilityMax: moneyOrNull(limits.liabilityMax),
      exposureMax: moneyOrNull(limits.exposureMax),
      orderCountMax: limits.orderCountMax === 0 ? null : limits.orderCountMax,
    },
    ...(declaration !== undefined && { tied: declaration.tied }),
  };
}

/** What a market without money has, too. */
type Undecorated = Pick<MarketBody, 'marketId' | 'name' | 'status' | 'runners' | 'ladder' | 'createdAt'>;

function moneyOrNull(hundredths: number): string | null {
  return hundredths === 0 ? null : formatHundredths(hundredths);
}

export function marketStatusName(status: MarketStatus): keyof typeof MarketStatus {
  return MarketStatus[status] as keyof typeof MarketStatus;
}

function ladderBody(ladder: PriceLadder): LadderBody {
  if (ladder.kind !== 'CUSTOM') return { kind: ladder.kind };
  const bands = ladder.bands.map(({ from, to, step }) => ({
    from: formatHundredths(from),
    to: formatHundredths(to),
    step: formatHundredths(step),
  }));
  return { kind: 'CUSTOM', bands };
}
