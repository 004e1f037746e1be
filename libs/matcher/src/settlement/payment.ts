import { RATE_MAX } from '../limits.js';

/** Which runners win, and what part of a win those that share the last places get: `shared.part / shared.of`. */
export interface WinningRunners {
  readonly whole: ReadonlySet<number>;
  readonly tied: ReadonlySet<number>;
  readonly part: number;
  readonly of: number;
}

/** What an account has matched on a runner: see HoldingView. */
interface Matched {
  readonly runnerId: number;
  readonly stake: number;
  readonly payout: number;
}

/** Hundredths of a minor unit in a minor unit. */
const EXACT = 100n;

/**
 * What an account wins (or, below 0, loses) in a market, in minor units: every BACK costs its size and pays size x price
 * when its runner wins, every LAY the other way round; of n runners that share m places each pays m / n. The exact sum
 * is rounded down to a minor unit, once: towards minus infinity, so that the exchange never pays what nobody has paid.
 */
export function profitOf(matched: Iterable<Matched>, { whole, tied, part, of }: WinningRunners): number {
  const denominator = BigInt(of);
  let exact = 0n;
  for (const { runnerId, stake, payout } of matched) {
    exact -= BigInt(stake) * EXACT * denominator;
    if (whole.has(runnerId)) exact += BigInt(payout) * denominator;
    else if (tied.has(runnerId)) exact += BigInt(payout) * BigInt(part);
  }
  return Number(floorDivided(exact, EXACT * denominator));
}

/**
 * Commission on the net winnings of an account in a market, in minor units, rounded down; nothing on a loss. Rate and
 * discount are in hundredths of a percent: 400.00 at 5 % with 40 % off is 12.00.
 */
export function commissionOn(profit: number, baseRate: number, discount: number): number {
  if (profit <= 0) return 0;
  const whole = BigInt(RATE_MAX);
  return Number((BigInt(profit) * BigInt(baseRate) * (whole - BigInt(discount))) / (whole * whole));
}

function floorDivided(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
