import type {
  AccountFunded,
  AccountSettled,
  MarketSettled,
  MarketSettlementReversed,
  SequencedExchangeEvent,
} from '@backlay/contracts';
import { accountMoney, commissionOf, marketClearing, outsideWorld, roundingOf } from './ledger-account.js';
import type { EntryKind } from './ledger-entry.entity.js';
import { LedgerError } from './ledger-error.js';

/** An amount that goes from one ledger account to another; minor units. */
export interface Movement {
  readonly kind: EntryKind;
  readonly debit: string;
  readonly credit: string;
  /** Always above 0. */
  readonly amount: number;
}

/** What one event books. */
export interface BookedEvent {
  readonly sequence: number;
  readonly index: number;
  readonly timeMs: number;
  readonly currency: string;
  readonly marketId: number | null;
  /** The exchange account it is about, with its balance before and after; undefined when it is about none. */
  readonly account:
    { readonly accountId: string; readonly before: number; readonly after: number } | undefined;
  /** In order; none when nothing moves, such as for a profit of 0. */
  readonly movements: readonly Movement[];
}

/**
 * Turns events into movements, and sees that every settlement, and every reversal of one, pays out exactly what it takes in.
 * @throws LedgerError when one does not
 */
export function bookEvents(events: readonly SequencedExchangeEvent[]): BookedEvent[] {
  const booked: BookedEvent[] = [];
  const payments = new Payments();
  for (const { data: event, sequence, index, timeMs } of events) {
    const at = { sequence, index, timeMs };
    switch (event.type) {
      case 'account.deposited':
      case 'account.withdrawn':
        booked.push({ ...at, ...bookFunds(event) });
        break;
      case 'account.settled':
      case 'account.settlement-reversed':
        payments.add(event, sequence);
        booked.push({ ...at, ...bookPayment(event) });
        break;
      case 'market.settled':
      case 'market.settlement-reversed':
        payments.close(event, sequence);
        booked.push({ ...at, ...bookRounding(event) });
        break;
      default:
    }
  }
  payments.assertClosed();
  return booked;
}

type Booking = Omit<BookedEvent, 'sequence' | 'index' | 'timeMs'>;

function bookFunds({ type, accountId, currency, amount, balance }: AccountFunded): Booking {
  assertWhole(amount, balance);
  const [money, outside] = [accountMoney(accountId), outsideWorld(currency)];
  const isDeposit = type === 'account.deposited';
  const before = isDeposit ? balance - amount : balance + amount;
  const movement: Movement = isDeposit
    ? { kind: 'DEPOSIT', debit: outside, credit: money, amount }
    : { kind: 'WITHDRAWAL', debit: money, credit: outside, amount };
  const account = { accountId, before, after: balance };
  return { currency, marketId: null, account, movements: [movement] };
}

/** A reversal goes the way back, last step first. */
function bookPayment(event: AccountSettled): Booking {
  const { accountId, marketId, currency, profit, commission, balance } = event;
  assertWhole(profit, commission, balance);
  const money = accountMoney(accountId);
  const market = marketClearing(marketId);
  const isReversal = event.type === 'account.settlement-reversed';
  const sign = isReversal ? -1 : 1;
  const movements = isReversal
    ? [
        transfer('COMMISSION_REVERSED', commissionOf(currency), money, commission),
        transfer('PROFIT_REVERSED', money, market, profit),
      ]
    : [
        transfer('PROFIT', market, money, profit),
        transfer('COMMISSION', money, commissionOf(currency), commission),
      ];
  const account = { accountId, before: balance - sign * (profit - commission), after: balance };
  return { currency, marketId, account, movements: movements.flat() };
}

function bookRounding(event: MarketSettled | MarketSettlementReversed): Booking {
  const { marketId, currency, rounding } = event;
  const [market, kept] = [marketClearing(marketId), roundingOf(currency)];
  const movements =
    event.type === 'market.settled'
      ? transfer('ROUNDING', market, kept, rounding)
      : transfer('ROUNDING_REVERSED', kept, market, rounding);
  return { currency, marketId, account: undefined, movements };
}

/** An amount below 0 goes the other way; 0 is no movement. */
function transfer(kind: EntryKind, from: string, to: string, amount: number): Movement[] {
  if (amount === 0) return [];
  return [
    amount > 0
      ? { kind, debit: from, credit: to, amount }
      : { kind, debit: to, credit: from, amount: -amount },
  ];
}

function assertWhole(...amounts: readonly number[]): void {
  for (const amount of amounts) {
    if (!Number.isSafeInteger(amount)) {
      throw new LedgerError(`an amount of ${amount} is no whole number of minor units below 2^53`);
    }
  }
}

interface Sums {
  readonly sequence: number;
  readonly isReversal: boolean;
  profit: bigint;
  commission: bigint;
}

/** What the accounts of a market were paid (or had to give back) so far by the command at hand. */
class Payments {
  readonly #open = new Map<number, Sums>();

  add({ type, marketId, profit, commission }: AccountSettled, sequence: number): void {
    const sums = this.#sumsOf(marketId, sequence, type === 'account.settlement-reversed');
    sums.profit += BigInt(profit);
    sums.commission += BigInt(commission);
  }

  close(event: MarketSettled | MarketSettlementReversed, sequence: number): void {
    const { marketId, commission, rounding } = event;
    assertWhole(commission, rounding);
    const sums = this.#sumsOf(marketId, sequence, event.type === 'market.settlement-reversed');
    this.#open.delete(marketId);
    const rest = sums.profit + BigInt(rounding);
    if (rest !== 0n) {
      throw new LedgerError(
        `${event.type} of market ${marketId} in sequence ${sequence}: profits of ${sums.profit} and rounding of ${rounding} ` +
          `leave ${rest} minor units in the market; together they must be 0`,
      );
    }
    if (sums.commission !== BigInt(commission)) {
      throw new LedgerError(
        `${event.type} of market ${marketId} in sequence ${sequence}: its commission is ${commission}, ` +
          `that of its accounts ${sums.commission}; both must be the same`,
      );
    }
  }

  assertClosed(): void {
    for (const [marketId, { sequence }] of this.#open) {
      throw new LedgerError(
        `accounts of market ${marketId} were paid in sequence ${sequence}, but no event of the market says with what`,
      );
    }
  }

  #sumsOf(marketId: number, sequence: number, isReversal: boolean): Sums {
    const known = this.#open.get(marketId);
    if (known !== undefined) {
      if (known.sequence === sequence && known.isReversal === isReversal) return known;
      this.assertClosed();
    }
    const sums = { sequence, isReversal, profit: 0n, commission: 0n };
    this.#open.set(marketId, sums);
    return sums;
  }
}
