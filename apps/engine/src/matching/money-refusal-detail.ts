import {
  CommandKind,
  RejectReason,
  Side,
  TargetKind,
  type AccountView,
  type MarketLimits,
  type MarketView,
} from '@backlay/matcher';
import { formatHundredths, formatSigned } from '../money/decimal.js';
import type { EngineCommand } from './engine-command.js';
import type { Exchange } from './exchange.js';

/**
 * What was wrong with a command about money, with the numbers it was refused by; undefined where the description of the
 * reason says all. A refusal changes nothing, so that the account here is the one that was looked at.
 */
export function moneyRefusalDetail(
  exchange: Exchange,
  command: EngineCommand,
  reason: RejectReason,
): string | undefined {
  const accountId = accountIdIn(command);
  const account = exchange.matcher.account(exchange.accounts.numberOf(accountId));
  switch (reason) {
    case RejectReason.ACCOUNT_UNKNOWN:
      return `There is no account ${accountId}; an operator opens it first (POST /v1/accounts).`;
    case RejectReason.ACCOUNT_EXISTS:
      return `The account ${accountId} is open already, in ${account?.currency}.`;
    case RejectReason.CURRENCY_MISMATCH:
      return `The account ${accountId} is in ${account?.currency}, the market in ${marketCurrency(exchange, command)}.`;
    case RejectReason.ACCOUNT_STOPPED: {
      const who = account?.stoppedByOperator === true ? 'an operator' : 'its owner';
      return `The account ${accountId} was stopped by ${who}; it can cancel, and place again when the stop is lifted.`;
    }
    case RejectReason.INSUFFICIENT_FUNDS: {
      const free = (account?.balance ?? 0) - (account?.reserved ?? 0);
      return `The account ${accountId} has ${formatSigned(free)} free of ${formatSigned(account?.balance ?? 0)}; ${wantOf(command)} more than that.`;
    }
    case RejectReason.ORDER_RATE_EXCEEDED:
      return `The account ${accountId} may place ${account?.settings.ordersPerSecondMax} orders in one second; the next second is another one.`;
    case RejectReason.ORDER_COUNT_EXCEEDED:
      return limitDetail(exchange, command, account, { field: 'orderCountMax', of: 'orders in books' });
    case RejectReason.SIZE_LIMIT_EXCEEDED:
      return limitDetail(exchange, command, account, { field: 'sizeMax', of: 'of size in one order' });
    case RejectReason.LIABILITY_LIMIT_EXCEEDED:
      return limitDetail(exchange, command, account, {
        field: 'liabilityMax',
        of: 'of liability in one order',
      });
    case RejectReason.EXPOSURE_LIMIT_EXCEEDED:
      return limitDetail(exchange, command, account, { field: 'exposureMax', of: 'of exposure' });
    case RejectReason.MONEY_LIMIT_REACHED:
      return `The exchange cannot count more than it holds of ${account?.currency}.`;
    case RejectReason.CASH_OUT_NO_EXPOSURE:
      return `The account ${accountId} has nothing matched on the runner that could be closed.`;
    default:
      return undefined;
  }
}

/** What the number of an order that stands in place of a size is. */
const TARGET_WORDS: Readonly<Record<TargetKind, string>> = {
  [TargetKind.SIZE]: '',
  [TargetKind.PAYOUT]: 'for a payout of ',
  [TargetKind.BACKERS_PROFIT]: "for a backer's profit of ",
};

function wantOf(command: EngineCommand): string {
  if (command.kind === CommandKind.Withdraw) return `${formatHundredths(command.amount)} is`;
  if (command.kind !== CommandKind.PlaceOrder) return 'the worst case of this would cost';
  const { side, size, price, terms } = command;
  const what = TARGET_WORDS[terms?.target ?? TargetKind.SIZE];
  return `the worst case with ${side === Side.BACK ? 'BACK' : 'LAY'} ${what}${formatHundredths(size)} at ${formatHundredths(price)} would cost`;
}

/** A limit that both accounts and markets may have, and what it counts. */
interface Limit {
  readonly field: keyof MarketLimits;
  readonly of: string;
}

/** The limits that there are, of the account over all markets and of anybody in this one: an order has to keep to both. */
function limitDetail(
  exchange: Exchange,
  command: EngineCommand,
  account: AccountView | undefined,
  { field, of }: Limit,
): string {
  const write = (limit: number) => (field === 'orderCountMax' ? String(limit) : formatHundredths(limit));
  const ofAccount = account?.settings[field] ?? 0;
  const ofMarket = marketOf(exchange, command)?.rules?.limits[field] ?? 0;
  const limits = [
    ...(ofAccount === 0 ? [] : [`the account ${accountIdIn(command)} may have ${write(ofAccount)}`]),
    ...(ofMarket === 0 ? [] : [`anybody in this market may have ${write(ofMarket)}`]),
  ];
  return `This order would be too much: ${limits.join(', and ')} ${of}.`;
}

function marketCurrency(exchange: Exchange, command: EngineCommand): string {
  return marketOf(exchange, command)?.rules?.currency ?? 'another currency';
}

function marketOf({ matcher, orders }: Exchange, command: EngineCommand): MarketView | undefined {
  if ('marketId' in command) return matcher.market(command.marketId);
  return 'orderId' in command ? matcher.market(orders.find(command.orderId)?.marketId ?? 0) : undefined;
}

function accountIdIn(command: EngineCommand): string {
  return 'subjectId' in command ? command.subjectId : command.accountId;
}
