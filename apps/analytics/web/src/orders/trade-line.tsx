import { formatMoney, formatPrice } from '../model/decimal.js';
import type { OwnTrade } from '../model/own-trades.js';
import { formatTime } from '../model/time.js';

interface TradeLineProps {
  readonly trade: OwnTrade;
  readonly runnerName: string;
  /** Where the list goes across markets. */
  readonly marketTitle?: string;
}

/** What was matched once of an own order. */
export function TradeLine({ trade, runnerName, marketTitle }: TradeLineProps) {
  const { side, size, price, timeMs } = trade;
  return (
    <li class={`bet bet-${side.toLowerCase()}`}>
      <span class="bet-what">
        <strong>
          <span class="bet-side">{side === 'BACK' ? 'Back' : 'Lay'}</span> {runnerName}
        </strong>
        {marketTitle !== undefined && <span class="muted">{marketTitle}</span>}
      </span>
      <span class="bet-numbers">
        <span>{formatMoney(size)}</span>
        <span class="muted">at</span>
        <strong>{formatPrice(price)}</strong>
      </span>
      <time class="muted" dateTime={new Date(timeMs).toISOString()}>
        {formatTime(timeMs)}
      </time>
    </li>
  );
}
