/** Prices `from`, `from + step`, ... `to`, in hundredths, both ends included. */
export interface PriceBand {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/**
 * Which prices a market knows.
 *
 * - `CLASSIC`: the 350 prices from 1.01 to 1000 whose steps grow with the price.
 * - `FINEST`: every hundredth from 1.01 to 1000.
 * - `CUSTOM`: rising bands that do not touch or overlap, within `PRICE_MIN..PRICE_MAX`.
 */
export type LadderDefinition =
  | { readonly kind: 'CLASSIC' }
  | { readonly kind: 'FINEST' }
  | { readonly kind: 'CUSTOM'; readonly bands: readonly PriceBand[] };
