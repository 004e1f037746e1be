import {
  BetDelayModel,
  CommandKind,
  MarketKind,
  NO_LIMITS,
  RunnerResult,
  type BettingRules,
} from '@backlay/matcher';
import type { CommandOrigin, EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { Random } from '../core/random.js';
import { RUNNERS, type NameCommand } from './command-source.js';

/** Little enough for some orders to be refused for want of money; minor units. */
const DEPOSIT = 8_000;
const RULES: BettingRules = {
  currency: 'GBP',
  kind: MarketKind.WIN,
  winnerCount: 1,
  fixture: '',
  startTimeMs: 0,
  baseRate: 500,
  betDelayMs: 150,
  betDelayModel: BetDelayModel.ALL,
  limits: NO_LIMITS,
};
/** Trades may be voided from so long ago on, in ms. */
const VOIDED_MS = 300;
const MARKET = { marketId: 1 } as const;

type MakeCommand = (origin: CommandOrigin) => EngineCommand;

/**
 * The operator opens the accounts and the market, goes through its life, and ends it: nothing of it waits for its time
 * then. @param count commands between the opening and the end
 */
export function operatorCommandsWithMoney(
  random: Random,
  count: number,
  { accountIds, name }: { accountIds: readonly string[]; name: NameCommand },
): () => EngineCommand | undefined {
  const life = new MarketLife(random, accountIds);
  const first = [...beginning(accountIds), ...Array.from({ length: count }, () => life.next)];
  let ending: MakeCommand[] | undefined;
  return () => {
    const make = first.shift() ?? (ending ??= life.ending()).shift();
    return make?.({ accountId: '', commandId: name() });
  };
}

function beginning(accountIds: readonly string[]): MakeCommand[] {
  const accounts = accountIds.flatMap((subjectId): MakeCommand[] => [
    (origin) => ({ kind: CommandKind.OpenAccount, ...origin, subjectId, currency: 'GBP' }),
    (origin) => ({ kind: CommandKind.Deposit, ...origin, subjectId, amount: DEPOSIT }),
  ]);
  return [
    ...accounts,
    (origin) => ({
      kind: CommandKind.CreateMarket,
      ...origin,
      name: 'A market with money',
      runners: RUNNERS,
      ladder: { kind: 'CLASSIC' },
      rules: RULES,
    }),
    (origin) => ({ kind: CommandKind.OpenMarket, ...origin, ...MARKET }),
  ];
}

/** What an operator does with a market, and what that makes possible next. */
class MarketLife {
  #isOpen = true;
  #isRemoved = false;

  constructor(
    private readonly random: Random,
    private readonly accountIds: readonly string[],
  ) {}

  readonly next: MakeCommand = (origin) => {
    const { random } = this;
    const subjectId = random.pick(this.accountIds);
    const choice = random.next();
    if (choice < 0.15 || !this.#isOpen) {
      this.#isOpen = !this.#isOpen;
      const kind = this.#isOpen ? CommandKind.ResumeMarket : CommandKind.SuspendMarket;
      return { kind, ...origin, ...MARKET };
    }
    if (choice < 0.21) return { kind: CommandKind.TurnInPlay, ...origin, ...MARKET };
    if (choice < 0.24) {
      this.#isRemoved = true;
      return { kind: CommandKind.RemoveRunner, ...origin, ...MARKET, runnerId: 2, reductionFactor: 1_000 };
    }
    if (choice < 0.32) {
      const fromMs = Number.parseInt(origin.commandId, 10) - VOIDED_MS;
      return { kind: CommandKind.VoidTrades, ...origin, ...MARKET, fromMs };
    }
    const kind = random.chance(0.5) ? CommandKind.Deposit : CommandKind.Withdraw;
    return { kind, ...origin, subjectId, amount: 100 * random.whole(1, 50) };
  };

  /** Closed, and mostly settled, settled again, or void. */
  ending(): MakeCommand[] {
    const { random } = this;
    const steps: MakeCommand[] = [(origin) => ({ kind: CommandKind.CloseMarket, ...origin, ...MARKET })];
    if (random.chance(0.8)) steps.push(this.#settle(CommandKind.SettleMarket, 1));
    if (random.chance(0.4)) steps.push(this.#settle(CommandKind.ResettleMarket, this.#isRemoved ? 1 : 2));
    if (random.chance(0.2)) steps.push((origin) => ({ kind: CommandKind.VoidMarket, ...origin, ...MARKET }));
    return steps;
  }

  #settle(kind: CommandKind.SettleMarket | CommandKind.ResettleMarket, winner: number): MakeCommand {
    const running = RUNNERS.filter(({ runnerId }) => runnerId !== 2 || !this.#isRemoved);
    const results = running.map(({ runnerId }) => ({
      runnerId,
      result: runnerId === winner ? RunnerResult.WINNER : RunnerResult.LOSER,
    }));
    return (origin) => ({ kind, ...origin, ...MARKET, results, tied: [] });
  }
}
