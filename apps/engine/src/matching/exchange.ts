import type { ExchangeEvent } from '@backlay/contracts';
import { CommandKind, Matcher, RejectReason, type Command } from '@backlay/matcher';
import { AccountDirectory } from './account-directory.js';
import { commandName, type EngineCommand } from './engine-command.js';
import { OrderLedger } from './order-ledger.js';
import { wireEvent } from './wire-events.js';

/** What became of a command. */
export interface Outcome {
  readonly sequence: number;
  readonly timeMs: number;
  /** `RejectReason.None` when it was accepted. */
  readonly reason: RejectReason;
  /** Of a refused command: one `command.rejected`. */
  readonly events: readonly ExchangeEvent[];
}

/**
 * Everything that a replay of the commands makes again: the matcher, the numbers of the accounts and the orders that can
 * be read. A pure function of the commands, their sequences and their times.
 */
export class Exchange {
  readonly matcher = new Matcher();
  readonly accounts = new AccountDirectory();
  readonly orders: OrderLedger;

  /** @param completedOrders how many completed orders stay readable */
  constructor(completedOrders: number) {
    this.orders = new OrderLedger(completedOrders);
  }

  /** Executes one command. A refused one changes nothing but has its event, and its sequence is used up. */
  execute(command: EngineCommand, sequence: number, timeMs: number): Outcome {
    const { matcher } = this;
    matcher.events.clear();
    const reason = matcher.execute(this.#numbered(command), sequence, timeMs);
    if (reason !== RejectReason.None) {
      return { sequence, timeMs, reason, events: [this.#rejected(command, reason)] };
    }
    if (command.kind === CommandKind.PlaceOrder) this.accounts.keep(command.accountId);
    return { sequence, timeMs, reason, events: this.#takeEvents(timeMs) };
  }

  /** Digest of the matcher's whole state, queue positions included. */
  stateHash(): string {
    return this.matcher.stateHash();
  }

  #takeEvents(timeMs: number): ExchangeEvent[] {
    const buffer = this.matcher.events;
    const sources = {
      events: buffer,
      accounts: this.accounts,
      market: (id: number) => this.matcher.market(id),
    };
    const events: ExchangeEvent[] = [];
    for (let index = 0; index < buffer.count; index++) {
      this.orders.apply(buffer, index, timeMs);
      events.push(wireEvent(sources, index));
    }
    return events;
  }

  #numbered(command: EngineCommand): Command {
    switch (command.kind) {
      case CommandKind.PlaceOrder: {
        const { kind, marketId, runnerId, side, price, size } = command;
        return {
          kind,
          marketId,
          runnerId,
          side,
          price,
          size,
          account: this.accounts.numberFor(command.accountId),
        };
      }
      case CommandKind.CancelOrder: {
        const { kind, orderId, size } = command;
        return { kind, orderId, size, account: this.accounts.numberOf(command.accountId) };
      }
      case CommandKind.ReplaceOrder: {
        const { kind, orderId, price, size } = command;
        return { kind, orderId, price, size, account: this.accounts.numberOf(command.accountId) };
      }
      case CommandKind.CancelAll: {
        const { kind, marketId } = command;
        return { kind, marketId, account: this.accounts.numberOf(command.accountId) };
      }
      default:
        return command;
    }
  }

  #rejected(command: EngineCommand, reason: RejectReason): ExchangeEvent {
    return {
      type: 'command.rejected',
      command: commandName(command.kind),
      reason: RejectReason[reason],
      marketId: this.#marketOf(command),
      accountId: command.accountId,
    };
  }

  #marketOf(command: EngineCommand): number {
    if ('marketId' in command) return this.matcher.market(command.marketId)?.marketId ?? 0;
    if ('orderId' in command) return this.matcher.order(command.orderId)?.marketId ?? 0;
    return 0;
  }
}
