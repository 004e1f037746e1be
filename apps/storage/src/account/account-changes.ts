import type { AccountConfigured, SelfMatch, SequencedExchangeEvent } from '@backlay/contracts';

/** Settings of an account that nobody has configured. */
const SETTINGS_DEFAULT = {
  discount: 0,
  selfMatch: 'CANCEL_RESTING' satisfies SelfMatch,
  sizeMax: 0,
  liabilityMax: 0,
  exposureMax: 0,
  orderCountMax: 0,
  ordersPerSecondMax: 0,
} as const;

type Settings = Omit<AccountConfigured, 'type' | 'accountId'>;

/** How a batch leaves an account; null: as it was. */
export interface AccountChange {
  readonly accountId: string;
  /** When it was opened in the batch. */
  readonly opened:
    { readonly currency: string; readonly sequence: number; readonly timeMs: number } | undefined;
  balance: number | null;
  stoppedByOwner: boolean | null;
  stoppedByOperator: boolean | null;
  settings: Settings | null;
  heartbeatTimeoutMs: number | null;
  heartbeatMissedMs: number | null;
  updatedSequence: number;
  updatedMs: number;
}

/** Folds the events of a batch into one change per account. */
export function foldAccountChanges(events: readonly SequencedExchangeEvent[]): AccountChange[] {
  const changes = new Map<string, AccountChange>();
  for (const event of events) apply(changes, event);
  return [...changes.values()];
}

function apply(changes: Map<string, AccountChange>, moment: SequencedExchangeEvent): void {
  const { data: event, sequence, timeMs } = moment;
  switch (event.type) {
    case 'account.opened': {
      const opened = { currency: event.currency, sequence, timeMs };
      changes.set(event.accountId, openedAccount(event.accountId, opened));
      return;
    }
    case 'account.configured':
      touch(changes, event.accountId, moment).settings = event;
      return;
    case 'account.deposited':
    case 'account.withdrawn':
    case 'account.settled':
    case 'account.settlement-reversed':
      touch(changes, event.accountId, moment).balance = event.balance;
      return;
    case 'account.stopped':
    case 'account.resumed': {
      const change = touch(changes, event.accountId, moment);
      const isStopped = event.type === 'account.stopped';
      if (event.origin === 'OWNER') change.stoppedByOwner = isStopped;
      else change.stoppedByOperator = isStopped;
      return;
    }
    case 'account.heartbeat-set':
      touch(changes, event.accountId, moment).heartbeatTimeoutMs = event.timeoutMs;
      return;
    case 'account.heartbeat-missed': {
      const change = touch(changes, event.accountId, moment);
      change.heartbeatTimeoutMs = 0;
      change.heartbeatMissedMs = timeMs;
      return;
    }
    default:
  }
}

function openedAccount(accountId: string, opened: NonNullable<AccountChange['opened']>): AccountChange {
  return {
    accountId,
    opened,
    balance: 0,
    stoppedByOwner: false,
    stoppedByOperator: false,
    settings: SETTINGS_DEFAULT,
    heartbeatTimeoutMs: 0,
    heartbeatMissedMs: null,
    updatedSequence: opened.sequence,
    updatedMs: opened.timeMs,
  };
}

function touch(
  changes: Map<string, AccountChange>,
  accountId: string,
  { sequence, timeMs }: SequencedExchangeEvent,
): AccountChange {
  let change = changes.get(accountId);
  if (change === undefined) {
    change = {
      accountId,
      opened: undefined,
      balance: null,
      stoppedByOwner: null,
      stoppedByOperator: null,
      settings: null,
      heartbeatTimeoutMs: null,
      heartbeatMissedMs: null,
      updatedSequence: sequence,
      updatedMs: timeMs,
    };
    changes.set(accountId, change);
  }
  change.updatedSequence = sequence;
  change.updatedMs = timeMs;
  return change;
}
