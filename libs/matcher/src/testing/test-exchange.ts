import { ACCOUNT_SETTINGS_DEFAULT, type AccountSettings } from '../account/account-settings.js';
import { CommandKind, type Command, type PlaceOrder } from '../command.js';
import { EventKind, type MatcherEvent } from '../event.js';
import { MarketKind, NO_LIMITS, BetDelayModel, type BettingRules } from '../market/betting-rules.js';
import { PLAIN_TERMS, type OrderTerms } from '../order/order-terms.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { RejectReason } from '../reject-reason.js';
import { RunnerResult } from '../settlement/result.js';
import { Side } from '../side.js';
import { runnerId, tell } from './event-telling.js';
import type { ExchangeUnderTest } from './exchange-under-test.js';
import { hundredths } from './test-market.js';

export const START_MS = 1_700_000_000_000;

const RULES: BettingRules = {
  currency: 'GBP',
  kind: MarketKind.WIN,
  winnerCount: 1,
  fixture: '',
  startTimeMs: 0,
  baseRate: 0,
  betDelayMs: 0,
  betDelayModel: BetDelayModel.ALL,
  limits: NO_LIMITS,
};

export interface TestMarketWish extends Partial<BettingRules> {
  /** Letters of its runners; `ABC` when nothing is said. */
  readonly runners?: string;
  readonly ladder?: LadderDefinition;
  /** A market without money. */
  readonly isFree?: boolean;
}

/**
 * An exchange with accounts 1 to 4 of 1000 GBP each and one open market with money, to be spoken to in short words: orders
 * as `BACK 2 @ 5.0 on A`, money in whole units. Time stands still until it is told to pass.
 */
export class TestExchange {
  readonly exchange: ExchangeUnderTest;
  readonly marketId: number;
  timeMs = START_MS;
  events: MatcherEvent[] = [];
  #sequence = 0;
  #marketCount = 0;

  constructor(exchange: ExchangeUnderTest, wish: TestMarketWish = {}, funds = 1_000) {
    this.exchange = exchange;
    for (const account of [1, 2, 3, 4]) {
      this.must({ kind: CommandKind.OpenAccount, account, currency: wish.currency ?? 'GBP' });
      if (funds > 0) this.must({ kind: CommandKind.Deposit, account, amount: funds * 100 });
    }
    this.marketId = this.addMarket(wish);
  }

  /** One more open market; gives its id. */
  addMarket({
    runners = 'ABC',
    ladder = { kind: 'CLASSIC' },
    isFree = false,
    ...rules
  }: TestMarketWish): number {
    this.must({
      kind: CommandKind.CreateMarket,
      name: 'Test',
      runners: runners.split('').map((letter) => ({ runnerId: runnerId(letter), name: letter })),
      ladder,
      rules: isFree ? undefined : { ...RULES, ...rules },
    });
    const marketId = ++this.#marketCount;
    this.must({ kind: CommandKind.OpenMarket, marketId });
    return marketId;
  }

  /** Executes a command and gives the reason; `events` has what came of it. */
  execute(command: Command): RejectReason {
    this.exchange.takeEvents();
    this.#sequence += 1;
    const reason = this.exchange.execute(command, this.#sequence, this.timeMs);
    this.events = this.exchange.takeEvents();
    return reason;
  }

  /** Executes a command that is to be accepted and gives what came of it, in words. */
  must(command: Command): string[] {
    const reason = this.execute(command);
    if (reason !== RejectReason.None) throw new Error(`${JSON.stringify(command)}: ${RejectReason[reason]}`);
    return this.told();
  }

  told(): string[] {
    return this.events.map(tell);
  }

  /** Why a command is refused, by name; `None` when it is not. */
  reason(command: Command): string {
    return RejectReason[this.execute(command)];
  }

  /** The command of `BACK 2 @ 5.0 on A`; `on A` may be left out. */
  order(text: string, account = 1, terms?: Partial<OrderTerms>): PlaceOrder {
    const match = /^\s*(BACK|LAY) (\S+) @ (\S+)(?: on (\w))?\s*$/.exec(text);
    if (match === null) throw new Error(`not an order: ${text}`);
    return {
      kind: CommandKind.PlaceOrder,
      marketId: this.marketId,
      runnerId: runnerId(match[4] ?? 'A'),
      side: match[1] === 'BACK' ? Side.BACK : Side.LAY,
      size: hundredths(match[2]),
      price: hundredths(match[3]),
      account,
      ...(terms && { terms: { ...PLAIN_TERMS, ...terms } }),
    };
  }

  /** Places an order, or several separated by commas, and gives the id of the last. */
  place(texts: string, account = 1, terms?: Partial<OrderTerms>): number {
    let orderId = 0;
    for (const text of texts.split(',')) {
      this.must(this.order(text, account, terms));
      const placed = this.events.find((event) => event.kind === EventKind.OrderPlaced);
      if (placed?.kind === EventKind.OrderPlaced) orderId = placed.orderId;
    }
    return orderId;
  }

  /** Matches `BACK 10 @ 4.0 on A` of an account with a counterparty's opposite order. */
  match(text: string, account = 1, counterparty = 2): void {
    const command = this.order(text, account);
    const side = command.side === Side.BACK ? Side.LAY : Side.BACK;
    this.must({ ...command, side, account: counterparty });
    this.must(command);
  }

  /** A command about the market that carries nothing but its id. */
  market(
    kind:
      | CommandKind.SuspendMarket
      | CommandKind.ResumeMarket
      | CommandKind.CloseMarket
      | CommandKind.TurnInPlay
      | CommandKind.VoidMarket,
  ): string[] {
    return this.must({ kind, marketId: this.marketId });
  }

  /** Lets time pass and tells what came due. */
  wait(ms: number): string[] {
    this.timeMs += ms;
    return this.must({ kind: CommandKind.PassTime });
  }

  remove(letter: string, percent: number): string[] {
    const { marketId } = this;
    const reductionFactor = hundredths(`${percent}`);
    return this.must({
      kind: CommandKind.RemoveRunner,
      marketId,
      runnerId: runnerId(letter),
      reductionFactor,
    });
  }

  configure(account: number, settings: Partial<AccountSettings>): void {
    this.must({
      kind: CommandKind.ConfigureAccount,
      account,
      settings: { ...ACCOUNT_SETTINGS_DEFAULT, ...settings },
    });
  }

  /** Closes the market when it is open, and settles it: `A` has won, `A B-` has A won and B placed; see resultsOf. */
  settle(results: string, tied = ''): string[] {
    if (this.execute({ kind: CommandKind.CloseMarket, marketId: this.marketId }) !== RejectReason.None)
      this.events = [];
    return this.must({ kind: CommandKind.SettleMarket, ...this.declaration(results, tied) });
  }

  /** Letters that won, `B-` for one that was placed, `x` behind it for one that lost: `A B- Cx`. */
  declaration(results: string, tied = '') {
    return {
      marketId: this.marketId,
      results: results.split(' ').filter(Boolean).map(resultOf),
      tied: tied.split('').map(runnerId),
    };
  }

  balance(account: number): number {
    return this.exchange.balance(account) / 100;
  }

  exposure(account: number): number {
    return this.exchange.exposure(account, this.marketId) / 100;
  }

  available(account: number): number {
    return (this.exchange.balance(account) - this.exchange.reserved(account)) / 100;
  }

  /** A runner's book as `BACK` and `LAY` levels, best first: `LAY 5 @ 2.2`. */
  book(letter = 'A'): string[] {
    return [Side.LAY, Side.BACK].flatMap((side) =>
      this.exchange
        .depth(this.marketId, runnerId(letter), side)
        .map(({ price, size }) => `${Side[side]} ${size / 100} @ ${price / 100}`),
    );
  }
}

function resultOf(text: string) {
  const result = { '': RunnerResult.WINNER, '-': RunnerResult.PLACED, x: RunnerResult.LOSER }[text.slice(1)];
  if (result === undefined) throw new Error(`not a result: ${text}`);
  return { runnerId: runnerId(text.charAt(0)), result };
}
