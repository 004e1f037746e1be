import type { FeedState } from '@backlay/client';
import { feedState, type Exchange, type Own } from '../live/exchange.js';
import { currencySign, formatMoney } from '../model/decimal.js';

const STATE_LABELS: Readonly<Record<FeedState, string>> = {
  open: 'Live',
  connecting: 'Connecting',
  waiting: 'Reconnecting',
  closed: 'Not connected',
};

/** How the connection is, who has signed in, and what money there is. */
export function StatusBar({ exchange: { own, role } }: { readonly exchange: Exchange }) {
  return (
    <>
      {own === undefined ? <span class="muted">{role.toLowerCase()}</span> : <Money own={own} />}
      <span class={`feed feed-${feedState.value}`} role="status">
        {STATE_LABELS[feedState.value]}
      </span>
    </>
  );
}

function Money({ own: { accountId, account } }: { readonly own: Own }) {
  const money = account.account.value;
  if (money === undefined) return <span class="muted">{accountId}</span>;
  const sign = currencySign(money.currency);
  return (
    <span class="money">
      <span class="muted money-name">{accountId}</span>
      <span class="figure">
        <small>Available</small>
        <span>
          {sign}
          {formatMoney(money.available)}
        </span>
      </span>
      <span class="figure money-reserved">
        <small>Reserved</small>
        <span>
          {sign}
          {formatMoney(money.reserved)}
        </span>
      </span>
      {money.stoppedBy.length > 0 && <span class="chip chip-suspended">STOPPED</span>}
    </span>
  );
}
