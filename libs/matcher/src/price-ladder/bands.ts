import { BAND_COUNT_MAX, PRICE_MAX, PRICE_MIN } from '../limits.js';
import type { LadderDefinition, PriceBand } from './ladder-definition.js';

const CLASSIC: readonly PriceBand[] = [
  { from: 101, to: 200, step: 1 },
  { from: 202, to: 300, step: 2 },
  { from: 305, to: 400, step: 5 },
  { from: 410, to: 600, step: 10 },
  { from: 620, to: 1_000, step: 20 },
  { from: 1_050, to: 2_000, step: 50 },
  { from: 2_100, to: 3_000, step: 100 },
  { from: 3_200, to: 5_000, step: 200 },
  { from: 5_500, to: 10_000, step: 500 },
  { from: 11_000, to: 100_000, step: 1_000 },
];

const FINEST: readonly PriceBand[] = [{ from: 101, to: 100_000, step: 1 }];

/** The bands of a definition, or undefined when it is not a legal one. Anything may be passed in. */
export function bandsOf(definition: LadderDefinition): readonly PriceBand[] | undefined {
  switch (definition?.kind) {
    case 'CLASSIC':
      return CLASSIC;
    case 'FINEST':
      return FINEST;
    case 'CUSTOM':
      return areBands(definition.bands) ? definition.bands : undefined;
    default:
      return undefined;
  }
}

function areBands(bands: readonly PriceBand[]): boolean {
  if (!Array.isArray(bands) || bands.length === 0 || bands.length > BAND_COUNT_MAX) return false;
  let previousTo = PRICE_MIN - 1;
  for (const band of bands as readonly (PriceBand | undefined)[]) {
    if (band === undefined || band === null || !isBand(band) || band.from <= previousTo) return false;
    previousTo = band.to;
  }
  return true;
}

function isBand({ from, to, step }: PriceBand): boolean {
  if (!Number.isInteger(from) || !Number.isInteger(to) || !Number.isInteger(step)) return false;
  return step > 0 && from <= to && to <= PRICE_MAX && (to - from) % step === 0;
}
