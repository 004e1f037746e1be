import type { AccountView } from '@backlay/matcher';
import { SELF_MATCHES } from '../matching/wire-names.js';
import { formatHundredths, formatSigned } from '../money/decimal.js';

/** An account as clients see it; money as decimals, a limit that is not set as null. */
export interface AccountBody {
  readonly accountId: string;
  readonly currency: string;
  readonly balance: string;
  /** What the worst results of all markets together would cost. */
  readonly reserved: string;
  /** balance - reserved: below 0 only after a removal, a void or a resettlement. */
  readonly available: string;
  readonly stoppedBy: readonly ('OWNER' | 'OPERATOR')[];
  readonly heartbeat: { readonly timeoutMs: number; readonly dueAt: string } | null;
  readonly settings: SettingsBody;
}

export interface SettingsBody {
  /** Percent taken off the commission: `"40.00"`. */
  readonly discount: string;
  readonly selfMatch: string;
  readonly sizeMax: string | null;
  readonly liabilityMax: string | null;
  readonly exposureMax: string | null;
  readonly orderCountMax: number | null;
  readonly ordersPerSecondMax: number | null;
}

export function accountBody(accountId: string, account: AccountView): AccountBody {
  const { currency, balance, reserved, heartbeatMs, deadlineMs, settings } = account;
  return {
    accountId,
    currency,
    balance: formatSigned(balance),
    reserved: formatSigned(reserved),
    available: formatSigned(balance - reserved),
    stoppedBy: [
      ...(account.stoppedByOwner ? (['OWNER'] as const) : []),
      ...(account.stoppedByOperator ? (['OPERATOR'] as const) : []),
    ],
    heartbeat:
      heartbeatMs === 0 ? null : { timeoutMs: heartbeatMs, dueAt: new Date(deadlineMs).toISOString() },
    settings: {
      discount: formatHundredths(settings.discount),
      selfMatch: SELF_MATCHES[settings.selfMatch],
      sizeMax: limit(settings.sizeMax),
      liabilityMax: limit(settings.liabilityMax),
      exposureMax: limit(settings.exposureMax),
      orderCountMax: settings.orderCountMax === 0 ? null : settings.orderCountMax,
      ordersPerSecondMax: settings.ordersPerSecondMax === 0 ? null : settings.ordersPerSecondMax,
    },
  };
}

function limit(hundredths: number): string | null {
  return hundredths === 0 ? null : formatHundredths(hundredths);
}
