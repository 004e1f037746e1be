import { CommandKind, type Command } from '../command.js';
import type { MatcherEvent } from '../event.js';
import { Matcher } from '../matcher.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { MatcherUnderTest, TwinUnderTest, type ExchangeUnderTest } from './exchange-under-test.js';
import { checkIntegrity } from './integrity.js';
import { Prng } from './prng.js';
import { ACCOUNTS, RandomExchangeCommands } from './random-exchange-commands.js';
import { CURRENCIES } from './random-exchange-draws.js';

const STATE_COMPARED_EVERY = 500;
const TOLD_BEFORE_A_DIFFERENCE = 12;

/** Drives an exchange and its twin with the same random commands and throws at the first difference, with what led to it. */
export class ExchangeComparison {
  readonly twin = new TwinUnderTest();
  readonly #exchange: ExchangeUnderTest;
  readonly #commands: RandomExchangeCommands;
  readonly #latest: string[] = [];
  #sequence = 0;
  /** How often each reason was given, None included. */
  readonly reasons = new Map<RejectReason, number>();
  /** How many events of each kind there were. */
  readonly events = new Map<number, number>();

  constructor(seed: number, exchange: ExchangeUnderTest, without: ReadonlySet<CommandKind> = new Set()) {
    this.#exchange = exchange;
    this.#commands = new RandomExchangeCommands(new Prng(seed), without);
  }

  run(count: number): void {
    for (let done = 1; done <= count; done++) {
      const { command, timeMs } = this.#commands.next();
      // The contract: whoever gives the commands lets time pass before it gives one that is behind the next due time.
      const dueMs = Math.min(this.#exchange.nextDueMs, this.twin.nextDueMs);
      if (timeMs >= dueMs) this.#commands.learn(this.#step({ kind: CommandKind.PassTime }, timeMs));
      this.#commands.learn(this.#step(command, timeMs));
      if (done % STATE_COMPARED_EVERY === 0 || done === count) this.#compareState();
    }
  }

  #step(command: Command, timeMs: number): MatcherEvent[] {
    const sequence = ++this.#sequence;
    this.#remember(`${sequence} @ ${timeMs} ${CommandKind[command.kind]} ${JSON.stringify(command)}`);
    const reason = this.#exchange.execute(command, sequence, timeMs);
    const wanted = this.twin.execute(command, sequence, timeMs);
    const events = this.#exchange.takeEvents();
    const wantedEvents = this.twin.takeEvents();
    if (reason !== wanted) this.#differ('reason', RejectReason[reason], RejectReason[wanted]);
    for (let nth = 0; nth < Math.max(events.length, wantedEvents.length); nth++) {
      const [event, wantedEvent] = [events[nth], wantedEvents[nth]].map(withoutTradeNumber);
      if (!isEqual(event, wantedEvent)) this.#differ(`event ${nth}`, event, wantedEvent);
    }
    if (reason !== RejectReason.None && events.length > 0) this.#differ('events of a refusal', events, []);
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    for (const { kind } of events) this.events.set(kind, (this.events.get(kind) ?? 0) + 1);
    this.#compareMoney(events, timeMs, command);
    return events;
  }

  #compareMoney(events: readonly MatcherEvent[], timeMs: number, command: Command): void {
    const exchange = this.#exchange;
    const touched = new Set(events.flatMap((event) => ('marketId' in event ? [event.marketId] : [])));
    for (const account of ACCOUNTS) {
      this.#expect(`balance of ${account}`, exchange.balance(account), this.twin.balance(account));
      for (const marketId of touched) {
        const exposure = this.twin.exposure(account, marketId);
        const what = `exposure of ${account} in market ${marketId}`;
        this.#expect(what, exchange.exposure(account, marketId), exposure);
      }
      if (touched.size > 0)
        this.#expect(`reserved of ${account}`, exchange.reserved(account), this.twin.reserved(account));
    }
    // It may say too early, which only lets time pass in vain; but not too late, and not what is over.
    if (exchange.nextDueMs > this.twin.nextDueMs)
      this.#differ('nextDueMs', exchange.nextDueMs, this.twin.nextDueMs);
    if (command.kind === CommandKind.PassTime && exchange.nextDueMs <= timeMs)
      this.#differ('nextDueMs after time has passed', exchange.nextDueMs, this.twin.nextDueMs);
    for (const currency of CURRENCIES) {
      const house = this.twin.house(currency);
      this.#expect(`house of ${currency}`, exchange.house(currency), { ...house });
    }
    this.#checkConservation();
  }

  /** What the accounts and the house have is what was paid in. */
  #checkConservation(): void {
    for (const currency of CURRENCIES) {
      const owners = [...this.twin.state.accounts.values()].filter((owner) => owner.currency === currency);
      const held = owners.reduce((sum, { account }) => sum + this.#exchange.balance(account), 0);
      const { commission, rounding, paidIn } = this.#exchange.house(currency);
      this.#expect(`money of ${currency}`, held + commission + rounding, paidIn);
    }
  }

  /** Compares the books, and goes on with a matcher restored from a snapshot. */
  #compareState(): void {
    for (const { marketId, runnerIds, status } of this.twin.state.markets) {
      for (const runnerId of runnerIds) {
        for (const side of [Side.BACK, Side.LAY]) {
          const what = `depth of ${marketId}, ${runnerId}, ${Side[side]}`;
          const wanted = this.twin.depth(marketId, runnerId, side);
          this.#expect(what, this.#exchange.depth(marketId, runnerId, side), wanted);
        }
      }
      if (this.#exchange instanceof MatcherUnderTest)
        this.#expect(`status of ${marketId}`, this.#exchange.matcher.market(marketId)?.status, status);
    }
    if (!(this.#exchange instanceof MatcherUnderTest)) return;
    const { matcher } = this.#exchange;
    for (const { orderId, price, sizeRemaining } of this.twin.state.orders.values()) {
      const order = matcher.order(orderId);
      const found = order && { price: order.price, sizeRemaining: order.sizeRemaining };
      this.#expect(`order ${orderId}`, found, { price, sizeRemaining });
    }
    for (const { marketId } of this.twin.state.markets) {
      for (const account of ACCOUNTS) {
        const own = this.twin.state.ordersOf(marketId).filter((order) => order.account === account);
        const ids = own.map((order) => order.orderId);
        this.#expect(`orders of ${account} in ${marketId}`, matcher.accountOrders(account, marketId), ids);
      }
    }
    checkIntegrity(matcher);
    const restored = Matcher.restore(matcher.snapshot());
    this.#expect('hash of the restored matcher', restored.stateHash(), matcher.stateHash());
    this.#exchange.matcher = restored;
  }

  #remember(line: string): void {
    this.#latest.push(line);
    if (this.#latest.length > TOLD_BEFORE_A_DIFFERENCE) this.#latest.shift();
  }

  #expect(what: string, actual: unknown, wanted: unknown): void {
    if (!isEqual(actual, wanted)) this.#differ(what, actual, wanted);
  }

  #differ(what: string, actual: unknown, wanted: unknown): never {
    const difference = `${what}: ${JSON.stringify(actual)}\n  the twin says: ${JSON.stringify(wanted)}`;
    throw new Error(`${difference}\nthe latest commands, sequence @ time:\n  ${this.#latest.join('\n  ')}`);
  }
}

function withoutTradeNumber(event: MatcherEvent | undefined): unknown {
  return event !== undefined && 'trade' in event ? { ...event, trade: 0 } : event;
}

/** Deep equality of plain data with `===` on the leaves: far cheaper than a test library's, and called a lot. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual(a[key as keyof typeof a], b[key as keyof typeof b]));
}
