import {
  ACCOUNT_SETTINGS_DEFAULT,
  BetDelayModel,
  CommandKind,
  MarketKind,
  Matcher,
  MONEY_MAX,
  NO_LIMITS,
  RejectReason,
  SelfMatch,
  type BettingRules,
  type Command,
  type LadderDefinition,
} from '@backlay/matcher';

/** The flow's commands have this sequence and the following ones: those below it are for what is set up before. */
export const FIRST_SEQUENCE = 1_000_000;

/** What the flow is played on: a market without money, or one with accounts that pay for what they place. */
export type Stakes = 'free' | 'money';

const CURRENCY = 'GBP';
const RULES: BettingRules = {
  currency: CURRENCY,
  kind: MarketKind.WIN,
  winnerCount: 1,
  fixture: 'Bench',
  startTimeMs: 0,
  baseRate: 500,
  betDelayMs: 0,
  betDelayModel: BetDelayModel.ALL,
  limits: NO_LIMITS,
};

/** What a flow is played on: markets alike, and the accounts 0 to `accounts - 1`. */
export interface Setting {
  /** Numbered from 1. */
  readonly markets: number;
  /** Of each market, numbered from 1. */
  readonly runnersPerMarket: number;
  readonly accounts: number;
  readonly ladder: LadderDefinition;
}

/** A matcher with the flow's markets, open; with money also with the flow's accounts, rich enough that none is refused. */
export function matcherFor(setting: Setting, stakes: Stakes): Matcher {
  // Without money no trade is kept, and no account has anything.
  const [tradeCapacity, holdingCapacity] = stakes === 'money' ? [2 ** 20, 2 ** 17] : [1, 1];
  const matcher = new Matcher({ orderCapacity: 2 ** 18, tradeCapacity, holdingCapacity });
  let sequence = 0;
  for (const command of setUp(setting, stakes)) {
    sequence += 1;
    const reason = matcher.execute(command, sequence, 0);
    if (reason !== RejectReason.None) throw new Error(`setting up was refused: ${reason}`);
    matcher.events.clear();
  }
  return matcher;
}

function* setUp(setting: Setting, stakes: Stakes): Generator<Command> {
  const { markets, runnersPerMarket, accounts, ladder } = setting;
  const runners = Array.from({ length: runnersPerMarket }, (_, index) => ({
    runnerId: index + 1,
    name: `Runner ${index + 1}`,
  }));
  const rules = stakes === 'money' ? RULES : undefined;
  for (let marketId = 1; marketId <= markets; marketId++) {
    yield { kind: CommandKind.CreateMarket, name: 'Bench', runners, ladder, rules };
    yield { kind: CommandKind.OpenMarket, marketId };
  }
  if (stakes === 'free') return;
  // Orders of one account match in a market without money, so they do here: the fills are to be the same.
  const settings = { ...ACCOUNT_SETTINGS_DEFAULT, selfMatch: SelfMatch.OFF };
  for (let account = 0; account < accounts; account++) {
    yield { kind: CommandKind.OpenAccount, account, currency: CURRENCY };
    yield { kind: CommandKind.ConfigureAccount, account, settings };
    yield { kind: CommandKind.Deposit, account, amount: Math.floor(MONEY_MAX / accounts) };
  }
}
