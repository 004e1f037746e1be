import type { Account, NewSettings, SelfMatchRule } from '@backlay/client';
import { typedHundredths } from '../../model/decimal.js';
import type { Question } from '../../shell/confirm.js';

type OneAccount = Omit<Account, 'sequence'>;

/** Settings as they are typed; an empty field sets no limit. */
export interface TypedSettings {
  readonly discount: string;
  readonly selfMatch: SelfMatchRule;
  readonly sizeMax: string;
  readonly liabilityMax: string;
  readonly exposureMax: string;
  readonly orderCountMax: string;
  readonly ordersPerSecondMax: string;
}

export const SETTING_LABELS: Readonly<Record<Exclude<keyof TypedSettings, 'selfMatch'>, string>> = {
  discount: 'Discount of commission (%)',
  sizeMax: 'Largest size',
  liabilityMax: 'Largest liability',
  exposureMax: 'Largest exposure in a market',
  orderCountMax: 'Most orders in books',
  ordersPerSecondMax: 'Most orders in a second',
};

const WHOLE = /^\d{1,9}$/;
const DISCOUNT_MAX = 10_000;

/** The settings of an account, to be changed. */
export function typedSettings({ settings }: Pick<OneAccount, 'settings'>): TypedSettings {
  const money = (minor: number | null): string => (minor === null ? '' : (minor / 100).toFixed(2));
  const whole = (count: number | null): string => (count === null ? '' : String(count));
  return {
    discount: (settings.discount / 100).toFixed(2),
    selfMatch: settings.selfMatch,
    sizeMax: money(settings.sizeMax),
    liabilityMax: money(settings.liabilityMax),
    exposureMax: money(settings.exposureMax),
    orderCountMax: whole(settings.orderCountMax),
    ordersPerSecondMax: whole(settings.ordersPerSecondMax),
  };
}

/** What is sent, or the field that cannot be understood. */
export function readSettings(typed: TypedSettings): NewSettings | { readonly wrong: keyof TypedSettings } {
  const discount = typedHundredths(typed.discount);
  if (discount === undefined || discount > DISCOUNT_MAX) return { wrong: 'discount' };
  const limits: Record<string, number | null> = {};
  for (const name of ['sizeMax', 'liabilityMax', 'exposureMax'] as const) {
    const limit = typed[name].trim() === '' ? null : typedHundredths(typed[name]);
    if (limit === undefined || limit === 0) return { wrong: name };
    limits[name] = limit;
  }
  for (const name of ['orderCountMax', 'ordersPerSecondMax'] as const) {
    const text = typed[name].trim();
    if (text !== '' && (!WHOLE.test(text) || Number(text) === 0)) return { wrong: name };
    limits[name] = text === '' ? null : Number(text);
  }
  return { discount, selfMatch: typed.selfMatch, ...limits };
}

/** Asked before an account is stopped. */
export function stopQuestion({ accountId }: Pick<OneAccount, 'accountId'>): Question {
  return {
    title: `Stop ${accountId}?`,
    text: `All orders of ${accountId} are cancelled at once, in every market, and none is taken in a market with money until an operator resumes the account. What is matched stays.`,
    action: 'Stop the account',
  };
}
