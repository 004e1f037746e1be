import type { Account, TradingClient } from '@backlay/client';
import { useCallback } from 'preact/hooks';
import { currencySign, formatMoney } from '../../model/decimal.js';
import { useDoing, type Deed } from '../doing.js';
import { usePolled } from '../polled.js';
import { stopQuestion } from './account-form-model.js';
import { PaymentForm } from './payment-form.js';
import { SettingsForm } from './settings-form.js';

const INTERVAL_MS = 3_000;

interface AccountPanelProps {
  readonly trading: TradingClient;
  readonly accountId: string;
  /** Called when something was done with it. */
  readonly onChange: () => void;
}

/** One account: its money, its limits, and the kill switch. */
export function AccountPanel({ trading, accountId, onChange }: AccountPanelProps) {
  const ask = useCallback(() => trading.account(accountId), [trading, accountId]);
  const polled = usePolled(ask, INTERVAL_MS);
  const doing = useDoing();
  const account = polled.value.value;
  if (account === undefined) return <p class="empty">Asking the engine ...</p>;
  const run = async (deed: Deed): Promise<boolean> => {
    const isDone = await doing.run(deed);
    if (isDone) {
      polled.again();
      onChange();
    }
    return isDone;
  };
  const isBusy = doing.isBusy.value;
  return (
    <section class="panel ops-panel" aria-labelledby="account-title">
      <Head account={account} />
      <KillSwitch account={account} isBusy={isBusy} trading={trading} run={run} />
      <PaymentForm account={account} isBusy={isBusy} trading={trading} run={run} />
      <SettingsForm
        // Settings that have come from elsewhere begin the form anew.
        key={JSON.stringify(account.settings)}
        account={account}
        isBusy={isBusy}
        onSave={(settings) =>
          void run({
            done: `The settings of ${accountId} are changed.`,
            act: () => trading.accountSettings(accountId, settings),
          })
        }
      />
    </section>
  );
}

function Head({
  account: { accountId, currency, balance, reserved, available, stoppedBy },
}: {
  readonly account: Account;
}) {
  const sign = currencySign(currency);
  const figures = [
    ['Balance', balance],
    ['Reserved', reserved],
    ['Available', available],
  ] as const;
  return (
    <>
      <div class="ops-panel-head">
        <h2 id="account-title">{accountId}</h2>
        <span class="ops-panel-state">
          {stoppedBy.map((who) => (
            <span key={who} class="chip chip-bad">
              STOPPED BY {who}
            </span>
          ))}
        </span>
      </div>
      <dl class="ops-facts">
        {figures.map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={amount < 0 ? 'bad' : undefined}>
              {sign}
              {formatMoney(amount)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface KillSwitchProps {
  readonly account: Account;
  readonly isBusy: boolean;
  readonly trading: TradingClient;
  readonly run: (deed: Deed) => Promise<boolean>;
}

function KillSwitch({ account, isBusy, trading, run }: KillSwitchProps) {
  const { accountId, stoppedBy } = account;
  const isStopped = stoppedBy.includes('OPERATOR');
  const stop = {
    done: `${accountId} is stopped.`,
    question: stopQuestion(account),
    act: () => trading.stopAccount(accountId),
  };
  const resume = { done: `${accountId} may bet again.`, act: () => trading.resumeAccount(accountId) };
  return (
    <div class="ops-actions" role="group" aria-label="Kill switch">
      <button
        type="button"
        class={isStopped ? 'primary' : 'ops-risky'}
        disabled={isBusy}
        onClick={() => void run(isStopped ? resume : stop)}
      >
        {isStopped ? 'Resume the account' : 'Stop the account'}
      </button>
    </div>
  );
}
