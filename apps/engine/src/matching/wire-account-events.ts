import type { ExchangeEvent } from '@backlay/contracts';
import { EventKind, type AccountView, type Matcher, type MatcherEvent } from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';
import { SELF_MATCHES, stopOriginName } from './wire-names.js';

const KINDS = [
  EventKind.AccountOpened,
  EventKind.AccountConfigured,
  EventKind.FundsDeposited,
  EventKind.FundsWithdrawn,
  EventKind.AccountStopped,
  EventKind.AccountResumed,
  EventKind.HeartbeatSet,
  EventKind.HeartbeatMissed,
  EventKind.AccountSettled,
  EventKind.SettlementReversed,
] as const;

type AccountMatcherEvent = Extract<MatcherEvent, { readonly kind: (typeof KINDS)[number] }>;

export function isAccountEvent(event: MatcherEvent): event is AccountMatcherEvent {
  return (KINDS as readonly EventKind[]).includes(event.kind);
}

/** An event of an account as the rest of the world gets it. */
export function accountEvent(
  event: AccountMatcherEvent,
  { accounts, matcher }: { readonly accounts: AccountDirectory; readonly matcher: Matcher },
): ExchangeEvent {
  const account: AccountView | undefined = matcher.account(event.account);
  if (account === undefined) throw new Error(`account ${event.account} has an event and is not there`);
  const { currency } = account;
  const accountId = accounts.accountIdOf(event.account);
  switch (event.kind) {
    case EventKind.AccountOpened:
      return { type: 'account.opened', accountId, currency };
    case EventKind.AccountConfigured: {
      const { selfMatch, ...settings } = account.settings;
      return { type: 'account.configured', accountId, selfMatch: SELF_MATCHES[selfMatch], ...settings };
    }
    case EventKind.FundsDeposited:
    case EventKind.FundsWithdrawn: {
      const type = event.kind === EventKind.FundsDeposited ? 'account.deposited' : 'account.withdrawn';
      return { type, accountId, currency, amount: event.amount, balance: event.balance };
    }
    case EventKind.AccountStopped:
      return { type: 'account.stopped', accountId, origin: stopOriginName(event.detail) };
    case EventKind.AccountResumed:
      return { type: 'account.resumed', accountId, origin: stopOriginName(event.detail) };
    case EventKind.HeartbeatSet:
      return { type: 'account.heartbeat-set', accountId, timeoutMs: event.detail };
    case EventKind.HeartbeatMissed:
      return { type: 'account.heartbeat-missed', accountId };
    case EventKind.AccountSettled:
    case EventKind.SettlementReversed: {
      const isSettled = event.kind === EventKind.AccountSettled;
      const type = isSettled ? 'account.settled' : 'account.settlement-reversed';
      const { marketId, profit, commission, balance } = event;
      return { type, accountId, marketId, currency, profit, commission, balance };
    }
  }
}
