import { SelfMatch } from '../account/account-settings.js';
import { CommandKind, type PlaceOrder } from '../command.js';
import { PLAIN_TERMS, Persistence, TargetKind, TimeInForce, type OrderTerms } from '../order/order-terms.js';
import { Side } from '../side.js';
import { exactly, timeOf, type RulesWorld } from './rules-world.js';

interface TermText {
  readonly pattern: RegExp;
  readonly terms: (part: string) => Partial<OrderTerms>;
}

const TERMS: readonly TermText[] = [
  { pattern: /^PERSIST$/, terms: () => ({ persistence: Persistence.PERSIST }) },
  { pattern: /^POST_ONLY$/, terms: () => ({ postOnly: true }) },
  { pattern: /^FILL_OR_KILL$/, terms: () => ({ timeInForce: TimeInForce.FILL_OR_KILL }) },
  {
    pattern: /^FILL_OR_KILL at least (\S+)$/,
    terms: (size) => ({ timeInForce: TimeInForce.FILL_OR_KILL, minFillSize: exactly(size) }),
  },
  { pattern: /^FILL_AND_KILL$/, terms: () => ({ timeInForce: TimeInForce.FILL_AND_KILL }) },
  { pattern: /^good till (\S+)$/, terms: (time) => ({ goodTillMs: timeOf(time) }) },
  { pattern: /^latest (\S+)$/, terms: (time) => ({ latestMs: timeOf(time) }) },
  { pattern: /^version (\d+)$/, terms: (version) => ({ marketVersion: Number(version) }) },
  {
    pattern: /^self-match (\w+)$/,
    terms: (rule) => ({ selfMatch: SelfMatch[rule as keyof typeof SelfMatch] }),
  },
];

/**
 * The command of `alice BACK 10.00 @ 4.00 on Comet, PERSIST`, of which the name, the side and the rest have been told apart;
 * `PAYOUT 40.00` or `BACKERS_PROFIT 30.00` instead of the size makes that the target.
 */
export function orderOf(world: RulesWorld, name: string, side: string, rest: string): PlaceOrder {
  const match = /^(?:(PAYOUT|BACKERS_PROFIT) )?(\S+) @ (\S+) on (\w+)((?:, [^,]+)*)$/.exec(rest);
  if (match === null) throw new Error(`not an order: ${rest}`);
  const [, target, size, price, runner, terms] = match;
  const said = terms!.split(', ').slice(1).map(termsOf);
  if (target !== undefined) said.push({ target: TargetKind[target as keyof typeof TargetKind] });
  return {
    kind: CommandKind.PlaceOrder,
    marketId: world.market.marketId,
    runnerId: world.runnerIdOf(runner!),
    side: side === 'BACK' ? Side.BACK : Side.LAY,
    size: exactly(size),
    price: exactly(price),
    account: world.accountOf(name),
    ...(said.length > 0 && { terms: Object.assign({ ...PLAIN_TERMS }, ...said) as OrderTerms }),
  };
}

function termsOf(text: string): Partial<OrderTerms> {
  for (const { pattern, terms } of TERMS) {
    const match = pattern.exec(text);
    if (match !== null) return terms(match[1] ?? '');
  }
  throw new Error(`not a term of an order: ${text}`);
}
