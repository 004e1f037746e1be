import type { ExchangeEventType } from './events.js';

/**
 * The life of a market: created INACTIVE, then OPEN and SUSPENDED in turn, at last CLOSED; with money CLOSED and SETTLED in
 * turn, and VOIDED from any.
 */
export const MARKET_STATUSES = ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED', 'SETTLED', 'VOIDED'] as const;
export type MarketStatus = (typeof MARKET_STATUSES)[number];

const STATUS_AFTER: Partial<Record<ExchangeEventType, MarketStatus>> = {
  'market.opened': 'OPEN',
  'market.suspended': 'SUSPENDED',
  'market.resumed': 'OPEN',
  'market.closed': 'CLOSED',
  'market.settled': 'SETTLED',
  // Until it is settled again, or voided.
  'market.settlement-reversed': 'CLOSED',
  'market.voided': 'VOIDED',
};

/** The status that an event moves a market to, or undefined: it leaves the market as it is, or makes it (INACTIVE). */
export function marketStatusAfter(type: ExchangeEventType): MarketStatus | undefined {
  return STATUS_AFTER[type];
}
