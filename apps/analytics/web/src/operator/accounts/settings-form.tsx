import type { Account, NewSettings, SelfMatchRule } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { wordsOf } from '../metrics/format.js';
import { readSettings, SETTING_LABELS, typedSettings, type TypedSettings } from './account-form-model.js';

const SELF_MATCH: readonly SelfMatchRule[] = ['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH'];
const FIELDS = Object.keys(SETTING_LABELS) as (keyof typeof SETTING_LABELS)[];

interface SettingsFormProps {
  readonly account: Account;
  readonly isBusy: boolean;
  readonly onSave: (settings: NewSettings) => void;
}

/** The limits of an account, and what it pays. */
export function SettingsForm({ account, isBusy, onSave }: SettingsFormProps) {
  const typed = useSignal<TypedSettings>(typedSettings(account));
  const read = readSettings(typed.value);
  const wrong = 'wrong' in read ? read.wrong : undefined;
  const isSame = JSON.stringify(typed.value) === JSON.stringify(typedSettings(account));
  const change = (name: keyof TypedSettings, text: string): void => {
    typed.value = { ...typed.value, [name]: text };
  };
  return (
    <form
      class="ops-form"
      aria-labelledby="settings-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!('wrong' in read)) onSave(read);
      }}
    >
      <h3 id="settings-title">Limits</h3>
      <div class="ops-grid">
        {FIELDS.map((name) => (
          <div key={name}>
            <label for={`setting-${name}`}>{SETTING_LABELS[name]}</label>
            <input
              id={`setting-${name}`}
              inputMode="decimal"
              autocomplete="off"
              placeholder={name === 'discount' ? undefined : 'no limit'}
              value={typed.value[name]}
              aria-invalid={wrong === name}
              onInput={({ currentTarget }) => change(name, currentTarget.value)}
            />
          </div>
        ))}
        <div>
          <label for="setting-selfMatch">An order that meets one of its own</label>
          <select
            id="setting-selfMatch"
            value={typed.value.selfMatch}
            onChange={({ currentTarget }) => change('selfMatch', currentTarget.value)}
          >
            {SELF_MATCH.map((rule) => (
              <option key={rule} value={rule}>
                {wordsOf(`${rule}_`).trim()}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p class="problem" role="status">
        {wrong !== undefined && wrong !== 'selfMatch' && `${SETTING_LABELS[wrong]} is not understood.`}
      </p>
      <button type="submit" class="primary" disabled={isBusy || isSame || wrong !== undefined}>
        Save the limits
      </button>
    </form>
  );
}
