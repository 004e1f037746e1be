import { CommandKind, type Command } from '../command.js';
import { LapseReason, type MatcherEvent } from '../event.js';
import { RejectReason } from '../reject-reason.js';
import * as accounts from './reference-accounts.js';
import { lapse } from './reference-book.js';
import { exposureOf, reservedOf } from './reference-exposure.js';
import * as markets from './reference-markets.js';
import * as orders from './reference-orders.js';
import * as settlement from './reference-settlement.js';
import { ReferenceState, type TwinHouse } from './reference-state.js';

/** Something that is to happen at a time, unless it comes to nothing before. */
interface Due {
  readonly dueMs: number;
  readonly armed: number;
  readonly happen: () => void;
}

/**
 * The slow obvious twin of the whole matcher: accounts, money, in-play, removals and settlement besides the matching.
 * Lists, filters and sums, written from the rules and sharing no code with the matcher but the shapes of commands and
 * events. Exposure is worked out by trying every set of winners.
 */
export class ReferenceExchange {
  readonly state = new ReferenceState();

  execute(command: Command, sequence: number, timeMs: number): RejectReason {
    this.state.sequence = sequence;
    this.state.timeMs = timeMs;
    return this.#execute(command);
  }

  /** What has happened since this was asked last. */
  takeEvents(): MatcherEvent[] {
    const { events } = this.state;
    this.state.events = [];
    return events;
  }

  balance(account: number): number {
    return this.state.accounts.get(account)?.balance ?? 0;
  }

  reserved(account: number): number {
    return reservedOf(this.state, account);
  }

  exposure(account: number, marketId: number): number {
    const market = this.state.market(marketId);
    return market === undefined ? 0 : exposureOf(this.state, account, market);
  }

  house(currency: string): Readonly<TwinHouse> {
    return this.state.house(currency);
  }

  get nextDueMs(): number {
    return Math.min(...this.#dues().map((due) => due.dueMs), Infinity);
  }

  #execute(command: Command): RejectReason {
    const x = this.state;
    switch (command.kind) {
      case CommandKind.CreateMarket:
        return markets.createMarket(x, command);
      case CommandKind.OpenMarket:
        return markets.openMarket(x, command.marketId);
      case CommandKind.SuspendMarket:
        return markets.suspendMarket(x, command);
      case CommandKind.ResumeMarket:
        return markets.resumeMarket(x, command.marketId);
      case CommandKind.CloseMarket:
        return markets.closeMarket(x, command.marketId);
      case CommandKind.TurnInPlay:
        return markets.turnInPlay(x, command.marketId);
      case CommandKind.ChangeStartTime:
        return markets.changeStartTime(x, command);
      case CommandKind.RemoveRunner:
        return markets.removeRunner(x, command);
      case CommandKind.VoidTrades:
        return markets.voidTrades(x, command);
      case CommandKind.VoidMarket:
        return settlement.voidMarket(x, command.marketId);
      case CommandKind.SettleMarket:
        return settlement.settleMarket(x, command);
      case CommandKind.ResettleMarket:
        return settlement.resettleMarket(x, command);
      case CommandKind.PlaceOrder:
        return orders.placeOrder(x, command);
      case CommandKind.CancelOrder:
        return orders.cancelOrder(x, command);
      case CommandKind.ReplaceOrder:
        return orders.replaceOrder(x, command);
      case CommandKind.CancelAll:
        return orders.cancelAll(x, command);
      case CommandKind.CashOut:
        return orders.cashOut(x, command);
      case CommandKind.OpenAccount:
        return accounts.openAccount(x, command);
      case CommandKind.ConfigureAccount:
        return accounts.configureAccount(x, command);
      case CommandKind.Deposit:
        return accounts.deposit(x, command);
      case CommandKind.Withdraw:
        return accounts.withdraw(x, command);
      case CommandKind.StopAccount:
        return accounts.stopAccount(x, command);
      case CommandKind.ResumeAccount:
        return accounts.resumeAccount(x, command);
      case CommandKind.Heartbeat:
        return accounts.heartbeat(x, command);
      case CommandKind.PassTime:
        return this.#passTime();
      default:
        return RejectReason.COMMAND_UNKNOWN;
    }
  }

  #passTime(): RejectReason {
    for (;;) {
      const [due] = this.#dues().sort((a, b) => a.dueMs - b.dueMs || a.armed - b.armed);
      if (due === undefined || due.dueMs > this.state.timeMs) return RejectReason.None;
      due.happen();
    }
  }

  #dues(): Due[] {
    const x = this.state;
    const dues: Due[] = [];
    for (const order of x.orders.values()) {
      const { releaseMs, armed } = order;
      const { goodTillMs } = order.terms;
      const market = x.market(order.marketId)!;
      if (releaseMs !== 0)
        dues.push({ dueMs: releaseMs, armed, happen: () => orders.release(x, market, order) });
      if (goodTillMs !== 0)
        dues.push({ dueMs: goodTillMs, armed, happen: () => lapse(x, order, LapseReason.Expired) });
    }
    for (const { account, heartbeat } of x.accounts.values()) {
      if (heartbeat !== undefined)
        dues.push({ ...heartbeat, happen: () => accounts.missHeartbeat(x, account) });
    }
    return dues;
  }
}
