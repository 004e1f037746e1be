import { CommandKind, StopOrigin, type Command } from '../command.js';
import { declarationOf, settingsOf } from './rules-markets.js';
import { orderOf } from './rules-orders.js';
import { exactly, timeOf, type RulesWorld } from './rules-world.js';

interface CommandText {
  readonly pattern: RegExp;
  readonly command: (world: RulesWorld, ...parts: string[]) => Command;
}

type LifeStep =
  | CommandKind.OpenMarket
  | CommandKind.ResumeMarket
  | CommandKind.CloseMarket
  | CommandKind.TurnInPlay
  | CommandKind.VoidMarket;

const LIFE_STEPS: Readonly<Record<string, LifeStep>> = {
  open: CommandKind.OpenMarket,
  resume: CommandKind.ResumeMarket,
  close: CommandKind.CloseMarket,
  'turn in-play': CommandKind.TurnInPlay,
  'void market': CommandKind.VoidMarket,
};

const OF_MARKETS: readonly CommandText[] = [
  {
    pattern: /^(open|resume|close|turn in-play|void market)$/,
    command: ({ market: { marketId } }, step) => ({ kind: LIFE_STEPS[step]!, marketId }),
  },
  {
    pattern: /^suspend( material)?$/,
    command: ({ market: { marketId } }, material) => ({
      kind: CommandKind.SuspendMarket,
      marketId,
      material: material !== undefined,
    }),
  },
  {
    pattern: /^start at (\S+)$/,
    command: ({ market: { marketId } }, time) => ({
      kind: CommandKind.ChangeStartTime,
      marketId,
      startTimeMs: timeOf(time),
    }),
  },
  {
    pattern: /^remove (\w+) at (\S+) %$/,
    command: (world, runner, percent) => ({
      kind: CommandKind.RemoveRunner,
      marketId: world.market.marketId,
      runnerId: world.runnerIdOf(runner),
      reductionFactor: exactly(percent),
    }),
  },
  {
    pattern: /^void trades from (\S+)$/,
    command: ({ market: { marketId } }, time) => ({
      kind: CommandKind.VoidTrades,
      marketId,
      fromMs: timeOf(time),
    }),
  },
  {
    pattern: /^(settle|resettle): (.+)$/,
    command: (world, again, results) => ({
      kind: again === 'settle' ? CommandKind.SettleMarket : CommandKind.ResettleMarket,
      marketId: world.market.marketId,
      ...declarationOf(world, results),
    }),
  },
  { pattern: /^pass time$/, command: () => ({ kind: CommandKind.PassTime }) },
];

const OF_ACCOUNTS: readonly CommandText[] = [
  {
    pattern: /^account (\w+) (\w+)$/,
    command: (world, name, currency) => ({
      kind: CommandKind.OpenAccount,
      account: world.accountOf(name),
      currency: currency,
    }),
  },
  {
    pattern: /^(deposit|withdraw) (\w+) (\S+)$/,
    command: (world, way, name, amount) => ({
      kind: way === 'deposit' ? CommandKind.Deposit : CommandKind.Withdraw,
      account: world.accountOf(name),
      amount: exactly(amount),
    }),
  },
  {
    pattern: /^configure (\w+): (.+)$/,
    command: (world, name, settings) => ({
      kind: CommandKind.ConfigureAccount,
      account: world.accountOf(name),
      settings: settingsOf(settings),
    }),
  },
  {
    pattern: /^(stop|resume) (\w+) by (\w+)$/,
    command: (world, way, name, origin) => ({
      kind: way === 'stop' ? CommandKind.StopAccount : CommandKind.ResumeAccount,
      account: world.accountOf(name),
      origin: StopOrigin[origin as keyof typeof StopOrigin],
    }),
  },
  {
    pattern: /^heartbeat (\w+) (\d+) s$/,
    command: (world, name, seconds) => ({
      kind: CommandKind.Heartbeat,
      account: world.accountOf(name),
      timeoutMs: Number(seconds) * 1_000,
    }),
  },
];

const OF_ORDERS: readonly CommandText[] = [
  {
    pattern: /^(\w+) (BACK|LAY) (.+)$/,
    command: (world, name, side, rest) => orderOf(world, name, side, rest),
  },
  {
    pattern: /^(\w+) cancels all$/,
    command: (world, name) => ({
      kind: CommandKind.CancelAll,
      account: world.accountOf(name),
      marketId: world.market.marketId,
    }),
  },
  {
    pattern: /^(\w+) cancels (?:(\S+) of )?(\w+)$/,
    command: (world, name, size, order) => ({
      kind: CommandKind.CancelOrder,
      account: world.accountOf(name),
      orderId: world.orderOf(order).orderId,
      size: size === undefined ? 0 : exactly(size),
    }),
  },
  {
    pattern: /^(\w+) replaces (\w+) by(?: ([\d.]+))?(?: @ (\S+))?$/,
    command: (world, name, order, size, price) => ({
      kind: CommandKind.ReplaceOrder,
      account: world.accountOf(name),
      orderId: world.orderOf(order).orderId,
      size: size === undefined ? 0 : exactly(size),
      price: price === undefined ? 0 : exactly(price),
    }),
  },
  {
    pattern: /^(\w+) cashes out (\S+) % of (\w+) at (\S+)$/,
    command: (world, name, share, runner, price) => ({
      kind: CommandKind.CashOut,
      account: world.accountOf(name),
      marketId: world.market.marketId,
      runnerId: world.runnerIdOf(runner),
      share: exactly(share),
      price: exactly(price),
    }),
  },
];

/** The command that a line wishes for. */
export function commandOf(world: RulesWorld, text: string): Command {
  for (const { pattern, command } of [...OF_MARKETS, ...OF_ACCOUNTS, ...OF_ORDERS]) {
    const match = pattern.exec(text);
    if (match !== null) return command(world, ...match.slice(1));
  }
  throw new Error('nobody can read this line');
}
