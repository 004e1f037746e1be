import type { MarketDefinition } from '@backlay/contracts';
import { goTo } from '../shell/router.js';
import type { MarketView } from './market-head.js';

interface RunnerPickerProps {
  readonly marketId: number;
  readonly view: MarketView;
  readonly definition: MarketDefinition;
  readonly runnerId: number;
}

/** Which runner a view shows. */
export function RunnerPicker({ marketId, view, definition: { runners }, runnerId }: RunnerPickerProps) {
  return (
    <select
      class="runner-picker"
      aria-label="Runner"
      value={String(runnerId)}
      onChange={({ currentTarget }) => goTo('markets', marketId, view, currentTarget.value)}
    >
      {runners.map((runner) => (
        <option key={runner.runnerId} value={String(runner.runnerId)}>
          {runner.name}
          {runner.status === 'REMOVED' ? ' (removed)' : ''}
        </option>
      ))}
    </select>
  );
}
