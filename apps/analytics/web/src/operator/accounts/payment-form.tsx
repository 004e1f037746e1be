import type { Account, TradingClient } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { currencySign, formatMoney, typedHundredths } from '../../model/decimal.js';
import type { Deed } from '../doing.js';

interface PaymentFormProps {
  readonly account: Account;
  readonly isBusy: boolean;
  readonly trading: TradingClient;
  /** @returns whether it was done */
  readonly run: (deed: Deed) => Promise<boolean>;
}

/** Money that is paid in or out. */
export function PaymentForm({
  account: { accountId, currency, available },
  isBusy,
  trading,
  run,
}: PaymentFormProps) {
  const text = useSignal('');
  const amount = typedHundredths(text.value);
  const isGood = amount !== undefined && amount > 0;
  const sign = currencySign(currency);
  const pay = async (kind: 'deposit' | 'withdraw'): Promise<void> => {
    if (!isGood) return;
    const words = kind === 'deposit' ? 'paid in' : 'paid out';
    const isDone = await run({
      done: `${sign}${formatMoney(amount)} ${words}: ${accountId}`,
      act: () => trading[kind]({ accountId, amount }),
    });
    if (isDone) text.value = '';
  };
  return (
    <form
      class="ops-form"
      aria-labelledby="payment-title"
      onSubmit={(event) => {
        event.preventDefault();
        void pay('deposit');
      }}
    >
      <h3 id="payment-title">Money</h3>
      <div class="ops-fields">
        <div>
          <label for="amount">Amount ({sign === '' ? currency : sign})</label>
          <input
            id="amount"
            inputMode="decimal"
            autocomplete="off"
            value={text}
            aria-invalid={text.value !== '' && !isGood}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </div>
        <button type="submit" class="primary" disabled={isBusy || !isGood}>
          Deposit
        </button>
        <button
          type="button"
          disabled={isBusy || !isGood || amount > available}
          onClick={() => void pay('withdraw')}
        >
          Withdraw
        </button>
      </div>
    </form>
  );
}
