import type { Side } from '@backlay/contracts';
import { signal } from '@preact/signals';
import type { SlipDraft } from '../model/bet-slip.js';
import { formatHundredths } from '@backlay/client';

/** Sizes that are one press away, in minor units. */
export const SIZE_PRESETS = [200, 500, 1_000, 2_500, 5_000, 10_000] as const;

/** The order that is being written; there is one at a time. */
export const slip = signal<SlipDraft | undefined>(undefined);

/** The size that was written last: likely the next one. */
let lastSize = formatHundredths(SIZE_PRESETS[0]);

/** Begins an order. */
export function beginSlip(marketId: number, runnerId: number, side: Side, price: number): void {
  slip.value = {
    marketId,
    runnerId,
    side,
    price: formatHundredths(price),
    size: lastSize,
    persists: slip.peek()?.persists ?? false,
    timeInForce: 'REST',
  };
}

/** Changes the order that is being written. */
export function changeSlip(change: Partial<SlipDraft>): void {
  const draft = slip.peek();
  if (draft === undefined) return;
  if (change.size !== undefined) lastSize = change.size;
  slip.value = { ...draft, ...change };
}

export function closeSlip(): void {
  slip.value = undefined;
}
