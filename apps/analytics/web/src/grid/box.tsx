import type { Side } from '@backlay/contracts';
import { useComputed } from '@preact/signals';
import { formatPrice, formatSize } from '../model/decimal.js';
import type { BoxCell } from './grid-model.js';

interface BoxProps {
  readonly cell: BoxCell;
  readonly side: Side;
  /** 0 for the best price. */
  readonly place: number;
  readonly runnerName: string;
  /** Undefined: nothing can be placed here now. */
  readonly onPick: ((price: number) => void) | undefined;
}

/** A price with its size under it. Its text, its name and its flash change by themselves, without drawing the box anew. */
export function Box({ cell, side, place, runnerName, onPick }: BoxProps) {
  const price = useComputed(() => (cell.level.value ? formatPrice(cell.level.value[0]) : ''));
  const size = useComputed(() => (cell.level.value ? formatSize(cell.level.value[1]) : ''));
  const verb = side === 'BACK' ? 'Back' : 'Lay';
  // The name of the button is its text, with words between the numbers that only screen readers read.
  const before = useComputed(() =>
    cell.level.value ? `${verb} ${runnerName} at ` : `${verb} ${runnerName}: no price`,
  );
  const between = useComputed(() => (cell.level.value ? ', available: ' : ''));
  const look = useComputed(
    () => `box ${side === 'BACK' ? 'back' : 'lay'}-${place + 1}${cell.isFresh.value ? ' box-fresh' : ''}`,
  );
  const pick = () => {
    const level = cell.level.peek();
    if (level) onPick?.(level[0]);
  };
  return (
    <button type="button" class={look} disabled={onPick === undefined} onClick={pick}>
      <span class="spoken">{before}</span>
      <span class="box-price">{price}</span>
      <span class="spoken">{between}</span>
      <span class="box-size">{size}</span>
    </button>
  );
}
