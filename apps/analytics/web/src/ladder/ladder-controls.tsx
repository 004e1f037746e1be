import type { Signal } from '@preact/signals';
import { SIZE_PRESETS } from '../market/slip-state.js';
import { formatSize } from '../model/decimal.js';

interface LadderControlsProps {
  /** Index of the size that a press places. */
  readonly preset: Signal<number>;
  /** Whether a press places at once, or begins a bet slip. */
  readonly isOneClick: Signal<boolean>;
  readonly onCentre: () => void;
  readonly canPlace: boolean;
}

/** How much a press places, and where the ladder stands. */
export function LadderControls({ preset, isOneClick, onCentre, canPlace }: LadderControlsProps) {
  return (
    <div class="ladder-controls">
      {canPlace && (
        <>
          <div class="segments" role="group" aria-label="Size of a press">
            {SIZE_PRESETS.map((size, index) => (
              <button
                key={size}
                type="button"
                aria-pressed={preset.value === index}
                aria-keyshortcuts={String(index + 1)}
                onClick={() => (preset.value = index)}
              >
                {formatSize(size)}
              </button>
            ))}
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={isOneClick}
              onChange={({ currentTarget }) => (isOneClick.value = currentTarget.checked)}
            />
            One press places
          </label>
        </>
      )}
      <button type="button" class="small" onClick={onCentre}>
        Centre
      </button>
    </div>
  );
}
