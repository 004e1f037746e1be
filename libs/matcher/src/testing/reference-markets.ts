import type { ChangeStartTime, CreateMarket, RemoveRunner, SuspendMarket, VoidTrades } from '../command.js';
import { EventKind, LapseReason, type MarketEvent } from '../event.js';
import { MarketKind } from '../market/betting-rules.js';
import { MarketStatus } from '../market/market-status.js';
import { Persistence } from '../order/order-terms.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import {
  emitTradeChange,
  factsOf,
  lapse,
  restingOf,
  standingTrades,
  voidTrade,
  waitingOf,
} from './reference-book.js';
import { areRules } from './reference-checks.js';
import { availableOf } from './reference-exposure.js';
import { descriptionRefusal, highestOnLadder, isWhole } from './reference-rules.js';
import { isFinished, type ReferenceState, type TwinMarket } from './reference-state.js';

const { INACTIVE, OPEN, SUSPENDED, CLOSED } = MarketStatus;
const FIRST_VERSION = 1;

export function createMarket(x: ReferenceState, command: CreateMarket): RejectReason {
  const refusal = descriptionRefusal(command);
  if (refusal !== RejectReason.None) return refusal;
  if (!areRules(command)) return RejectReason.BETTING_RULES_INVALID;
  const marketId = x.markets.length + 1;
  x.markets.push({
    marketId,
    runnerIds: command.runners.map((runner) => runner.runnerId),
    removed: new Set(),
    ladder: structuredClone(command.ladder),
    rules: structuredClone(command.rules),
    status: INACTIVE,
    isInPlay: false,
    startTimeMs: command.rules?.startTimeMs ?? 0,
    version: FIRST_VERSION,
    materialVersion: FIRST_VERSION,
    trades: [],
    accounts: [],
    payments: [],
  });
  x.emit({ kind: EventKind.MarketCreated, marketId });
  return RejectReason.None;
}

export function openMarket(x: ReferenceState, marketId: number): RejectReason {
  return move(x, marketId, { from: [INACTIVE], to: OPEN, kind: EventKind.MarketOpened });
}

export function resumeMarket(x: ReferenceState, marketId: number): RejectReason {
  return move(x, marketId, { from: [SUSPENDED], to: OPEN, kind: EventKind.MarketResumed });
}

export function suspendMarket(
  x: ReferenceState,
  { marketId, material = false }: SuspendMarket,
): RejectReason {
  const step = { from: [OPEN], to: SUSPENDED, kind: EventKind.MarketSuspended, material } as const;
  const refusal = move(x, marketId, step);
  if (refusal !== RejectReason.None) return refusal;
  for (const order of waitingOf(x, marketId)) lapse(x, order, LapseReason.MarketSuspended);
  if (material) lapseUnlessPersistent(x, x.market(marketId)!, LapseReason.MarketSuspended);
  return RejectReason.None;
}

export function closeMarket(x: ReferenceState, marketId: number): RejectReason {
  const step = { from: [INACTIVE, OPEN, SUSPENDED], to: CLOSED, kind: EventKind.MarketClosed } as const;
  const refusal = move(x, marketId, step);
  if (refusal === RejectReason.None) lapseAll(x, x.market(marketId)!, LapseReason.MarketClosed);
  return refusal;
}

interface Step {
  readonly from: readonly MarketStatus[];
  readonly to: MarketStatus;
  readonly kind: MarketEvent['kind'];
  readonly material?: boolean;
}

function move(x: ReferenceState, marketId: number, step: Step): RejectReason {
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (!step.from.includes(market.status)) return RejectReason.MARKET_STATUS_CONFLICT;
  market.status = step.to;
  x.emit({ kind: step.kind, marketId });
  changeVersion(x, market, step.material ?? false);
  return RejectReason.None;
}

function changeVersion(x: ReferenceState, market: TwinMarket, isMaterial: boolean): void {
  market.version += 1;
  if (isMaterial) market.materialVersion = market.version;
  if (market.rules === undefined) return;
  const { marketId, version, materialVersion } = market;
  x.emit({ kind: EventKind.MarketVersionChanged, marketId, version, materialVersion });
}

export function lapseAll(x: ReferenceState, market: TwinMarket, reason: LapseReason): void {
  for (const order of waitingOf(x, market.marketId)) lapse(x, order, reason);
  for (const order of restingOf(x, market)) lapse(x, order, reason);
}

function lapseUnlessPersistent(x: ReferenceState, market: TwinMarket, reason: LapseReason): void {
  for (const order of restingOf(x, market)) {
    if (order.terms.persistence === Persistence.LAPSE) lapse(x, order, reason);
  }
}

export function turnInPlay(x: ReferenceState, marketId: number): RejectReason {
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (market.status !== OPEN && market.status !== SUSPENDED) return RejectReason.MARKET_STATUS_CONFLICT;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (market.isInPlay) return RejectReason.IN_PLAY_ALREADY;
  market.isInPlay = true;
  x.emit({ kind: EventKind.MarketTurnedInPlay, marketId });
  changeVersion(x, market, true);
  lapseUnlessPersistent(x, market, LapseReason.TurnedInPlay);
  return RejectReason.None;
}

export function changeStartTime(x: ReferenceState, command: ChangeStartTime): RejectReason {
  const { marketId, startTimeMs } = command;
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (market.status === CLOSED || isFinished(market)) return RejectReason.MARKET_STATUS_CONFLICT;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (!isWhole(startTimeMs, 0, Number.MAX_SAFE_INTEGER)) return RejectReason.START_TIME_INVALID;
  market.startTimeMs = startTimeMs;
  x.emit({ kind: EventKind.MarketStartChanged, marketId });
  changeVersion(x, market, false);
  return RejectReason.None;
}

export function removeRunner(x: ReferenceState, command: RemoveRunner): RejectReason {
  const { marketId, runnerId, reductionFactor } = command;
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (isFinished(market)) return RejectReason.MARKET_STATUS_CONFLICT;
  if (!market.runnerIds.includes(runnerId)) return RejectReason.RUNNER_UNKNOWN;
  if (market.removed.has(runnerId)) return RejectReason.RUNNER_REMOVED;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (!isWhole(reductionFactor, 0, 10_000)) return RejectReason.REDUCTION_FACTOR_INVALID;

  market.removed.add(runnerId);
  x.emit({ kind: EventKind.RunnerRemoved, marketId, runnerId, reductionFactor });
  changeVersion(x, market, true);
  for (const order of waitingOf(x, marketId)) lapse(x, order, LapseReason.RunnerRemoved);
  for (const order of restingOf(x, market)) {
    if (order.runnerId === runnerId) lapse(x, order, LapseReason.RunnerRemoved);
  }
  for (const made of standingTrades(market)) if (made.runnerId === runnerId) voidTrade(x, made);
  for (const made of standingTrades(market)) {
    const before = made.price;
    made.price = reducedPrice(market, before, reductionFactor);
    if (made.price !== before) emitTradeChange(x, EventKind.TradeReduced, made, before);
  }
  reduceLays(x, market, reductionFactor);
  lapseWithoutFunds(x, market);
  return RejectReason.None;
}

/** Domain, section 13: a return is reduced by factors from 2.5 %, winnings by every factor. */
export function reducedPrice(market: Pick<TwinMarket, 'rules'>, price: number, factor: number): number {
  const kept = 10_000 - factor;
  if (market.rules!.kind === MarketKind.WIN) {
    return factor < 250 ? price : Math.max(101, roundHalfUp(price * kept, 10_000));
  }
  return factor === 0 ? price : Math.max(101, 100 + roundHalfUp((price - 100) * kept, 10_000));
}

function roundHalfUp(value: number, divisor: number): number {
  return Math.floor((value * 2 + divisor) / (divisor * 2));
}

function reduceLays(x: ReferenceState, market: TwinMarket, factor: number): void {
  const lapsesFrom = market.rules!.kind === MarketKind.WIN ? 250 : 400;
  for (const order of restingOf(x, market)) {
    if (order.side !== Side.LAY) continue;
    if (order.terms.persistence === Persistence.LAPSE) {
      if (factor >= lapsesFrom) lapse(x, order, LapseReason.RunnerRemoved);
      continue;
    }
    const priceBefore = order.price;
    const reduced = reducedPrice(market, priceBefore, factor);
    if (reduced === priceBefore) continue;
    const price = highestOnLadder(market.ladder, reduced);
    if (price === undefined) {
      lapse(x, order, LapseReason.RunnerRemoved);
      continue;
    }
    order.price = price;
    order.queued = x.count();
    x.emit({
      kind: EventKind.OrderRepriced,
      ...factsOf(order),
      priceBefore,
      sizeRemaining: order.sizeRemaining,
    });
  }
}

export function voidTrades(x: ReferenceState, { marketId, fromMs }: VoidTrades): RejectReason {
  const market = x.market(marketId);
  if (!market) return RejectReason.MARKET_UNKNOWN;
  if (isFinished(market)) return RejectReason.MARKET_STATUS_CONFLICT;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (!isWhole(fromMs, 0, x.timeMs)) return RejectReason.VOID_TIME_INVALID;
  changeVersion(x, market, true);
  for (const made of standingTrades(market)) if (made.timeMs >= fromMs) voidTrade(x, made);
  lapseWithoutFunds(x, market);
  return RejectReason.None;
}

function lapseWithoutFunds(x: ReferenceState, market: TwinMarket): void {
  for (const account of market.accounts) {
    if (availableOf(x, account) >= 0) continue;
    for (const order of x.ordersOf(market.marketId)) {
      if (order.account === account) lapse(x, order, LapseReason.FundsShort);
    }
  }
}
