import type { TradingClient } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { goTo } from '../../shell/router.js';
import { useDoing } from '../doing.js';

const CURRENCY = /^[A-Z]{3}$/;

interface NewAccountProps {
  readonly trading: TradingClient;
  readonly onOpened: () => void;
}

/** Opens an account. */
export function NewAccount({ trading, onOpened }: NewAccountProps) {
  const doing = useDoing();
  const accountId = useSignal('');
  const currency = useSignal('GBP');
  const isGood = accountId.value.trim() !== '' && CURRENCY.test(currency.value);
  const open = async (): Promise<void> => {
    const id = accountId.value.trim();
    const act = () => trading.openAccount(id, currency.value);
    if (!(await doing.run({ done: `${id} is open.`, act }))) return;
    accountId.value = '';
    onOpened();
    goTo('operations', 'accounts', id);
  };
  return (
    <form
      class="ops-form ops-new"
      aria-label="Open an account"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <div class="ops-fields">
        <div>
          <label for="new-account">New account</label>
          <input
            id="new-account"
            value={accountId}
            autocomplete="off"
            onInput={({ currentTarget }) => (accountId.value = currentTarget.value)}
          />
        </div>
        <div class="ops-short">
          <label for="new-currency">Currency</label>
          <input
            id="new-currency"
            value={currency}
            autocomplete="off"
            onInput={({ currentTarget }) => (currency.value = currentTarget.value.toUpperCase())}
          />
        </div>
        <button type="submit" disabled={doing.isBusy.value || !isGood}>
          Open
        </button>
      </div>
    </form>
  );
}
