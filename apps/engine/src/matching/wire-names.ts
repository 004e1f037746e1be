import type {
  CancelReason as WireCancelReason,
  BettingRules as WireRules,
  LapseReason as WireLapseReason,
  RunnerResult as WireResult,
  SelfMatch as WireSelfMatch,
  Side as WireSide,
} from '@backlay/contracts';
import {
  BetDelayModel,
  CancelReason,
  LapseReason,
  MarketKind,
  Persistence,
  RunnerResult,
  SelfMatch,
  Side,
  StopOrigin,
  TimeInForce,
  type BettingRules,
} from '@backlay/matcher';

/* What the matcher's numbers are called outside the engine. */

export const CANCEL_REASONS: Readonly<Record<CancelReason, WireCancelReason>> = {
  [CancelReason.Requested]: 'REQUESTED',
  [CancelReason.CancelAll]: 'CANCEL_ALL',
  [CancelReason.Replaced]: 'REPLACED',
  [CancelReason.NotFilled]: 'NOT_FILLED',
  [CancelReason.SelfMatch]: 'SELF_MATCH',
  [CancelReason.AccountStopped]: 'ACCOUNT_STOPPED',
  [CancelReason.HeartbeatMissed]: 'HEARTBEAT_MISSED',
};

export const LAPSE_REASONS: Readonly<Record<LapseReason, WireLapseReason>> = {
  [LapseReason.MarketClosed]: 'MARKET_CLOSED',
  [LapseReason.TurnedInPlay]: 'TURNED_IN_PLAY',
  [LapseReason.MarketSuspended]: 'MARKET_SUSPENDED',
  [LapseReason.RunnerRemoved]: 'RUNNER_REMOVED',
  [LapseReason.Expired]: 'EXPIRED',
  [LapseReason.MarketVoided]: 'MARKET_VOIDED',
  [LapseReason.MarketVersion]: 'MARKET_VERSION',
  [LapseReason.FundsShort]: 'FUNDS_SHORT',
};

export const RESULTS: Readonly<Record<RunnerResult, WireResult>> = {
  [RunnerResult.WINNER]: 'WINNER',
  [RunnerResult.PLACED]: 'PLACED',
  [RunnerResult.LOSER]: 'LOSER',
};

export const SELF_MATCHES: Readonly<Record<SelfMatch, WireSelfMatch>> = {
  [SelfMatch.OFF]: 'OFF',
  [SelfMatch.CANCEL_RESTING]: 'CANCEL_RESTING',
  [SelfMatch.CANCEL_INCOMING]: 'CANCEL_INCOMING',
  [SelfMatch.CANCEL_BOTH]: 'CANCEL_BOTH',
};

/** The side's name outside the matcher. */
export function wireSide(side: Side): WireSide {
  return side === Side.BACK ? 'BACK' : 'LAY';
}

/** The side behind a name. */
export function matcherSide(side: WireSide): Side {
  return side === 'BACK' ? Side.BACK : Side.LAY;
}

export function persistenceName(persistence: Persistence): keyof typeof Persistence {
  return persistence === Persistence.PERSIST ? 'PERSIST' : 'LAPSE';
}

export function timeInForceName(timeInForce: TimeInForce): keyof typeof TimeInForce {
  if (timeInForce === TimeInForce.FILL_OR_KILL) return 'FILL_OR_KILL';
  return timeInForce === TimeInForce.FILL_AND_KILL ? 'FILL_AND_KILL' : 'REST';
}

export function stopOriginName(origin: StopOrigin): 'OWNER' | 'OPERATOR' {
  return origin === StopOrigin.Operator ? 'OPERATOR' : 'OWNER';
}

export function wireRules({ kind, betDelayModel, ...rules }: BettingRules): WireRules {
  return {
    ...rules,
    kind: kind === MarketKind.WIN ? 'WIN' : 'PLACE',
    betDelayModel: betDelayModel === BetDelayModel.PASSIVE ? 'PASSIVE' : 'ALL',
  };
}
