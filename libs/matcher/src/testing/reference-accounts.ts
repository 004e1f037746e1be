import { ACCOUNT_SETTINGS_DEFAULT } from '../account/account-settings.js';
import type {
  ConfigureAccount,
  Deposit,
  Heartbeat,
  OpenAccount,
  ResumeAccount,
  StopAccount,
  Withdraw,
} from '../command.js';
import { CancelReason, EventKind, type AccountEvent } from '../event.js';
import { RejectReason } from '../reject-reason.js';
import { cancelWhole } from './reference-book.js';
import { areSettings, isCurrency } from './reference-checks.js';
import { availableOf } from './reference-exposure.js';
import { isWhole } from './reference-rules.js';
import type { ReferenceState } from './reference-state.js';

const AMOUNT_MAX = 10 ** 12;

export function openAccount(x: ReferenceState, { account, currency }: OpenAccount): RejectReason {
  if (!isWhole(account, 0, 2 ** 31 - 1)) return RejectReason.ACCOUNT_INVALID;
  if (x.accounts.has(account)) return RejectReason.ACCOUNT_EXISTS;
  if (!isCurrency(currency)) return RejectReason.CURRENCY_INVALID;
  x.accounts.set(account, {
    account,
    currency,
    balance: 0,
    settings: ACCOUNT_SETTINGS_DEFAULT,
    stops: new Set(),
    heartbeat: undefined,
    second: -1,
    ordersInSecond: 0,
  });
  return told(x, EventKind.AccountOpened, account);
}

export function configureAccount(x: ReferenceState, { account, settings }: ConfigureAccount): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  if (!areSettings(settings)) return RejectReason.SETTINGS_INVALID;
  owner.settings = { ...settings };
  // Orders are counted against a limit from when it is set.
  owner.second = -1;
  return told(x, EventKind.AccountConfigured, account);
}

export function deposit(x: ReferenceState, { account, amount }: Deposit): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  if (!isWhole(amount, 1, AMOUNT_MAX)) return RejectReason.AMOUNT_INVALID;
  owner.balance += amount;
  x.house(owner.currency).paidIn += amount;
  x.emit({ kind: EventKind.FundsDeposited, account, amount, balance: owner.balance });
  return RejectReason.None;
}

export function withdraw(x: ReferenceState, { account, amount }: Withdraw): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  if (!isWhole(amount, 1, AMOUNT_MAX)) return RejectReason.AMOUNT_INVALID;
  if (amount > availableOf(x, account)) return RejectReason.INSUFFICIENT_FUNDS;
  owner.balance -= amount;
  x.house(owner.currency).paidIn -= amount;
  x.emit({ kind: EventKind.FundsWithdrawn, account, amount, balance: owner.balance });
  return RejectReason.None;
}

export function stopAccount(x: ReferenceState, { account, origin }: StopAccount): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  owner.stops.add(origin);
  told(x, EventKind.AccountStopped, account, origin);
  cancelEverywhere(x, account, CancelReason.AccountStopped);
  return RejectReason.None;
}

export function resumeAccount(x: ReferenceState, { account, origin }: ResumeAccount): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  if (!owner.stops.delete(origin)) return RejectReason.ACCOUNT_NOT_STOPPED;
  return told(x, EventKind.AccountResumed, account, origin);
}

export function heartbeat(x: ReferenceState, { account, timeoutMs }: Heartbeat): RejectReason {
  const owner = x.accounts.get(account);
  if (!owner) return unknown(account);
  if (timeoutMs !== 0 && !isWhole(timeoutMs, 1_000, 3_600_000)) return RejectReason.TIMEOUT_INVALID;
  owner.heartbeat = timeoutMs === 0 ? undefined : { dueMs: x.timeMs + timeoutMs, armed: x.count() };
  return told(x, EventKind.HeartbeatSet, account, timeoutMs);
}

/** No sign of life came in time. */
export function missHeartbeat(x: ReferenceState, account: number): void {
  x.accounts.get(account)!.heartbeat = undefined;
  told(x, EventKind.HeartbeatMissed, account);
  cancelEverywhere(x, account, CancelReason.HeartbeatMissed);
}

/** Market by market as the account first came to them, in each in the order of placing. */
function cancelEverywhere(x: ReferenceState, account: number, reason: CancelReason): void {
  const first = new Map(
    x.visits.filter((visit) => visit.account === account).map((visit, nth) => [visit.marketId, nth]),
  );
  const own = [...x.orders.values()].filter((order) => order.account === account);
  // The sort is stable: within a market the order of placing stays.
  own.sort((a, b) => first.get(a.marketId)! - first.get(b.marketId)!);
  for (const order of own) cancelWhole(x, order, reason);
}

function unknown(account: number): RejectReason {
  return isWhole(account, 0, 2 ** 31 - 1) ? RejectReason.ACCOUNT_UNKNOWN : RejectReason.ACCOUNT_INVALID;
}

function told(x: ReferenceState, kind: AccountEvent['kind'], account: number, detail = 0): RejectReason {
  x.emit({ kind, account, detail });
  return RejectReason.None;
}
