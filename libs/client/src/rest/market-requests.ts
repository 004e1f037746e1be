import type { LadderBand, PriceLadder, RunnerResult } from '@backlay/contracts';
import { formatHundredths } from '../units/decimal.js';
import { decimal, isoTime, type CommandBody, type Named, type SelfMatchRule } from './order-requests.js';

/** ISO 4217's code for no currency: a market without money. */
export const NO_CURRENCY = 'XXX';

/** A market to be created. Rates in hundredths of a percent, money in minor units, times in ms since 1970. */
export interface NewMarket extends Named {
  readonly name: string;
  readonly runners: readonly { readonly runnerId: number; readonly name: string }[];
  /** Default: CLASSIC. */
  readonly ladder?: PriceLadder | undefined;
  /** Default: none, and then there is nothing of what follows. */
  readonly currency?: string | undefined;
  readonly kind?: 'WIN' | 'PLACE' | undefined;
  readonly winners?: number | undefined;
  readonly fixture?: string | undefined;
  readonly startTimeMs?: number | undefined;
  readonly baseRate?: number | undefined;
  readonly betDelayMs?: number | undefined;
  readonly betDelayModel?: 'ALL' | 'PASSIVE' | undefined;
  readonly limits?: MarketLimits | undefined;
}

/** What any account may do in a market; left out: no limit. */
export interface MarketLimits {
  readonly sizeMax?: number | undefined;
  readonly liabilityMax?: number | undefined;
  readonly exposureMax?: number | undefined;
  readonly orderCountMax?: number | undefined;
}

/** How every runner that was not removed came in. */
export interface Declaration extends Named {
  readonly results: readonly { readonly runnerId: number; readonly result: RunnerResult }[];
  /** Winning runners that share the last places. */
  readonly tied?: readonly number[] | undefined;
}

/** All settings of an account; what is left out, or null, has its default again. */
export interface NewSettings extends Named {
  /** Hundredths of a percent. */
  readonly discount?: number | undefined;
  readonly selfMatch?: SelfMatchRule | undefined;
  readonly sizeMax?: number | null | undefined;
  readonly liabilityMax?: number | null | undefined;
  readonly exposureMax?: number | null | undefined;
  readonly orderCountMax?: number | null | undefined;
  readonly ordersPerSecondMax?: number | null | undefined;
}

export function marketBody({ ladder, startTimeMs, baseRate, limits, ...same }: NewMarket): CommandBody {
  return {
    currency: NO_CURRENCY,
    ...same,
    ladder: ladder && ladderBody(ladder),
    startTime: isoTime(startTimeMs),
    baseRate: decimal(baseRate),
    limits: limits && {
      sizeMax: decimal(limits.sizeMax),
      liabilityMax: decimal(limits.liabilityMax),
      exposureMax: decimal(limits.exposureMax),
      orderCountMax: limits.orderCountMax,
    },
  };
}

export function settingsBody(settings: NewSettings): CommandBody {
  const { discount, sizeMax, liabilityMax, exposureMax, ...same } = settings;
  const limit = (hundredths: number | null | undefined) => decimal(hundredths ?? undefined);
  return {
    ...same,
    discount: decimal(discount),
    sizeMax: limit(sizeMax),
    liabilityMax: limit(liabilityMax),
    exposureMax: limit(exposureMax),
  };
}

function ladderBody(ladder: PriceLadder): object {
  if (ladder.kind !== 'CUSTOM') return { kind: ladder.kind };
  return { kind: 'CUSTOM', bands: ladder.bands.map(bandBody) };
}

function bandBody({ from, to, step }: LadderBand): object {
  return { from: formatHundredths(from), to: formatHundredths(to), step: formatHundredths(step) };
}
