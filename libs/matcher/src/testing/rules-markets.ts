import { ACCOUNT_SETTINGS_DEFAULT, SelfMatch, type AccountSettings } from '../account/account-settings.js';
import { CommandKind, type CreateMarket } from '../command.js';
import { BetDelayModel, MarketKind, NO_LIMITS, type BettingRules } from '../market/betting-rules.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { RunnerResult, type ResultDeclaration } from '../settlement/result.js';
import { exactly, type RulesWorld } from './rules-world.js';

type Wish = Partial<BettingRules> & { isFree?: boolean; ladder?: LadderDefinition };

interface WishText {
  readonly pattern: RegExp;
  readonly wish: (...parts: string[]) => Wish;
}

const RULES: BettingRules = {
  currency: 'GBP',
  kind: MarketKind.WIN,
  winnerCount: 1,
  fixture: '',
  startTimeMs: 0,
  baseRate: 0,
  betDelayMs: 0,
  betDelayModel: BetDelayModel.ALL,
  limits: NO_LIMITS,
};

const WISHES: readonly WishText[] = [
  { pattern: /^WIN$/, wish: () => ({}) },
  {
    pattern: /^PLACE (\d+)$/,
    wish: (count) => ({ kind: MarketKind.PLACE, winnerCount: Number(count) }),
  },
  { pattern: /^base rate (\S+) %$/, wish: (percent) => ({ baseRate: exactly(percent) }) },
  { pattern: /^bet delay (\d+) s$/, wish: (seconds) => ({ betDelayMs: Number(seconds) * 1_000 }) },
  { pattern: /^passive$/, wish: () => ({ betDelayModel: BetDelayModel.PASSIVE }) },
  { pattern: /^currency (\w+)$/, wish: (currency) => ({ currency: currency }) },
  { pattern: /^without money$/, wish: () => ({ isFree: true }) },
  {
    pattern: /^prices (\S+) to (\S+) by (\S+)$/,
    wish: (from, to, step) => ({
      ladder: { kind: 'CUSTOM', bands: [{ from: exactly(from), to: exactly(to), step: exactly(step) }] },
    }),
  },
  {
    pattern: /^(sizeMax|liabilityMax|exposureMax|orderCountMax) (\S+)$/,
    wish: (name, value) => ({ limits: { ...NO_LIMITS, [name]: countOf(name, value) } }),
  },
];

/** The command of `market 3.30: Comet, Dancer; WIN, base rate 5 %`, of which the three parts have been told apart. */
export function marketOf(name: string, runners: readonly string[], wishes: string): CreateMarket {
  const wish = Object.assign({}, ...wishes.split(', ').filter(Boolean).map(wishOf)) as Wish;
  const { isFree = false, ladder = { kind: 'CLASSIC' }, ...rules } = wish;
  return {
    kind: CommandKind.CreateMarket,
    name,
    runners: runners.map((runner, index) => ({ runnerId: index + 1, name: runner })),
    ladder,
    rules: isFree ? undefined : { ...RULES, ...rules },
  };
}

function wishOf(text: string): Wish {
  for (const { pattern, wish } of WISHES) {
    const match = pattern.exec(text);
    if (match !== null) return wish(...match.slice(1));
  }
  throw new Error(`not a rule of a market: ${text}`);
}

/** The settings of `selfMatch OFF, sizeMax 2.00, discount 40 %`; what is not said has its default. */
export function settingsOf(text: string): AccountSettings {
  const said = text.split(', ').map((part) => {
    const [name = '', value] = part.split(' ');
    if (name === 'selfMatch') return [name, SelfMatch[value as keyof typeof SelfMatch]];
    if (!(name in ACCOUNT_SETTINGS_DEFAULT)) throw new Error(`not a setting: ${name}`);
    return [name, countOf(name, value!)];
  });
  return { ...ACCOUNT_SETTINGS_DEFAULT, ...(Object.fromEntries(said) as Partial<AccountSettings>) };
}

/** Money and percents in hundredths; what counts orders as it is. */
function countOf(name: string, value: string): number {
  return name === 'orderCountMax' || name === 'ordersPerSecondMax' ? Number(value) : exactly(value);
}

/** What `Comet WINNER, Dancer PLACED, tied Comet Dancer` declares; who is not named, and was not removed, has lost. */
export function declarationOf(world: RulesWorld, text: string): ResultDeclaration {
  const parts = text.split(', ');
  const tied =
    parts
      .find((part) => part.startsWith('tied '))
      ?.split(' ')
      .slice(1) ?? [];
  const said = new Map<number, RunnerResult>();
  for (const part of parts.filter((part) => !part.startsWith('tied '))) {
    const [runner, result] = part.split(' ');
    said.set(world.runnerIdOf(runner!), RunnerResult[result as keyof typeof RunnerResult]);
  }
  const { marketId, runners } = world.market;
  const removed = new Set(world.matcher.market(marketId)!.removed.map(({ runnerId }) => runnerId));
  const ids = runners.map((_, index) => index + 1).filter((id) => !removed.has(id) || said.has(id));
  return {
    results: ids.map((runnerId) => ({ runnerId, result: said.get(runnerId) ?? RunnerResult.LOSER })),
    tied: tied.map((runner) => world.runnerIdOf(runner)),
  };
}
