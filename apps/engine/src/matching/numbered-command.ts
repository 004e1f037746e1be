import { CommandKind, type Command } from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';
import type { EngineCommand } from './engine-command.js';

/** The matcher's command behind an engine's: with the number of the account instead of its id. */
export function numberedCommand(command: EngineCommand, accounts: AccountDirectory): Command {
  switch (command.kind) {
    case CommandKind.PlaceOrder: {
      const { kind, marketId, runnerId, side, price, size, terms, accountId } = command;
      return { kind, marketId, runnerId, side, price, size, terms, account: accounts.numberFor(accountId) };
    }
    case CommandKind.CancelOrder: {
      const { kind, orderId, size, accountId } = command;
      return { kind, account: accounts.numberOf(accountId), orderId, size };
    }
    case CommandKind.ReplaceOrder: {
      const { kind, orderId, price, size, accountId } = command;
      return { kind, account: accounts.numberOf(accountId), orderId, price, size };
    }
    case CommandKind.CancelAll: {
      const { kind, marketId, accountId } = command;
      return { kind, account: accounts.numberOf(accountId), marketId };
    }
    case CommandKind.CashOut: {
      const { kind, marketId, runnerId, share, price, accountId } = command;
      return { kind, account: accounts.numberOf(accountId), marketId, runnerId, share, price };
    }
    case CommandKind.OpenAccount:
      return { ...command, account: accounts.numberFor(command.subjectId) };
    case CommandKind.ConfigureAccount:
    case CommandKind.Deposit:
    case CommandKind.Withdraw:
    case CommandKind.StopAccount:
    case CommandKind.ResumeAccount:
    case CommandKind.Heartbeat:
      return { ...command, account: accounts.numberOf(command.subjectId) };
    default:
      return command;
  }
}
