import { ACCOUNT_LAYOUT } from '../account/account-layout.js';
import type { HoldingView, MarketPosition } from '../account/account-view.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { lapsed } from '../book/removals.js';
import type { ResettleMarket, SettleMarket } from '../command.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind, LapseReason } from '../event.js';
import { EXPOSURE_LAYOUT, HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { SETTLED_POSITION_COUNT_MAX } from '../limits.js';
import { MarketStatus } from '../market/market-status.js';
import type { Market } from '../market/market.js';
import { ARENA } from '../memory/arena.js';
import { RejectReason } from '../reject-reason.js';
import { RunnerDesk } from '../runner/runner-desk.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { commissionOn, profitOf, type WinningRunners } from './payment.js';
import type { ResultDeclaration } from './result.js';
import { winnersOf } from './winners.js';

const { lines, lineDoubles, accounts, accountDoubles, holdingDoubles, events, eventDoubles } = ARENA;
const { ACCOUNT_DISCOUNT, ACCOUNT_NUMBER, ACCOUNT_RESERVED_F64 } = ACCOUNT_LAYOUT;
const { EVENT_ACCOUNT, EVENT_AMOUNT_F64, EVENT_BALANCE_F64, EVENT_COMMISSION_F64 } = EVENT_LAYOUT;
const { EXPOSURE_ACCOUNT, EXPOSURE_NEXT, EXPOSURE_POSITION, EXPOSURE_RESERVED_F64 } = EXPOSURE_LAYOUT;
const { HOLDING_GROSS_F64, HOLDING_PAYOUT_F64, HOLDING_STAKE_F64 } = HOLDING_LAYOUT;
const { MARKET_CURRENCY } = MARKET_LAYOUT;
const { POSITION_COMMISSION_F64, POSITION_EXPOSURE, POSITION_MARKET, POSITION_PROFIT_F64 } = POSITION_LAYOUT;
const { None } = RejectReason;

const MARKET_VOIDED = lapsed(LapseReason.MarketVoided);

/** Sums of a settlement, in minor units. */
interface Totals {
  profit: number;
  commission: number;
}

/**
 * The end of a market with money: settled by its results, settled again by corrected ones, or void. Every account is
 * paid by what it has matched; what rounding leaves over is the house's, so that no minor unit appears or is lost.
 */
export class SettlementDesk extends RunnerDesk {
  settleMarket(command: SettleMarket): RejectReason {
    const market = this.marketOf(command.marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    const winners = winnersOf(market, command);
    if (typeof winners !== 'object') return winners;
    this.weighMarket(market);
    this.#pay(market, winners, command);
    this.setStatus(market, MarketStatus.SETTLED);
    this.settled.push(market.marketId);
    this.settledPositionCount += this.positionsOf(market).length;
    this.#forgetOldest();
    return None;
  }

  resettleMarket(command: ResettleMarket): RejectReason {
    const market = this.marketOf(command.marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== MarketStatus.SETTLED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.line === 0) return RejectReason.SETTLEMENT_FINAL;
    const winners = winnersOf(market, command);
    if (typeof winners !== 'object') return winners;
    this.#takeBack(market);
    this.#pay(market, winners, command);
    return None;
  }

  /** Nothing that was matched counts; a settlement is taken back first. */
  voidMarket(marketId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status === MarketStatus.VOIDED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    if (market.line === 0) return RejectReason.SETTLEMENT_FINAL;
    if (market.status === MarketStatus.SETTLED) {
      this.#takeBack(market);
      this.settled.splice(this.settled.indexOf(marketId), 1);
      this.settledPositionCount -= this.positionsOf(market).length;
    }
    this.events.appendRare(EventKind.MarketVoided, marketId);
    this.weighMarket(market);
    this.lapseEverything(market, MARKET_VOIDED);
    this.voidAll(market, () => true);
    market.declaration = undefined;
    market.status = MarketStatus.VOIDED;
    this.release(market);
    return None;
  }

  /** What an account has in a market; undefined when it never had an accepted order there, or nothing is kept of it. */
  marketPosition(account: number, marketId: number): MarketPosition | undefined {
    const position = this.positionIndex.find(account, marketId);
    const exposure = position === 0 ? 0 : lines[position + POSITION_EXPOSURE]!;
    return exposure === 0 ? undefined : this.#positionView(exposure);
  }

  /** What an account has in all markets, the one it came to last first. */
  marketPositions(record: number): MarketPosition[] {
    const positions: MarketPosition[] = [];
    let exposure = accounts[record + ACCOUNT_LAYOUT.ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      positions.push(this.#positionView(exposure));
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
    return positions;
  }

  #positionView(exposure: number): MarketPosition {
    return {
      marketId: lines[lines[exposure + EXPOSURE_POSITION]! + POSITION_MARKET]!,
      reserved: this.reservedBy(exposure),
      holdings: [...this.#held(exposure)],
    };
  }

  /** What an account has, runner by runner. */
  *#held(exposure: number): Generator<HoldingView> {
    const marketId = lines[lines[exposure + EXPOSURE_POSITION]! + POSITION_MARKET]!;
    const { runners } = this.markets[marketId - 1]!;
    let place = 0;
    for (const holding of this.holdingsOf(exposure)) {
      const { runnerId } = runners[place]!;
      place += 1;
      const double = holding >> 1;
      if (holdingDoubles[double + HOLDING_GROSS_F64] === 0) continue;
      yield {
        runnerId,
        stake: holdingDoubles[double + HOLDING_STAKE_F64]!,
        payout: holdingDoubles[double + HOLDING_PAYOUT_F64]!,
      };
    }
  }

  #pay(market: Market, winners: WinningRunners, { results, tied }: ResultDeclaration): void {
    const { baseRate } = market.rules!;
    const totals = { profit: 0, commission: 0 };
    for (const position of this.positionsOf(market)) {
      const exposure = lines[position + POSITION_EXPOSURE]!;
      const record = lines[exposure + EXPOSURE_ACCOUNT]!;
      const profit = profitOf(this.#held(exposure), winners);
      const commission = commissionOn(profit, baseRate, accounts[record + ACCOUNT_DISCOUNT]!);
      this.#unreserve(exposure, record);
      this.#book(EventKind.AccountSettled, { market, record, profit, commission }, totals);
      lineDoubles[(position >> 1) + POSITION_PROFIT_F64] = profit;
      lineDoubles[(position >> 1) + POSITION_COMMISSION_F64] = commission;
    }
    market.declaration = declarationOf(results, tied);
    this.#bookHouse(EventKind.MarketSettled, market, totals);
  }

  #takeBack(market: Market): void {
    const totals = { profit: 0, commission: 0 };
    for (const position of this.positionsOf(market)) {
      const record = lines[lines[position + POSITION_EXPOSURE]! + EXPOSURE_ACCOUNT]!;
      const profit = lineDoubles[(position >> 1) + POSITION_PROFIT_F64]!;
      const commission = lineDoubles[(position >> 1) + POSITION_COMMISSION_F64]!;
      this.#book(EventKind.SettlementReversed, { market, record, profit, commission }, totals);
    }
    this.#bookHouse(EventKind.MarketSettlementReversed, market, totals);
  }

  #book(
    kind: EventKind.AccountSettled | EventKind.SettlementReversed,
    of: { market: Market; record: number; profit: number; commission: number },
    totals: Totals,
  ): void {
    const { market, record, profit, commission } = of;
    const sign = kind === EventKind.AccountSettled ? 1 : -1;
    const balance = this.credit(record, sign * (profit - commission));
    // What was granted is not there any more.
    if (this.freeOf(record) < 0) this.weighAll(record);
    totals.profit += profit;
    totals.commission += commission;
    const event = this.events.appendRare(kind, market.marketId);
    events[event + EVENT_ACCOUNT] = accounts[record + ACCOUNT_NUMBER]!;
    eventDoubles[(event >> 1) + EVENT_AMOUNT_F64] = profit;
    eventDoubles[(event >> 1) + EVENT_COMMISSION_F64] = commission;
    eventDoubles[(event >> 1) + EVENT_BALANCE_F64] = balance;
  }

  #bookHouse(
    kind: EventKind.MarketSettled | EventKind.MarketSettlementReversed,
    { marketId, line }: Market,
    { profit, commission }: Totals,
  ): void {
    const sign = kind === EventKind.MarketSettled ? 1 : -1;
    const rounding = 0 - profit;
    const house = this.houseOf(lines[line + MARKET_CURRENCY]!);
    house.commission += sign * commission;
    house.rounding += sign * rounding;
    const event = this.events.appendRare(kind, marketId);
    eventDoubles[(event >> 1) + EVENT_COMMISSION_F64] = commission;
    eventDoubles[(event >> 1) + EVENT_AMOUNT_F64] = rounding;
  }

  /** Nothing is held back for a market that was paid. */
  #unreserve(exposure: number, record: number): void {
    accountDoubles[(record >> 1) + ACCOUNT_RESERVED_F64]! -=
      lineDoubles[(exposure >> 1) + EXPOSURE_RESERVED_F64]!;
    lineDoubles[(exposure >> 1) + EXPOSURE_RESERVED_F64] = 0;
  }

  /** The oldest settlements become final when too many positions are kept for corrections. */
  #forgetOldest(): void {
    while (this.settledPositionCount > SETTLED_POSITION_COUNT_MAX && this.settled.length > 1) {
      const market = this.marketOf(this.settled.shift()!)!;
      this.settledPositionCount -= this.positionsOf(market).length;
      this.release(market);
    }
  }
}

function declarationOf(results: ResultDeclaration['results'], tied: readonly number[]): ResultDeclaration {
  return Object.freeze({
    results: Object.freeze(results.map(({ runnerId, result }) => Object.freeze({ runnerId, result }))),
    tied: Object.freeze([...tied]),
  });
}
