import type { TimeInForce } from '@backlay/contracts';
import { TIMES_IN_FORCE, type SlipDraft } from '../model/bet-slip.js';
import { changeSlip } from './slip-state.js';

const LABELS: Readonly<Record<TimeInForce, string>> = {
  REST: 'Rest in the book',
  FILL_AND_KILL: 'Match now, cancel the rest',
  FILL_OR_KILL: 'All of it now, or nothing',
};

/** The terms of an order, besides its price and size. */
export function SlipTerms({ draft, isInPlay }: { readonly draft: SlipDraft; readonly isInPlay: boolean }) {
  return (
    <div class="slip-terms">
      <label for="slip-fill">What is not matched</label>
      <select
        id="slip-fill"
        value={draft.timeInForce}
        onChange={({ currentTarget }) =>
          changeSlip({ timeInForce: TIMES_IN_FORCE[currentTarget.selectedIndex] ?? 'REST' })
        }
      >
        {TIMES_IN_FORCE.map((value) => (
          <option key={value} value={value}>
            {LABELS[value]}
          </option>
        ))}
      </select>
      {!isInPlay && draft.timeInForce === 'REST' && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.persists}
            onChange={({ currentTarget }) => changeSlip({ persists: currentTarget.checked })}
          />
          Keep it when the market turns in-play
        </label>
      )}
    </div>
  );
}
