import type { ExchangeEvent } from '@backlay/contracts';
import { CHAIN_START, CommandKind, Matcher, RejectReason, nextChain, type Command } from '@backlay/matcher';
import type { SavedPart, SnapshotPart } from '../snapshot/snapshot-part.js';
import { AccountDirectory } from './account-directory.js';
import { commandName, type EngineCommand } from './engine-command.js';
import { MatcherPart } from './matcher-part.js';
import { numberedCommand } from './numbered-command.js';
import { OrderLedger } from './order-ledger.js';
import { OrderEvents } from './order-events.js';
import { rarerEvent } from './wire-events.js';

/** Takes events one after the other; each is used again for the next one. */
export interface EventSink {
  add(event: ExchangeEvent): void;
}

/** How far an exchange has come. */
export interface ExchangeProgress {
  /** Of the latest command; 0 before the first. */
  readonly sequence: number;
  readonly timeMs: number;
  /** Running digest of all outcomes so far: see `nextChain`. */
  readonly chain: number;
  readonly accepted: number;
  readonly refused: number;
}

/**
 * Everything that a replay of the commands makes again: the matcher, the numbers of the accounts and the orders that can
 * be read. A pure function of the commands, their sequences and their times.
 */
export class Exchange implements SnapshotPart {
  readonly name = 'exchange';
  readonly accounts = new AccountDirectory();
  readonly orders: OrderLedger;
  readonly #orderEvents = new OrderEvents(this.accounts);
  readonly #matcherPart = new MatcherPart();
  #matcher = this.#matcherPart.matcher;
  #sequence = 0;
  #timeMs = 0;
  #chain = CHAIN_START;
  #accepted = 0;
  #refused = 0;

  /** @param completedOrders how many completed orders stay readable */
  constructor(completedOrders: number) {
    this.orders = new OrderLedger(completedOrders);
  }

  get matcher(): Matcher {
    return this.#matcher;
  }

  /** Sequence of the latest command; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Time of the latest command, in ms since 1970. */
  get timeMs(): number {
    return this.#timeMs;
  }

  /** Running digest of the outcomes of all commands: see `nextChain`. */
  get chain(): number {
    return this.#chain;
  }

  get progress(): ExchangeProgress {
    return {
      sequence: this.#sequence,
      timeMs: this.#timeMs,
      chain: this.#chain,
      accepted: this.#accepted,
      refused: this.#refused,
    };
  }

  /** What a snapshot of the exchange consists of, in the order in which it is loaded. */
  get parts(): readonly SnapshotPart[] {
    return [this.#matcherPart, this.accounts, this.orders, this];
  }

  /**
   * Executes one command. A refused one changes nothing but has its event, and its sequence is used up.
   * @returns `RejectReason.None` when it was accepted
   */
  execute(command: EngineCommand, sequence: number, timeMs: number): RejectReason {
    const reason = this.run(numberedCommand(command, this.accounts), sequence, timeMs);
    if (reason !== RejectReason.None) return reason;
    if (command.kind === CommandKind.PlaceOrder) this.accounts.keep(command.accountId);
    else if (command.kind === CommandKind.OpenAccount) this.accounts.keep(command.subjectId);
    return reason;
  }

  /**
   * Tells what the command that was executed last made happen, as the rest of the world gets it: of a refused one that it was
   * refused.
   */
  tellEvents(command: EngineCommand, reason: RejectReason, sink: EventSink): void {
    if (reason !== RejectReason.None) {
      sink.add(this.#rejected(command, reason));
      return;
    }
    const { events } = this.#matcher;
    const { count } = events;
    for (let index = 0; index < count; index++) {
      sink.add(this.#orderEvents.at(events, index) ?? this.#rarerEvent(index));
    }
  }

  /**
   * Executes one command whose account has its number. The account that an accepted `PlaceOrder` or `OpenAccount` is
   * the first of is the caller's to keep, with the number that it had here. What happened is in
   * `matcher.events` until the next command.
   */
  run(command: Command, sequence: number, timeMs: number): RejectReason {
    const matcher = this.#matcher;
    const { events } = matcher;
    events.clear();
    const reason = matcher.execute(command, sequence, timeMs);
    const { count } = events;
    for (let index = 0; index < count; index++) this.orders.apply(events, index, timeMs);
    this.#chain = nextChain(this.#chain, reason, events);
    this.#sequence = sequence;
    this.#timeMs = timeMs;
    if (reason === RejectReason.None) this.#accepted += 1;
    else this.#refused += 1;
    return reason;
  }

  /** Digest of the matcher's whole state, queue positions included, and of the accounts. */
  stateHash(): string {
    return this.#matcher.stateHash() + this.accounts.digest.toString(16).padStart(8, '0');
  }

  save(): SavedPart {
    return { header: this.progress, blocks: {} };
  }

  /** Loads the progress; the other parts are to be loaded before it. */
  load({ header }: SavedPart): void {
    const { sequence, timeMs, chain, accepted, refused } = header as ExchangeProgress;
    this.#matcher = this.#matcherPart.matcher;
    this.#sequence = sequence;
    this.#timeMs = timeMs;
    this.#chain = chain;
    this.#accepted = accepted;
    this.#refused = refused;
  }

  clear(): void {
    this.load({
      header: { sequence: 0, timeMs: 0, chain: CHAIN_START, accepted: 0, refused: 0 },
      blocks: {},
    });
  }

  #rarerEvent(index: number): ExchangeEvent {
    const { accounts } = this;
    const matcher = this.#matcher;
    return rarerEvent({ events: matcher.events, accounts, matcher }, index);
  }

  #rejected(command: EngineCommand, reason: RejectReason): ExchangeEvent {
    return {
      type: 'command.rejected',
      command: commandName(command.kind),
      reason: RejectReason[reason],
      marketId: this.#marketOf(command),
      accountId: 'subjectId' in command ? command.subjectId : command.accountId,
    };
  }

  #marketOf(command: EngineCommand): number {
    if ('marketId' in command) return this.#matcher.market(command.marketId)?.marketId ?? 0;
    if ('orderId' in command) return this.#matcher.order(command.orderId)?.marketId ?? 0;
    return 0;
  }
}
