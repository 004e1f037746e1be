import type { Account } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import type { Exchange } from '../../live/exchange.js';
import { currencySign, formatMoney } from '../../model/decimal.js';
import { hrefOf } from '../../shell/router.js';
import { usePolled } from '../polled.js';
import { AccountPanel } from './account-panel.js';
import { NewAccount } from './new-account.js';

const INTERVAL_MS = 5_000;
/** The list shows the first ones; the search finds the others. */
const SHOWN_MAX = 60;

interface AccountsPageProps {
  readonly exchange: Exchange;
  /** The one that is looked at. */
  readonly accountId: string | undefined;
}

/** All accounts, and what an operator may do with the one that is chosen. */
export function AccountsPage({ exchange: { trading }, accountId }: AccountsPageProps) {
  const search = useSignal('');
  const ask = useCallback(() => trading.accounts(), [trading]);
  const accounts = usePolled(ask, INTERVAL_MS);
  const wanted = search.value.trim().toLowerCase();
  const all = accounts.value.value ?? [];
  const found = all.filter(({ accountId: id }) => id.toLowerCase().includes(wanted));
  return (
    <div class="ops-split">
      <section class="panel ops-list" aria-label="All accounts">
        <div class="ops-list-head">
          <input
            type="search"
            placeholder="Search accounts"
            aria-label="Search accounts"
            value={search}
            onInput={({ currentTarget }) => (search.value = currentTarget.value)}
          />
        </div>
        <ul>
          {found.slice(0, SHOWN_MAX).map((account) => (
            <AccountLine
              key={account.accountId}
              account={account}
              isCurrent={account.accountId === accountId}
            />
          ))}
        </ul>
        {found.length === 0 && accounts.value.value !== undefined && (
          <p class="empty">No account is like that.</p>
        )}
        {found.length > SHOWN_MAX && (
          <p class="muted ops-note">
            The first {SHOWN_MAX} of {found.length}.
          </p>
        )}
        <NewAccount trading={trading} onOpened={accounts.again} />
      </section>
      {accountId === undefined ? (
        <p class="empty">Choose an account.</p>
      ) : (
        <AccountPanel key={accountId} trading={trading} accountId={accountId} onChange={accounts.again} />
      )}
    </div>
  );
}

interface AccountLineProps {
  readonly account: Omit<Account, 'sequence'>;
  readonly isCurrent: boolean;
}

function AccountLine({ account, isCurrent }: AccountLineProps) {
  const { accountId, currency, balance, available, stoppedBy } = account;
  const sign = currencySign(currency);
  return (
    <li>
      <a
        class="ops-line"
        href={hrefOf('operations', 'accounts', accountId)}
        aria-current={isCurrent ? 'true' : undefined}
      >
        <span class="ops-line-text">
          <strong>{accountId}</strong>
          <span class="muted">
            balance {sign}
            {formatMoney(balance)}
          </span>
        </span>
        {stoppedBy.length > 0 && <span class="chip chip-bad">STOPPED</span>}
        <span class={available < 0 ? 'bad' : undefined}>
          {sign}
          {formatMoney(available)}
        </span>
      </a>
    </li>
  );
}
