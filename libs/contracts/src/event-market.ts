import type { ExchangeEvent } from './events.js';

/** The market that an event is of; 0 when it is of none, such as one of an account alone. */
export function marketIdOf(event: ExchangeEvent): number {
  return 'marketId' in event ? event.marketId : 0;
}
