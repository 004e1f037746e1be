import type { CreateMarket } from '../command.js';
import type { LadderDefinition, PriceBand } from '../price-ladder/ladder-definition.js';
import { RejectReason } from '../reject-reason.js';

/** Written again from the published table, in decimal odds: the matcher's own table must not vouch for itself. */
const CLASSIC_ODDS: readonly (readonly [from: number, to: number, step: number])[] = [
  [1.01, 2.0, 0.01],
  [2.02, 3.0, 0.02],
  [3.05, 4.0, 0.05],
  [4.1, 6.0, 0.1],
  [6.2, 10.0, 0.2],
  [10.5, 20, 0.5],
  [21, 30, 1],
  [32, 50, 2],
  [55, 100, 5],
  [110, 1000, 10],
];

const hundredths = (odds: number): number => Math.round(odds * 100);

function bandsOf(ladder: LadderDefinition): readonly PriceBand[] {
  if (ladder.kind === 'CUSTOM') return ladder.bands;
  if (ladder.kind === 'FINEST') return [{ from: 101, to: 100_000, step: 1 }];
  return CLASSIC_ODDS.map(([from, to, step]) => ({
    from: hundredths(from),
    to: hundredths(to),
    step: hundredths(step),
  }));
}

export function isOnLadder(ladder: LadderDefinition, price: number): boolean {
  return bandsOf(ladder).some(
    ({ from, to, step }) => price >= from && price <= to && (price - from) % step === 0,
  );
}

export function isWhole(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
}

export function descriptionRefusal({ name, runners, ladder }: CreateMarket): RejectReason {
  if (!isName(name)) return RejectReason.MARKET_NAME_INVALID;
  if (!Array.isArray(runners) || runners.length < 1 || runners.length > 1000)
    return RejectReason.RUNNERS_INVALID;
  const ids = runners.map((runner) => runner.runnerId);
  if (!ids.every((id) => isWhole(id, 1, 2147483647))) return RejectReason.RUNNERS_INVALID;
  if (new Set(ids).size < ids.length) return RejectReason.RUNNERS_INVALID;
  if (!runners.every((runner) => isName(runner.name))) return RejectReason.RUNNERS_INVALID;
  return isLadder(ladder) ? RejectReason.None : RejectReason.LADDER_INVALID;
}

function isName(name: unknown): boolean {
  return (
    typeof name === 'string' &&
    name.trim().length > 0 &&
    name.length <= 200 &&
    !Array.from(name).some((letter) => letter < ' ')
  );
}

function isLadder(ladder: LadderDefinition): boolean {
  if (!['CLASSIC', 'FINEST', 'CUSTOM'].includes(ladder.kind)) return false;
  const bands = bandsOf(ladder);
  if (bands.length < 1 || bands.length > 1000) return false;
  return bands.every(({ from, to, step }, index) => {
    const rising = index === 0 || from > (bands[index - 1]?.to ?? Infinity);
    const whole =
      isWhole(from, 101, 1_000_000) && isWhole(to, from, 1_000_000) && isWhole(step, 1, 1_000_000_000);
    return rising && whole && Number.isInteger((to - from) / step);
  });
}

/** The highest price of a ladder that is not above this one; undefined when all are. */
export function highestOnLadder(ladder: LadderDefinition, price: number): number | undefined {
  for (let each = price; each >= 101; each--) if (isOnLadder(ladder, each)) return each;
  return undefined;
}
