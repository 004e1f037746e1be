import {
  MarketKind,
  Side,
  commissionOn,
  type HoldingView,
  type MarketPosition,
  type MarketView,
} from '@backlay/matcher';
import { formatExact, formatSigned } from '../money/decimal.js';

/** What an account has in a market, and what each result would bring; settled or not. */
export interface PositionBody {
  readonly accountId: string;
  readonly marketId: number;
  readonly currency: string;
  /** Held back: the worst case, unmatched orders included. */
  readonly reserved: string;
  readonly runners: readonly RunnerPositionBody[];
  readonly sequence: number;
}

/** Of what is matched; with the order asked about, if there is one, matched whole at its price. */
export interface RunnerPositionBody {
  readonly runnerId: number;
  /** What the account's trades on this runner alone bring when it wins, and when it loses: exact, four digits. */
  readonly ifWin: string;
  readonly ifLose: string;
  /** What the whole market brings when this runner wins, rounded down, and after commission; null with several winners. */
  readonly profit: string | null;
  readonly profitAfterCommission: string | null;
}

/** An order that is only asked about. */
export interface SupposedOrder {
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

export interface PositionFacts {
  readonly accountId: string;
  /** Hundredths of a percent. */
  readonly discount: number;
  readonly market: MarketView;
  /** Undefined when the account has nothing in the market. */
  readonly position: MarketPosition | undefined;
  readonly supposed: SupposedOrder | undefined;
  readonly sequence: number;
}

export function positionBody({
  accountId,
  discount,
  market,
  position,
  supposed,
  sequence,
}: PositionFacts): PositionBody {
  const removed = new Set(market.removed.map(({ runnerId }) => runnerId));
  const holdings = market.runners
    .filter(({ runnerId }) => !removed.has(runnerId))
    .map(({ runnerId }) => holdingOf(position, supposed, runnerId));
  const allLose = holdings.reduce((sum, { stake }) => sum - 100 * stake, 0);
  return {
    accountId,
    marketId: market.marketId,
    currency: market.rules?.currency ?? '',
    reserved: formatSigned(position?.reserved ?? 0),
    runners: holdings.map((holding) => ({
      ...ofRunner(holding),
      ...ofMarket(market, discount, allLose + holding.payout),
    })),
    sequence,
  };
}

/** What an account has on a runner in exact numbers, and what it comes to. */
export function ofRunner({ runnerId, stake, payout }: HoldingView) {
  return { runnerId, ifWin: formatExact(payout - 100 * stake), ifLose: formatExact(-100 * stake) };
}

function ofMarket(market: MarketView, discount: number, exact: number) {
  if (market.rules?.kind !== MarketKind.WIN) return { profit: null, profitAfterCommission: null };
  const profit = Math.floor(exact / 100);
  const commission = commissionOn(profit, market.rules.baseRate, discount);
  return { profit: formatSigned(profit), profitAfterCommission: formatSigned(profit - commission) };
}

function holdingOf(
  position: MarketPosition | undefined,
  supposed: SupposedOrder | undefined,
  runnerId: number,
): HoldingView {
  const holding = position?.holdings.find((entry) => entry.runnerId === runnerId) ?? {
    runnerId,
    stake: 0,
    payout: 0,
  };
  if (supposed?.runnerId !== runnerId) return holding;
  const sign = supposed.side === Side.BACK ? 1 : -1;
  return {
    runnerId,
    stake: holding.stake + sign * supposed.size,
    payout: holding.payout + sign * supposed.size * supposed.price,
  };
}
