import { RejectReason } from '../reject-reason.js';
import { MarketStatus } from './market-status.js';

/** Why nothing may be placed in a market of this status; None when it is open. */
export function placingRefusedWhile(status: MarketStatus): RejectReason {
  switch (status) {
    case MarketStatus.INACTIVE:
      return RejectReason.MARKET_INACTIVE;
    case MarketStatus.OPEN:
      return RejectReason.None;
    case MarketStatus.SUSPENDED:
      return RejectReason.MARKET_SUSPENDED;
    case MarketStatus.CLOSED:
    case MarketStatus.SETTLED:
    case MarketStatus.VOIDED:
      return RejectReason.MARKET_CLOSED;
  }
}
