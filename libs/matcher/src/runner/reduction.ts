import { PRICE_MIN } from '../limits.js';
import { MarketKind } from '../market/betting-rules.js';

const WHOLE = 10_000;
/** From this factor on, in hundredths of a percent, a removal reduces prices in a market of kind WIN. */
const WIN_REDUCES_FROM = 250;
/** From this factor on a removal takes LAYs of persistence LAPSE out of the books of the other runners. */
const LAYS_LAPSE_FROM = { [MarketKind.WIN]: 250, [MarketKind.PLACE]: 400 } as const;

/** True when the removal of a runner with this factor reduces the prices of the others. */
export function reduces(kind: MarketKind, factor: number): boolean {
  return kind === MarketKind.WIN ? factor >= WIN_REDUCES_FROM : factor > 0;
}

/** True when unmatched LAYs on the others lapse. */
export function lapsesLays(kind: MarketKind, factor: number): boolean {
  return factor >= LAYS_LAPSE_FROM[kind];
}

/**
 * A price after a removal that reduces: in a market of kind WIN the whole return is less by the factor, in one of kind
 * PLACE the winnings are; to the nearest hundredth, halves up, and never below 1.01. (Betfair's rules on non-runners.)
 */
export function reducedPrice(kind: MarketKind, factor: number, price: number): number {
  const left = WHOLE - factor;
  const exact = kind === MarketKind.WIN ? price * left : 100 * WHOLE + (price - 100) * left;
  return Math.max(PRICE_MIN, Math.floor((exact + WHOLE / 2) / WHOLE));
}
