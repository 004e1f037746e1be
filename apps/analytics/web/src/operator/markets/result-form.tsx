import type { Declaration, Market } from '@backlay/client';
import { useSignal } from '@preact/signals';
import type { Question } from '../../shell/confirm.js';
import { wordsOf } from '../metrics/format.js';
import {
  choicesOf,
  declarationOf,
  initialResults,
  needsTied,
  problemOf,
  runnersToJudge,
  settlementQuestion,
  type Result,
} from './result-form-model.js';

interface ResultFormProps {
  readonly market: Market;
  readonly isBusy: boolean;
  readonly onSettle: (wish: { readonly declaration: Declaration; readonly question: Question }) => void;
}

/** How every runner came in, and the settlement by that. */
export function ResultForm({ market, isBusy, onSettle }: ResultFormProps) {
  const results = useSignal(initialResults(market));
  const tied = useSignal<ReadonlySet<number>>(new Set(market.tied));
  const problem = problemOf(market, results.value, tied.value);
  const isTiedAsked = needsTied(market, results.value);
  const choose = (runnerId: number, result: Result): void => {
    results.value = new Map(results.value).set(runnerId, result);
  };
  const toggle = (runnerId: number): void => {
    const next = new Set(tied.value);
    if (!next.delete(runnerId)) next.add(runnerId);
    tied.value = next;
  };
  return (
    <form
      class="ops-form"
      aria-labelledby="result-title"
      onSubmit={(event) => {
        event.preventDefault();
        const declaration = declarationOf(market, results.value, tied.value);
        onSettle({ declaration, question: settlementQuestion(market, results.value) });
      }}
    >
      <h3 id="result-title">Result</h3>
      <ul class="ops-runners">
        {runnersToJudge(market).map(({ runnerId, name }) => {
          const result = results.value.get(runnerId) ?? 'LOSER';
          return (
            <li key={runnerId}>
              <span>{name}</span>
              <span class="ops-runner-choice">
                {isTiedAsked && result !== 'LOSER' && (
                  <label class="ops-check">
                    <input
                      type="checkbox"
                      checked={tied.value.has(runnerId)}
                      onChange={() => toggle(runnerId)}
                    />
                    Tied
                  </label>
                )}
                <select
                  aria-label={`Result of ${name}`}
                  value={result}
                  onChange={({ currentTarget }) => choose(runnerId, currentTarget.value as Result)}
                >
                  {choicesOf(market).map((choice) => (
                    <option key={choice} value={choice}>
                      {wordsOf(choice.toLowerCase())}
                    </option>
                  ))}
                </select>
              </span>
            </li>
          );
        })}
      </ul>
      <p class="muted" role="status">
        {problem}
      </p>
      <button type="submit" class="primary" disabled={isBusy || problem !== undefined}>
        {market.status === 'SETTLED' ? 'Settle again' : 'Settle'}
      </button>
    </form>
  );
}
