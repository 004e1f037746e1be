import { formatHundredths } from '@backlay/client';
import { SIDES, type Ladder, type Side } from '../exchange/ladder.js';

/** The first difference of two ladders. */
export interface LadderDifference {
  /** Side of the resting orders. */
  readonly side: Side;
  readonly price: number;
  /** In minor units; 0 where there is no such level. */
  readonly engineSize: number;
  readonly recordedSize: number;
}

/** @returns the first level that differs, or undefined when both ladders are equal in every level */
export function compareLadders(engine: Ladder, recorded: Ladder): LadderDifference | undefined {
  for (const side of SIDES) {
    for (const price of new Set([...engine[side].keys(), ...recorded[side].keys()])) {
      const engineSize = engine[side].get(price) ?? 0;
      const recordedSize = recorded[side].get(price) ?? 0;
      if (engineSize !== recordedSize) return { side, price, engineSize, recordedSize };
    }
  }
  return undefined;
}

export function describeDifference({ side, price, engineSize, recordedSize }: LadderDifference): string {
  const available = side === 'LAY' ? 'to back' : 'to lay';
  return `${formatHundredths(engineSize)} available ${available} at ${formatHundredths(price)}, recorded ${formatHundredths(recordedSize)}`;
}
