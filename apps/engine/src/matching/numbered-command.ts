import { CommandKind, Side, type Command, type PlaceOrder } from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';
import type { EngineCommand } from './engine-command.js';

/** Serves all orders, one after the other: the matcher keeps nothing of a command. */
const place: { -readonly [Field in keyof PlaceOrder]: PlaceOrder[Field] } = {
  kind: CommandKind.PlaceOrder,
  account: 0,
  marketId: 0,
  runnerId: 0,
  side: Side.BACK,
  price: 0,
  size: 0,
  terms: undefined,
};

/** The matcher's command behind an engine's: with the number of the account instead of its id. Valid until the next call. */
export function numberedCommand(command: EngineCommand, accounts: AccountDirectory): Command {
  switch (command.kind) {
    case CommandKind.PlaceOrder:
      place.account = accounts.numberFor(command.accountId);
      place.marketId = command.marketId;
      place.runnerId = command.runnerId;
      place.side = command.side;
      place.price = command.price;
      place.size = command.size;
      place.terms = command.terms;
      return place;
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
