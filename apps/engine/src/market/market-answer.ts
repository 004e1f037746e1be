import type { PriceLadder, Runner } from '@backlay/contracts';
import { MarketStatus, type MarketView } from '@backlay/matcher';
import { formatHundredths } from '../money/decimal.js';

/** A market as clients see it. */
export interface MarketBody {
  readonly marketId: number;
  readonly name: string;
  readonly status: keyof typeof MarketStatus;
  readonly runners: readonly Runner[];
  readonly ladder: LadderBody;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The price ladder with prices as decimals. */
export type LadderBody =
  | { readonly kind: 'CLASSIC' | 'FINEST' }
  | {
      readonly kind: 'CUSTOM';
      readonly bands: readonly { readonly from: string; readonly to: string; readonly step: string }[];
    };

/** Answer to a command on a market: the market as the command left it. */
export interface MarketStepBody extends MarketBody {
  readonly sequence: number;
}

export function marketBody(market: MarketView): MarketBody {
  return {
    marketId: market.marketId,
    name: market.name,
    status: marketStatusName(market.status),
    runners: market.runners.map(({ runnerId, name }) => ({ runnerId, name })),
    ladder: ladderBody(market.ladder),
    createdAt: new Date(market.createdAtMs).toISOString(),
  };
}

export function marketStatusName(status: MarketStatus): keyof typeof MarketStatus {
  return MarketStatus[status] as keyof typeof MarketStatus;
}

function ladderBody(ladder: PriceLadder): LadderBody {
  if (ladder.kind !== 'CUSTOM') return { kind: ladder.kind };
  const bands = ladder.bands.map(({ from, to, step }) => ({
    from: formatHundredths(from),
    to: formatHundredths(to),
    step: formatHundredths(step),
  }));
  return { kind: 'CUSTOM', bands };
}
