import { SelfMatch } from '../account/account-settings.js';
import type { CancelAll, CancelOrder, CashOut, PlaceOrder, ReplaceOrder } from '../command.js';
import { CancelReason, EventKind, LapseReason } from '../event.js';
import { BetDelayModel } from '../market/betting-rules.js';
import { PLAIN_TERMS, TargetKind, TimeInForce, type OrderTerms } from '../order/order-terms.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { cancelWhole, factsOf, forgetMatched, lapse, takeOut, trade } from './reference-book.js';
import { accountRefusal, moneyRefusal, placingRefusal, termsRefusal, type Wish } from './reference-checks.js';
import { betsOf } from './reference-exposure.js';
import {
  averageFill,
  levelsOf,
  reachable,
  selfMatchOf,
  sizeAtLimit,
  sizeForTarget,
  wouldMatch,
} from './reference-fill.js';
import { isOnLadder, isWhole } from './reference-rules.js';
import {
  accepts,
  opposite,
  type ReferenceState,
  type TwinMarket,
  type TwinOrder,
} from './reference-state.js';

const SIZE_MAX = 1_000_000_000;
const ACCOUNT_MAX = 2 ** 31 - 1;

export function placeOrder(x: ReferenceState, command: PlaceOrder): RejectReason {
  const { marketId, runnerId, side, price, size, account, terms = PLAIN_TERMS } = command;
  const market = x.market(marketId);
  const refusal = placingRefusal(market);
  if (!market || refusal !== RejectReason.None) return refusal;
  if (!market.runnerIds.includes(runnerId)) return RejectReason.RUNNER_UNKNOWN;
  if (market.removed.has(runnerId)) return RejectReason.RUNNER_REMOVED;
  if (side !== Side.BACK && side !== Side.LAY) return RejectReason.SIDE_INVALID;
  if (!isWhole(price, 101, 1_000_000)) return RejectReason.PRICE_INVALID;
  if (!isOnLadder(market.ladder, price)) return RejectReason.PRICE_OFF_LADDER;
  if (!isWhole(size, 1, SIZE_MAX)) return RejectReason.SIZE_INVALID;
  if (!isWhole(account, 0, ACCOUNT_MAX)) return RejectReason.ACCOUNT_INVALID;
  const wish: Wish = { market, runnerId, side, price, size, account, terms };
  const aboutTerms = termsRefusal(x, wish);
  if (aboutTerms !== RejectReason.None) return aboutTerms;
  // Who is unknown has no self-match rule of its own; what the target then counts does not matter.
  const isKnown = market.rules === undefined || x.accounts.has(account);
  const counted = isKnown ? wish : { ...wish, terms: { ...terms, selfMatch: SelfMatch.OFF } };
  const realSize =
    terms.target === TargetKind.SIZE
      ? size
      : mustWait(x, wish)
        ? sizeAtLimit(wish)
        : sizeForTarget(x, counted);
  if (realSize > SIZE_MAX) return RejectReason.SIZE_INVALID;
  if (realSize < 1) return RejectReason.TARGET_TOO_SMALL;
  return admit(x, { ...wish, size: realSize });
}

/** Places the order when account, limits, money and post-only allow it, instead of `replaced` when there is one. */
function admit(x: ReferenceState, wish: Wish, replaced?: TwinOrder): RejectReason {
  const refusal = accountRefusal(x, wish.market, wish.account, replaced) || moneyRefusal(x, wish, replaced);
  if (refusal !== RejectReason.None) return refusal;
  if (wish.terms.postOnly && wouldMatch(x, wish, wish.price)) return RejectReason.POST_ONLY_WOULD_MATCH;
  if (replaced) cancelWhole(x, replaced, CancelReason.Replaced);
  submit(x, wish, replaced?.orderId ?? 0);
  return RejectReason.None;
}

function mustWait(x: ReferenceState, wish: Wish): boolean {
  const { rules, isInPlay } = wish.market;
  if (rules === undefined || !isInPlay || rules.betDelayMs === 0) return false;
  return rules.betDelayModel === BetDelayModel.ALL || wouldMatch(x, wish, wish.price);
}

function submit(x: ReferenceState, wish: Wish, replacesOrderId: number): void {
  const { market, runnerId, side, price, size, account, terms } = wish;
  const waits = mustWait(x, wish);
  const order: TwinOrder = {
    orderId: x.ids.next(),
    account,
    marketId: market.marketId,
    runnerId,
    side,
    price,
    size,
    sizeRemaining: size,
    terms,
    queued: 0,
    releaseMs: waits ? x.timeMs + market.rules!.betDelayMs : 0,
    armed: x.count(),
  };
  x.orders.set(order.orderId, order);
  if (!market.accounts.includes(account)) {
    market.accounts.push(account);
    x.visits.push({ account, marketId: market.marketId });
  }
  countForRate(x, account);
  x.emit({ kind: EventKind.OrderPlaced, ...factsOf(order), size, replacesOrderId });
  const { persistence, timeInForce, minFillSize, goodTillMs } = terms;
  if (
    persistence !== PLAIN_TERMS.persistence ||
    timeInForce !== TimeInForce.REST ||
    minFillSize + goodTillMs > 0
  ) {
    x.emit({
      kind: EventKind.OrderTermsSet,
      ...factsOf(order),
      persistence,
      timeInForce,
      minFillSize,
      goodTillMs,
    });
  }
  if (waits) x.emit({ kind: EventKind.OrderDelayed, ...factsOf(order), releaseMs: order.releaseMs });
  else bringToBook(x, market, order);
}

function countForRate(x: ReferenceState, account: number): void {
  const owner = x.accounts.get(account);
  if (!owner) return;
  const second = Math.floor(x.timeMs / 1_000);
  owner.ordersInSecond = owner.second === second ? owner.ordersInSecond + 1 : 1;
  owner.second = second;
}

/** The bet delay of an order is over. */
export function release(x: ReferenceState, market: TwinMarket, order: TwinOrder): void {
  const { marketVersion, postOnly } = order.terms;
  order.releaseMs = 0;
  if (marketVersion !== 0 && marketVersion < market.materialVersion) {
    lapse(x, order, LapseReason.MarketVersion);
    return;
  }
  x.emit({ kind: EventKind.OrderReleased, ...factsOf(order), sizeRemaining: order.sizeRemaining });
  if (postOnly && wouldMatch(x, { ...order, market }, order.price)) {
    cancelWhole(x, order, CancelReason.NotFilled);
    return;
  }
  bringToBook(x, market, order);
}

/** Matches what can be matched; the rest rests or is killed. */
function bringToBook(x: ReferenceState, market: TwinMarket, order: TwinOrder): void {
  const { timeInForce, minFillSize } = order.terms;
  if (timeInForce === TimeInForce.FILL_OR_KILL) {
    const size = order.sizeRemaining;
    const fill = averageFill(reachable(x, { ...order, market }), { ...order, size });
    if (fill >= (minFillSize || size)) matchSize(x, market, order, fill);
  } else if (matchAtLimit(x, market, order) === 'stopped') {
    return;
  }
  if (order.sizeRemaining === 0) forgetMatched(x, order);
  else if (timeInForce === TimeInForce.REST) order.queued = x.count();
  else cancelWhole(x, order, CancelReason.NotFilled);
}

/** Matches so much, which was counted before, at whatever prices; orders of its own that lie on the way are cancelled. */
function matchSize(x: ReferenceState, market: TwinMarket, order: TwinOrder, fill: number): void {
  const rule = selfMatchOf(x, { ...order, market });
  let left = fill;
  for (const maker of x.queue(market.marketId, order.runnerId, opposite(order.side))) {
    if (left === 0) break;
    if (maker.account === order.account && rule !== SelfMatch.OFF) {
      cancelWhole(x, maker, CancelReason.SelfMatch);
      continue;
    }
    const size = Math.min(left, maker.sizeRemaining);
    trade(x, market, order, maker, size);
    left -= size;
  }
}

function matchAtLimit(x: ReferenceState, market: TwinMarket, order: TwinOrder): 'done' | 'stopped' {
  const rule = selfMatchOf(x, { ...order, market });
  for (const maker of x.queue(market.marketId, order.runnerId, opposite(order.side))) {
    if (order.sizeRemaining === 0 || !accepts(order.side, order.price, maker.price)) break;
    if (maker.account !== order.account || rule === SelfMatch.OFF) {
      trade(x, market, order, maker, Math.min(order.sizeRemaining, maker.sizeRemaining));
      continue;
    }
    if (rule !== SelfMatch.CANCEL_INCOMING) cancelWhole(x, maker, CancelReason.SelfMatch);
    if (rule !== SelfMatch.CANCEL_RESTING) {
      cancelWhole(x, order, CancelReason.SelfMatch);
      return 'stopped';
    }
  }
  return 'done';
}

export function cancelOrder(x: ReferenceState, { account, orderId, size }: CancelOrder): RejectReason {
  const order = x.orders.get(orderId);
  if (!order || order.account !== account) return RejectReason.ORDER_UNKNOWN;
  if (!isWhole(size, 0, SIZE_MAX)) return RejectReason.SIZE_INVALID;
  const isWholeOrder = size === 0 || size > order.sizeRemaining;
  takeOut(x, order, isWholeOrder ? order.sizeRemaining : size, CancelReason.Requested);
  return RejectReason.None;
}

export function replaceOrder(x: ReferenceState, command: ReplaceOrder): RejectReason {
  const order = x.orders.get(command.orderId);
  if (!order || order.account !== command.account) return RejectReason.ORDER_UNKNOWN;
  const price = command.price === 0 ? order.price : command.price;
  const size = command.size === 0 ? order.sizeRemaining : command.size;
  const market = x.market(order.marketId)!;
  const isNewOrder = price !== order.price || size > order.sizeRemaining;
  const refusal = placingRefusal(market);
  if (isNewOrder && refusal !== RejectReason.None) return refusal;
  if (!isWhole(price, 101, 1_000_000)) return RejectReason.PRICE_INVALID;
  if (!isOnLadder(market.ladder, price)) return RejectReason.PRICE_OFF_LADDER;
  if (!isWhole(size, 1, SIZE_MAX)) return RejectReason.SIZE_INVALID;
  if (!isNewOrder && size === order.sizeRemaining) return RejectReason.NOTHING_TO_CHANGE;
  if (!isNewOrder) {
    takeOut(x, order, order.sizeRemaining - size, CancelReason.Requested);
    return RejectReason.None;
  }
  if (order.terms.minFillSize > size) return RejectReason.MIN_FILL_SIZE_INVALID;
  const { runnerId, side, account } = order;
  return admit(x, { market, runnerId, side, price, size, account, terms: keptTerms(order) }, order);
}

/** Of its terms a replacement keeps those that are about the order; the others were about the command. */
function keptTerms({ terms }: TwinOrder): OrderTerms {
  return { ...terms, latestMs: 0, marketVersion: 0, target: TargetKind.SIZE };
}

export function cancelAll(x: ReferenceState, { account, marketId }: CancelAll): RejectReason {
  if (!x.market(marketId)) return RejectReason.MARKET_UNKNOWN;
  if (!isWhole(account, 0, ACCOUNT_MAX)) return RejectReason.ACCOUNT_INVALID;
  for (const order of x.ordersOf(marketId)) {
    if (order.account === account) cancelWhole(x, order, CancelReason.CancelAll);
  }
  return RejectReason.None;
}

export function cashOut(x: ReferenceState, command: CashOut): RejectReason {
  const { marketId, runnerId, price, account } = command;
  const market = x.market(marketId);
  const refusal = placingRefusal(market);
  if (!market || refusal !== RejectReason.None) return refusal;
  if (!market.runnerIds.includes(runnerId)) return RejectReason.RUNNER_UNKNOWN;
  if (market.removed.has(runnerId)) return RejectReason.RUNNER_REMOVED;
  if (!isWhole(price, 101, 1_000_000)) return RejectReason.PRICE_INVALID;
  if (!isOnLadder(market.ladder, price)) return RejectReason.PRICE_OFF_LADDER;
  if (!isWhole(account, 0, ACCOUNT_MAX)) return RejectReason.ACCOUNT_INVALID;
  const aboutAccount = accountRefusal(x, market, account);
  if (aboutAccount !== RejectReason.None) return aboutAccount;
  if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
  if (!isWhole(command.share, 1, 10_000)) return RejectReason.SHARE_INVALID;

  const payout = payoutOf(market, account, runnerId);
  const target = Math.floor((Math.abs(payout) * command.share) / 10_000);
  if (target === 0) return RejectReason.CASH_OUT_NO_EXPOSURE;
  const terms = { ...PLAIN_TERMS, timeInForce: TimeInForce.FILL_OR_KILL };
  const side = payout > 0 ? Side.LAY : Side.BACK;
  const close = closingSize(levelsOf(reachable(x, { market, runnerId, side, account, terms })), target);
  if (close === undefined) return RejectReason.CASH_OUT_NO_LIQUIDITY;
  if (close.size === 0) return RejectReason.CASH_OUT_NO_EXPOSURE;
  const wish: Wish = { market, runnerId, side, price, size: close.size, account, terms };
  const aboutMoney = moneyRefusal(x, wish);
  if (aboutMoney !== RejectReason.None) return aboutMoney;
  const limit = price * close.size;
  if (side === Side.LAY ? close.paid > limit : close.paid < limit) return RejectReason.CASH_OUT_PRICE_MOVED;
  submit(x, wish, 0);
  return RejectReason.None;
}

/** What the account gets (or has to pay, below 0) when the runner wins, stakes included; in hundredths of a unit. */
function payoutOf(market: TwinMarket, account: number, runnerId: number): number {
  return betsOf(market, account)
    .filter((bet) => bet.runnerId === runnerId)
    .reduce((sum, bet) => sum + (bet.side === Side.BACK ? 1 : -1) * bet.size * bet.price, 0);
}

/** How much of the levels pays that much, and size x price of it; undefined when there is not enough. */
function closingSize(levels: readonly { price: number; size: number }[], target: number) {
  let left = target;
  let size = 0;
  for (const level of levels) {
    const needed = Math.floor(left / level.price);
    const take = Math.min(needed, level.size);
    size += take;
    left -= take * level.price;
    if (needed <= level.size) return { size, paid: target - left };
  }
  return undefined;
}
