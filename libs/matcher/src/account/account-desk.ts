import { cancelled, type Removal } from '../book/removals.js';
import {
  StopOrigin,
  type ConfigureAccount,
  type Deposit,
  type Heartbeat,
  type OpenAccount,
  type ResumeAccount,
  type StopAccount,
  type Withdraw,
} from '../command.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { CancelReason, EventKind } from '../event.js';
import { EXPOSURE_LAYOUT } from '../exposure/exposure-layout.js';
import { MONEY_MAX, OPENED_ACCOUNT_COUNT_MAX } from '../limits.js';
import { ARENA } from '../memory/arena.js';
import { OrderDesk } from '../order/order-desk.js';
import { RejectReason } from '../reject-reason.js';
import { DueKind } from '../timing/due-queue.js';
import { isAccount } from '../values.js';
import { ACCOUNT_LAYOUT } from './account-layout.js';
import { areSettings, isAmount, isHeartbeat } from './account-rules.js';
import { ACCOUNT_SETTINGS_DEFAULT, type AccountSettings } from './account-settings.js';
import { packCurrency } from './currency.js';

const { lines, accounts, accountDoubles, events, eventDoubles } = ARENA;
const {
  ACCOUNT_CURRENCY,
  ACCOUNT_DEADLINE_F64,
  ACCOUNT_DISCOUNT,
  ACCOUNT_EXPOSURE_MAX_F64,
  ACCOUNT_GUARDS,
  ACCOUNT_HEARTBEAT,
  ACCOUNT_LATEST_EXPOSURE,
  ACCOUNT_LIABILITY_MAX_F64,
  ACCOUNT_NUMBER,
  ACCOUNT_ORDER_COUNT_MAX,
  ACCOUNT_RATE_COUNT,
  ACCOUNT_RATE_MAX,
  ACCOUNT_RATE_SECOND_F64,
  ACCOUNT_SELF_MATCH,
  ACCOUNT_SIZE_MAX,
  GUARD_LIMITED,
  GUARD_STOPPED_BY_OPERATOR,
  GUARD_STOPPED_BY_OWNER,
} = ACCOUNT_LAYOUT;
const { EVENT_ACCOUNT, EVENT_AMOUNT_F64, EVENT_BALANCE_F64, EVENT_DETAIL } = EVENT_LAYOUT;
const { EXPOSURE_NEXT, EXPOSURE_POSITION } = EXPOSURE_LAYOUT;
const { None } = RejectReason;

const STOPPED = cancelled(CancelReason.AccountStopped);
const HEARTBEAT_MISSED = cancelled(CancelReason.HeartbeatMissed);

/** What happens to an account as such: opened, configured, money in and out, stopped, watched for a sign of life. */
export class AccountDesk extends OrderDesk {
  openAccount({ account, currency }: OpenAccount): RejectReason {
    if (!isAccount(account)) return RejectReason.ACCOUNT_INVALID;
    if (this.accountRecord(account) !== 0) return RejectReason.ACCOUNT_EXISTS;
    const packed = packCurrency(currency);
    if (packed === 0) return RejectReason.CURRENCY_INVALID;
    if (this.accountIndex.count >= OPENED_ACCOUNT_COUNT_MAX) return RejectReason.POSITION_LIMIT_REACHED;
    const record = this.accounts.takeBlank();
    accounts[record + ACCOUNT_NUMBER] = account;
    accounts[record + ACCOUNT_CURRENCY] = packed;
    this.accountIndex.add(record);
    this.#setSettings(record, ACCOUNT_SETTINGS_DEFAULT);
    this.houseOf(packed);
    this.#tell(EventKind.AccountOpened, record);
    return None;
  }

  configureAccount({ account, settings }: ConfigureAccount): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if (!areSettings(settings)) return RejectReason.SETTINGS_INVALID;
    this.weighAll(record);
    this.#setSettings(record, settings);
    this.#tell(EventKind.AccountConfigured, record);
    return None;
  }

  deposit({ account, amount }: Deposit): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if (!isAmount(amount)) return RejectReason.AMOUNT_INVALID;
    const house = this.houseOf(accounts[record + ACCOUNT_CURRENCY]!);
    if (house.paidIn + amount > MONEY_MAX) return RejectReason.MONEY_LIMIT_REACHED;
    house.paidIn += amount;
    this.#tellFunds(EventKind.FundsDeposited, record, amount, this.credit(record, amount));
    return None;
  }

  withdraw({ account, amount }: Withdraw): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if (!isAmount(amount)) return RejectReason.AMOUNT_INVALID;
    if (amount > this.freeOf(record) && amount > this.freeExactlyOf(record))
      return RejectReason.INSUFFICIENT_FUNDS;
    this.houseOf(accounts[record + ACCOUNT_CURRENCY]!).paidIn -= amount;
    this.#tellFunds(EventKind.FundsWithdrawn, record, amount, this.credit(record, -amount));
    return None;
  }

  /** Cancels everything of the account; doing it twice is no refusal. */
  stopAccount({ account, origin }: StopAccount): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if (guardOf(origin) === 0) return RejectReason.SETTINGS_INVALID;
    this.weighAll(record);
    accounts[record + ACCOUNT_GUARDS]! |= guardOf(origin);
    this.#tell(EventKind.AccountStopped, record, origin);
    this.#cancelEverything(record, STOPPED);
    return None;
  }

  resumeAccount({ account, origin }: ResumeAccount): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if ((accounts[record + ACCOUNT_GUARDS]! & guardOf(origin)) === 0) return RejectReason.ACCOUNT_NOT_STOPPED;
    accounts[record + ACCOUNT_GUARDS]! &= ~guardOf(origin);
    this.#tell(EventKind.AccountResumed, record, origin);
    return None;
  }

  heartbeat({ account, timeoutMs }: Heartbeat): RejectReason {
    const record = this.accountRecord(account);
    if (record === 0) return unknown(account);
    if (!isHeartbeat(timeoutMs)) return RejectReason.TIMEOUT_INVALID;
    const deadlineMs = timeoutMs === 0 ? 0 : this.nowMs + timeoutMs;
    accounts[record + ACCOUNT_HEARTBEAT] = timeoutMs;
    if (deadlineMs !== 0 && deadlineMs !== accountDoubles[(record >> 1) + ACCOUNT_DEADLINE_F64]) {
      accountDoubles[(record >> 1) + ACCOUNT_DEADLINE_F64] = deadlineMs;
      this.due.add(DueKind.Heartbeat, record, deadlineMs, this.isStillDue);
    }
    accountDoubles[(record >> 1) + ACCOUNT_DEADLINE_F64] = deadlineMs;
    this.#tell(EventKind.HeartbeatSet, record, timeoutMs);
    return None;
  }

  /** No sign of life came in time. */
  protected missHeartbeat(record: number): void {
    accounts[record + ACCOUNT_HEARTBEAT] = 0;
    accountDoubles[(record >> 1) + ACCOUNT_DEADLINE_F64] = 0;
    this.#tell(EventKind.HeartbeatMissed, record);
    this.#cancelEverything(record, HEARTBEAT_MISSED);
  }

  protected override isHeartbeatDue(record: number, timeMs: number): boolean {
    return accountDoubles[(record >> 1) + ACCOUNT_DEADLINE_F64] === timeMs;
  }

  /** Market by market, in the order in which the account first came to them; those without money last, by their ids. */
  #cancelEverything(record: number, cause: Removal): void {
    const positions: number[] = [];
    let exposure = accounts[record + ACCOUNT_LATEST_EXPOSURE]!;
    while (exposure !== 0) {
      positions.push(lines[exposure + EXPOSURE_POSITION]!);
      exposure = lines[exposure + EXPOSURE_NEXT]!;
    }
    for (const position of positions.reverse()) this.takeOutAll(position, cause);
    const account = accounts[record + ACCOUNT_NUMBER]!;
    for (const { marketId, line, rules } of this.markets) {
      const position = line === 0 || rules !== undefined ? 0 : this.positionIndex.find(account, marketId);
      if (position !== 0) this.takeOutAll(position, cause);
    }
  }

  #setSettings(record: number, settings: AccountSettings): void {
    const { sizeMax, liabilityMax, exposureMax, orderCountMax, ordersPerSecondMax } = settings;
    accounts[record + ACCOUNT_DISCOUNT] = settings.discount;
    accounts[record + ACCOUNT_SELF_MATCH] = settings.selfMatch;
    accounts[record + ACCOUNT_SIZE_MAX] = sizeMax;
    accounts[record + ACCOUNT_ORDER_COUNT_MAX] = orderCountMax;
    accounts[record + ACCOUNT_RATE_MAX] = ordersPerSecondMax;
    accounts[record + ACCOUNT_RATE_COUNT] = 0;
    accountDoubles[(record >> 1) + ACCOUNT_LIABILITY_MAX_F64] = liabilityMax;
    accountDoubles[(record >> 1) + ACCOUNT_EXPOSURE_MAX_F64] = exposureMax;
    accountDoubles[(record >> 1) + ACCOUNT_RATE_SECOND_F64] = 0;
    const isLimited = [sizeMax, liabilityMax, exposureMax, orderCountMax, ordersPerSecondMax].some(Boolean);
    const stops = accounts[record + ACCOUNT_GUARDS]! & ~GUARD_LIMITED;
    accounts[record + ACCOUNT_GUARDS] = isLimited ? stops | GUARD_LIMITED : stops;
  }

  #tell(kind: EventKind, record: number, detail = 0): void {
    const event = this.events.appendRare(kind, 0);
    events[event + EVENT_ACCOUNT] = accounts[record + ACCOUNT_NUMBER]!;
    events[event + EVENT_DETAIL] = detail;
  }

  #tellFunds(kind: EventKind, record: number, amount: number, balance: number): void {
    const event = this.events.appendRare(kind, 0);
    events[event + EVENT_ACCOUNT] = accounts[record + ACCOUNT_NUMBER]!;
    eventDoubles[(event >> 1) + EVENT_AMOUNT_F64] = amount;
    eventDoubles[(event >> 1) + EVENT_BALANCE_F64] = balance;
  }
}

/** The guard's bit of an origin; 0 for what is none. */
function guardOf(origin: StopOrigin): number {
  if (origin === StopOrigin.Operator) return GUARD_STOPPED_BY_OPERATOR;
  return origin === StopOrigin.Owner ? GUARD_STOPPED_BY_OWNER : 0;
}

/** Why there is no record of an account. */
function unknown(account: number): RejectReason {
  return isAccount(account) ? RejectReason.ACCOUNT_UNKNOWN : RejectReason.ACCOUNT_INVALID;
}
