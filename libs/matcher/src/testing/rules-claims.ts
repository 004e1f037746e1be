import { NO_TICK, PriceLadder } from '../price-ladder/price-ladder.js';
import * as LIMITS from '../limits.js';
import { MarketStatus } from '../market/market-status.js';
import { Side } from '../side.js';
import { clockOf, decimal, exactly, type RulesWorld } from './rules-world.js';

/** What a line may claim: the part that names it, and what is true, to be compared with the part behind. */
interface Claim {
  readonly pattern: RegExp;
  readonly truth: (world: RulesWorld, ...parts: string[]) => string;
}

const CLAIMS: readonly Claim[] = [
  { pattern: /^balance (\w+) /, truth: (world, name) => decimal(accountOf(world, name).balance) },
  { pattern: /^reserved (\w+) /, truth: (world, name) => decimal(accountOf(world, name).reserved) },
  {
    pattern: /^available (\w+) /,
    truth: (world, name) => decimal(accountOf(world, name).balance - accountOf(world, name).reserved),
  },
  {
    pattern: /^exposure (\w+) /,
    truth: (world, name) => decimal(world.matcher.exposure(world.accountOf(name), world.market.marketId)),
  },
  { pattern: /^holding (\w+) on (\w+): /, truth: holdingText },
  { pattern: /^book (\w+): /, truth: bookText },
  { pattern: /^queue (\w+): /, truth: queueText },
  { pattern: /^status /, truth: (world) => MarketStatus[marketOf(world).status] },
  {
    pattern: /^version /,
    truth: (world) => `${marketOf(world).version}, material ${marketOf(world).materialVersion}`,
  },
  { pattern: /^house (\w+): /, truth: houseText },
  { pattern: /^due /, truth: (world) => clockOf(world.matcher.nextDueMs) },
  {
    pattern: /^ladder (CLASSIC|FINEST) has prices: /,
    truth: (_, kind) => `${ladderOf(kind).tickCount}`,
  },
  { pattern: /^ladder (CLASSIC|FINEST) (\S+) is /, truth: (_, kind, price) => legality(kind, price) },
  {
    pattern: /^ladder (CLASSIC|FINEST) behind (\S+) is /,
    truth: (_, kind, price) => decimal(ladderOf(kind).stepped(exactly(price), 1)),
  },
  { pattern: /^limit (\w+) /, truth: (_, name) => limitText(name) },
];

/** Compares a claim with the truth; Error when they differ, false when the line claims nothing. */
export function checkClaim(world: RulesWorld, text: string): boolean {
  for (const { pattern, truth } of CLAIMS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const is = truth(world, ...match.slice(1));
    if (text.slice(match[0].length) !== is) throw new Error(`it is ${is}`);
    return true;
  }
  return false;
}

function accountOf(world: RulesWorld, name = '') {
  const account = world.matcher.account(world.accountOf(name));
  if (account === undefined) throw new Error(`no account is called ${name}`);
  return account;
}

function marketOf(world: RulesWorld) {
  return world.matcher.market(world.market.marketId)!;
}

/** What is matched, as stake and payout; see HoldingView. */
function holdingText(world: RulesWorld, name = '', runner = ''): string {
  const position = world.matcher.position(world.accountOf(name), world.market.marketId);
  const runnerId = world.runnerIdOf(runner);
  const holding = position?.holdings.find((each) => each.runnerId === runnerId);
  if (holding === undefined) return 'none';
  return `stake ${decimal(holding.stake)}, payout ${decimal(holding.payout / 100)}`;
}

/** Both sides, best first: `LAY 5.00 @ 4.20, LAY 1.00 @ 4.00, BACK 2.00 @ 5.00`. */
function bookText(world: RulesWorld, runner = ''): string {
  const runnerId = world.runnerIdOf(runner);
  const levels = [Side.LAY, Side.BACK].flatMap((side) =>
    world.matcher
      .depth(world.market.marketId, runnerId, side)
      .map(({ price, size }) => `${Side[side]} ${decimal(size)} @ ${decimal(price)}`),
  );
  return levels.join(', ') || 'empty';
}

function queueText(world: RulesWorld, order = ''): string {
  const place = world.matcher.queuePlace(world.orderOf(order).orderId);
  return place === undefined ? 'nowhere' : `place ${place.place}, ${decimal(place.sizeAhead)} ahead`;
}

function houseText(world: RulesWorld, currency = ''): string {
  const house = world.matcher.house(currency);
  if (house === undefined) return 'none';
  const { commission, rounding, paidIn } = house;
  return `commission ${decimal(commission)}, rounding ${decimal(rounding)}, paid in ${decimal(paidIn)}`;
}

function ladderOf(kind = ''): PriceLadder {
  return PriceLadder.of({ kind: kind as 'CLASSIC' | 'FINEST' })!;
}

function legality(kind = '', price = ''): string {
  return ladderOf(kind).tickOf(exactly(price)) === NO_TICK ? 'no price' : 'a price';
}

function limitText(name = ''): string {
  const value = (LIMITS as Readonly<Record<string, number>>)[name];
  if (value === undefined) throw new Error(`no limit is called ${name}`);
  return `${value}`;
}
