import type { Market, Removal } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { typedHundredths } from '../../model/decimal.js';
import type { Question } from '../../shell/confirm.js';
import { hasMoney, removalQuestion } from './market-steps.js';

interface RunnerRemovalProps {
  readonly market: Market;
  readonly isBusy: boolean;
  readonly onRemove: (wish: {
    readonly removal: Removal;
    readonly question: Question;
    readonly name: string;
  }) => void;
}

const FACTOR_MAX = 10_000;

/** Takes a runner out of a market that is not over, with a reduction factor. */
export function RunnerRemoval({ market, isBusy, onRemove }: RunnerRemovalProps) {
  const active = market.runners.filter(({ status }) => status === 'ACTIVE');
  const chosen = useSignal(active[0]?.runnerId);
  const text = useSignal('0.00');
  const isPossible = hasMoney(market) && market.status !== 'SETTLED' && market.status !== 'VOIDED';
  const runner = active.find(({ runnerId }) => runnerId === chosen.value) ?? active[0];
  if (!isPossible || runner === undefined || active.length < 2) return null;
  const factor = typedHundredths(text.value);
  const isGood = factor !== undefined && factor < FACTOR_MAX;
  return (
    <form
      class="ops-form"
      aria-labelledby="removal-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isGood) return;
        const { runnerId, name } = runner;
        onRemove({
          removal: { runnerId, reductionFactor: factor },
          question: removalQuestion(market, name, factor),
          name,
        });
      }}
    >
      <h3 id="removal-title">Remove a runner</h3>
      <div class="ops-fields">
        <div>
          <label for="removal-runner">Runner</label>
          <select
            id="removal-runner"
            value={runner.runnerId}
            onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}
          >
            {active.map(({ runnerId, name }) => (
              <option key={runnerId} value={runnerId}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="removal-factor">Reduction factor (%)</label>
          <input
            id="removal-factor"
            inputMode="decimal"
            value={text}
            aria-invalid={!isGood}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </div>
        <button type="submit" class="ops-risky" disabled={isBusy || !isGood}>
          Remove
        </button>
      </div>
    </form>
  );
}
