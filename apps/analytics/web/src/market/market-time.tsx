import type { MarketStatus } from '@backlay/contracts';
import { countdown } from '../model/countdown.js';
import { now } from '../shell/clock.js';

interface MarketTimeProps {
  readonly market: {
    readonly status: MarketStatus;
    readonly inPlay: boolean;
    readonly startTimeMs: number;
  };
}

/** Whether a market is in-play, or how long it is until its start. */
export function MarketTime({ market: { status, inPlay, startTimeMs } }: MarketTimeProps) {
  if (status !== 'OPEN' && status !== 'SUSPENDED' && status !== 'INACTIVE') return null;
  if (inPlay) return <span class="chip chip-in-play">IN-PLAY</span>;
  if (startTimeMs === 0) return null;
  return <Countdown startTimeMs={startTimeMs} />;
}

/** By itself, so that the clock draws nothing else. */
function Countdown({ startTimeMs }: { readonly startTimeMs: number }) {
  return <time dateTime={new Date(startTimeMs).toISOString()}>{countdown(startTimeMs, now.value)}</time>;
}
