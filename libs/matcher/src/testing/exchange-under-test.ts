import type { Command } from '../command.js';
import type { MatcherEvent } from '../event.js';
import { Matcher } from '../matcher.js';
import type { RejectReason } from '../reject-reason.js';
import type { Side } from '../side.js';
import { ReferenceExchange } from './reference-exchange.js';
import { levelsOf } from './reference-fill.js';
import type { TwinHouse } from './reference-state.js';

/** What the scenarios and comparisons need of an exchange, so that the matcher and its twin can both stand for one. */
export interface ExchangeUnderTest {
  execute(command: Command, sequence: number, timeMs: number): RejectReason;
  /** What has happened since this was asked last. */
  takeEvents(): MatcherEvent[];
  balance(account: number): number;
  /** What all markets hold of the balance. */
  reserved(account: number): number;
  exposure(account: number, marketId: number): number;
  house(currency: string): Readonly<TwinHouse>;
  depth(marketId: number, runnerId: number, side: Side): { price: number; size: number }[];
  readonly nextDueMs: number;
}

/** What `Matcher` is to answer about money, as the contract names it. */
interface MoneyQueries {
  account(account: number): { balance: number; reserved: number } | undefined;
  exposure(account: number, marketId: number): number;
  house(currency: string): TwinHouse;
  readonly nextDueMs: number;
}

export class MatcherUnderTest implements ExchangeUnderTest {
  matcher: Matcher;

  constructor(matcher = new Matcher()) {
    this.matcher = matcher;
  }

  execute(command: Command, sequence: number, timeMs: number): RejectReason {
    return this.matcher.execute(command, sequence, timeMs);
  }

  takeEvents(): MatcherEvent[] {
    const events = this.matcher.events.toArray();
    this.matcher.events.clear();
    return events;
  }

  balance(account: number): number {
    return this.#queries.account(account)?.balance ?? 0;
  }

  reserved(account: number): number {
    return this.#queries.account(account)?.reserved ?? 0;
  }

  exposure(account: number, marketId: number): number {
    return this.#queries.exposure(account, marketId);
  }

  house(currency: string): Readonly<TwinHouse> {
    const none = { commission: 0, rounding: 0, paidIn: 0 };
    const { commission, rounding, paidIn } = this.#queries.house(currency) ?? none;
    return { commission, rounding, paidIn };
  }

  depth(marketId: number, runnerId: number, side: Side): { price: number; size: number }[] {
    return this.matcher.depth(marketId, runnerId, side).map(({ price, size }) => ({ price, size }));
  }

  get nextDueMs(): number {
    return this.#queries.nextDueMs;
  }

  get #queries(): MoneyQueries {
    return this.matcher as unknown as MoneyQueries;
  }
}

export class TwinUnderTest extends ReferenceExchange implements ExchangeUnderTest {
  depth(marketId: number, runnerId: number, side: Side): { price: number; size: number }[] {
    return levelsOf(this.state.queue(marketId, runnerId, side));
  }
}

/** For `describe.each`: every scenario is told to both. Each gets a new exchange for every test. */
export const EXCHANGES: readonly { name: string; make: () => ExchangeUnderTest }[] = [
  { name: 'the matcher', make: () => new MatcherUnderTest() },
  { name: 'the twin', make: () => new TwinUnderTest() },
];
