import { SelfMatch, type AccountSettings } from '../account/account-settings.js';
import { CommandKind, type CreateMarket } from '../command.js';
import { BetDelayModel, MarketKind } from '../market/betting-rules.js';
import { PLAIN_TERMS, Persistence, TargetKind, TimeInForce, type OrderTerms } from '../order/order-terms.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { RunnerResult } from '../settlement/result.js';
import type { Prng } from './prng.js';

export const CURRENCIES = ['GBP', 'EUR'];

const LADDERS: readonly LadderDefinition[] = [
  { kind: 'CLASSIC' },
  { kind: 'FINEST' },
  { kind: 'CUSTOM', bands: [{ from: 150, to: 400, step: 25 }] },
];

export function drawSettings(random: Prng): AccountSettings {
  const rarely = (from: number, to: number): number => (random.chance(0.12) ? random.between(from, to) : 0);
  return {
    discount: random.pick([0, 0, 1_234, 5_000, 10_000]),
    selfMatch: random.between(SelfMatch.OFF, SelfMatch.CANCEL_BOTH),
    sizeMax: rarely(50, 1_500),
    liabilityMax: rarely(50, 2_500),
    exposureMax: rarely(500, 5_000),
    orderCountMax: rarely(2, 12),
    ordersPerSecondMax: rarely(1, 6),
  };
}

export function drawMarket(random: Prng, timeMs: number): CreateMarket {
  const isPlace = random.chance(0.4);
  const count = isPlace ? random.between(2, 6) : random.between(2, 5);
  const first = random.between(1, 1_000);
  const runners = Array.from({ length: count }, (_, nth) => ({
    runnerId: first + nth * 3,
    name: `R${nth}`,
  }));
  const ladder = random.pick(LADDERS);
  const base = { kind: CommandKind.CreateMarket, name: `Market ${first}`, runners, ladder } as const;
  if (random.chance(0.15)) return base;
  const rarely = (from: number, to: number): number => (random.chance(0.1) ? random.between(from, to) : 0);
  return {
    ...base,
    rules: {
      currency: random.chance(0.95) ? CURRENCIES[0]! : CURRENCIES[1]!,
      kind: isPlace ? MarketKind.PLACE : MarketKind.WIN,
      winnerCount: isPlace ? random.between(1, count) : 1,
      fixture: random.chance(0.5) ? '' : 'Some fixture',
      startTimeMs: random.chance(0.5) ? 0 : timeMs + 60_000,
      baseRate: random.pick([0, 200, 500, 777, 10_000]),
      betDelayMs: random.chance(0.3) ? 0 : random.between(1, 3_000),
      betDelayModel: random.pick([BetDelayModel.ALL, BetDelayModel.PASSIVE]),
      limits: {
        sizeMax: rarely(500, 2_000),
        liabilityMax: rarely(500, 3_000),
        exposureMax: rarely(500, 3_000),
        orderCountMax: rarely(2, 6),
      },
    },
  };
}

/** Results of which most are right, dead heats among them. */
export function drawDeclaration(random: Prng, wish: CreateMarket, active: readonly number[]) {
  const places = Math.min(wish.rules?.winnerCount ?? 1, active.length);
  const shuffled = active.map((runnerId) => ({ runnerId, key: random.next() })).sort((a, b) => a.key - b.key);
  const extra = random.chance(0.4) ? random.between(0, 2) : 0;
  const winnerCount = places + extra - (random.chance(0.03) ? 1 : 0);
  const isWin = wish.rules?.kind !== MarketKind.PLACE;
  const results = shuffled.map(({ runnerId }, nth) => {
    const winning = isWin || random.chance(0.5) ? RunnerResult.WINNER : RunnerResult.PLACED;
    const losing = isWin && random.chance(0.2) ? RunnerResult.PLACED : RunnerResult.LOSER;
    return { runnerId, result: nth < winnerCount ? winning : losing };
  });
  const winners = shuffled.slice(0, winnerCount).map(({ runnerId }) => runnerId);
  const isDeadHeat = winners.length > places;
  // At least as many as share what is left, at most all winners.
  const least = winners.length - places + 1;
  const tiedCount = isWin ? random.pick([0, winners.length]) : random.between(least, winners.length);
  const tied = isDeadHeat ? winners.slice(0, tiedCount) : [];
  return { results, tied: random.chance(0.03) ? winners.slice(0, 2) : tied };
}

export function drawTerms(random: Prng, timeMs: number, version: number): OrderTerms {
  const timeInForce = random.pick([
    TimeInForce.REST,
    TimeInForce.REST,
    TimeInForce.FILL_OR_KILL,
    TimeInForce.FILL_AND_KILL,
  ]);
  const rests = timeInForce === TimeInForce.REST || random.chance(0.02);
  const target = random.pick([
    TargetKind.SIZE,
    TargetKind.SIZE,
    TargetKind.PAYOUT,
    TargetKind.BACKERS_PROFIT,
  ]);
  const hasMinFill = timeInForce === TimeInForce.FILL_OR_KILL && target === TargetKind.SIZE;
  // An order's good-till time never is its release too: which of the two comes first is told nowhere.
  const goodTillMs = timeMs + random.pick([-1, 0, 4_001, 9_001, 30_001]);
  return {
    ...PLAIN_TERMS,
    timeInForce,
    persistence: rests && random.chance(0.75) ? Persistence.PERSIST : Persistence.LAPSE,
    minFillSize: hasMinFill && random.chance(0.6) ? random.between(1, 300) : 0,
    postOnly: rests && random.chance(0.15),
    goodTillMs: rests && random.chance(0.2) ? goodTillMs : 0,
    latestMs: random.chance(0.1) ? timeMs + random.between(-2, 5) : 0,
    marketVersion: random.chance(0.2) ? Math.max(0, version - random.between(0, 2)) : 0,
    target,
    selfMatch: random.chance(0.3) ? random.between(0, SelfMatch.CANCEL_BOTH) : 0,
  };
}
