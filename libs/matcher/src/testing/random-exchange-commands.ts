import { CommandKind, StopOrigin, type Command } from '../command.js';
import type { MatcherEvent } from '../event.js';
import type { Side } from '../side.js';
import { ExchangeKnowledge, Phase, type KnownMarket } from './exchange-knowledge.js';
import type { Prng } from './prng.js';
import { brokenCommand } from './random-exchange-breaks.js';
import { CURRENCIES, drawDeclaration, drawMarket, drawSettings, drawTerms } from './random-exchange-draws.js';

export const ACCOUNTS = [1, 2, 3, 4, 5, 6];
/** They play in markets without money only, and nobody opens them. */
const FREE_ACCOUNTS = [91, 92, 93];
const MARKETS_WANTED = 4;

/** A command and the time at which it is taken in. */
export interface TimedCommand {
  readonly command: Command;
  readonly timeMs: number;
}

/**
 * An endless stream of commands of every kind over a few markets with money and without, for accounts that are often short
 * of it. It follows the events, so that most commands are about something that exists, and moves time on.
 */
export class RandomExchangeCommands {
  readonly #random: Prng;
  readonly #without: ReadonlySet<CommandKind>;
  readonly #known: ExchangeKnowledge;
  #timeMs = 1_700_000_000_000;
  #opened = 0;
  #asked: Command | undefined;

  /** `without`: kinds of commands that are left out, to look behind a known difference. */
  constructor(random: Prng, without: ReadonlySet<CommandKind> = new Set()) {
    this.#random = random;
    this.#without = without;
    this.#known = new ExchangeKnowledge(random);
  }

  next(): TimedCommand {
    this.#timeMs += this.#random.chance(0.7) ? this.#random.between(0, 60) : this.#random.between(0, 900);
    let command = this.#any();
    while (this.#without.has(command.kind)) command = this.#any();
    // Orders are so many that few of them need to be broken.
    const brokenShare = command.kind === CommandKind.PlaceOrder ? 0.02 : 0.06;
    this.#asked = this.#random.chance(brokenShare) ? brokenCommand(this.#random, command) : command;
    return { command: this.#asked, timeMs: this.#timeMs };
  }

  /** Tells what came of the latest command. */
  learn(events: readonly MatcherEvent[]): void {
    for (const event of events) this.#known.learn(event, this.#asked);
  }

  #any(): Command {
    const random = this.#random;
    if (this.#opened < ACCOUNTS.length) return this.#openAccount(ACCOUNTS[this.#opened++]!);
    if (this.#known.markets.length < MARKETS_WANTED) return drawMarket(this.#random, this.#timeMs);
    const choice = random.next() * 100;
    if (choice < 8) return this.#accountCommand();
    if (choice < 17) return this.#marketCommand();
    if (choice < 19) return { kind: CommandKind.PassTime };
    if (choice < 23) return this.#cashOut();
    if (choice < 38) return this.#changeOrder();
    return this.#place();
  }

  #openAccount(account: number): Command {
    // The last one has the other currency.
    const currency = account === ACCOUNTS.at(-1) ? CURRENCIES[1]! : CURRENCIES[0]!;
    const isBroken = this.#random.chance(0.2);
    return { kind: CommandKind.OpenAccount, account, currency: isBroken ? 'XXX' : currency };
  }

  #accountCommand(): Command {
    const random = this.#random;
    const account = random.pick(ACCOUNTS);
    const choice = random.next();
    if (choice < 0.4)
      return {
        kind: CommandKind.Deposit,
        account,
        amount: random.between(1, 60) * random.pick([10, 50, 100]),
      };
    if (choice < 0.6) return { kind: CommandKind.Withdraw, account, amount: random.between(1, 3_000) };
    const origin = random.pick([StopOrigin.Owner, StopOrigin.Operator]);
    if (choice < 0.62) return { kind: CommandKind.StopAccount, account, origin };
    if (choice < 0.84) return { kind: CommandKind.ResumeAccount, account, origin };
    if (choice < 0.91) {
      const timeoutMs = random.chance(0.3) ? 0 : random.between(1_000, 8_000);
      return { kind: CommandKind.Heartbeat, account, timeoutMs };
    }
    if (choice < 0.93) return this.#openAccount(account);
    return { kind: CommandKind.ConfigureAccount, account, settings: drawSettings(random) };
  }

  /** The next step in the life of a market, often none of those it may take. */
  #marketCommand(): Command {
    const random = this.#random;
    const market = random.pick(this.#known.markets);
    const { marketId } = market;
    market.age += 1;
    if (market.phase === Phase.Created && random.chance(0.8))
      return { kind: CommandKind.OpenMarket, marketId };
    if (market.phase === Phase.Settled) {
      if (random.chance(0.4)) this.#known.forget(market);
      if (random.chance(0.15)) return this.#usualStep(market);
      if (random.chance(0.2)) return { kind: CommandKind.VoidMarket, marketId };
      const declaration = drawDeclaration(random, market.wish, market.active);
      return { kind: CommandKind.ResettleMarket, marketId, ...declaration };
    }
    if (market.phase === Phase.Closed && random.chance(0.7)) {
      if (market.wish.rules === undefined) this.#known.forget(market);
      return {
        kind: CommandKind.SettleMarket,
        marketId,
        ...drawDeclaration(random, market.wish, market.active),
      };
    }
    if (market.phase === Phase.Suspended && random.chance(0.4))
      return { kind: CommandKind.ResumeMarket, marketId };
    return this.#usualStep(market);
  }

  #usualStep(market: KnownMarket): Command {
    const random = this.#random;
    const { marketId, wish } = market;
    const choice = random.next() * 100;
    if (choice < 18) {
      const material = wish.rules !== undefined && random.chance(0.4);
      return { kind: CommandKind.SuspendMarket, marketId, ...(material && { material }) };
    }
    if (choice < 32) return { kind: CommandKind.ResumeMarket, marketId };
    if (choice < 52) return { kind: CommandKind.TurnInPlay, marketId };
    if (choice < 60 && market.phase !== Phase.Closed)
      return {
        kind: CommandKind.ChangeStartTime,
        marketId,
        startTimeMs: random.chance(0.1) ? -1 : random.between(0, 2 ** 40),
      };
    if (choice < 70) {
      const runnerId = random.chance(0.9) ? this.#runnerOf(market) : random.pick(wish.runners).runnerId;
      const reductionFactor = random.pick([
        0,
        1,
        249,
        250,
        399,
        400,
        1_620,
        7_518,
        10_000,
        random.between(0, 4_000),
      ]);
      if (market.active.length < 2 && random.chance(0.8)) return { kind: CommandKind.OpenMarket, marketId };
      return { kind: CommandKind.RemoveRunner, marketId, runnerId, reductionFactor };
    }
    if (choice < 78) {
      const fromMs = this.#timeMs + (random.chance(0.1) ? 1 : -random.between(0, 20_000));
      return { kind: CommandKind.VoidTrades, marketId, fromMs };
    }
    if (choice < 79) return { kind: CommandKind.VoidMarket, marketId };
    if (choice < 82)
      return {
        kind: CommandKind.SettleMarket,
        marketId,
        ...drawDeclaration(random, market.wish, market.active),
      };
    if (choice < 87 + market.age / 4) return { kind: CommandKind.CloseMarket, marketId };
    return { kind: CommandKind.OpenMarket, marketId };
  }

  #runnerOf(market: KnownMarket): number {
    return this.#random.pick(market.active.length > 0 ? market.active : [market.wish.runners[0]!.runnerId]);
  }

  #place(): Command {
    const random = this.#random;
    const market = this.#bettable();
    const isFree = market.wish.rules === undefined;
    const terms = random.chance(0.45) ? drawTerms(random, this.#timeMs, market.version) : undefined;
    return {
      kind: CommandKind.PlaceOrder,
      marketId: market.marketId,
      runnerId: random.chance(0.97) ? this.#runnerOf(market) : random.pick(market.wish.runners).runnerId,
      side: random.between(0, 1) as Side,
      price: this.#price(market),
      size: random.chance(0.7) ? random.between(1, 60) * 10 : random.between(1, 900),
      account: isFree ? random.pick(FREE_ACCOUNTS) : this.#bettor(market),
      ...(terms && { terms }),
    };
  }

  /** Mostly one of the market's currency. */
  #bettor({ wish }: KnownMarket): number {
    if (this.#random.chance(0.02)) return this.#random.pick(ACCOUNTS);
    if (this.#random.chance(0.005)) return 78;
    return wish.rules?.currency === CURRENCIES[1]
      ? ACCOUNTS.at(-1)!
      : this.#random.pick(ACCOUNTS.slice(0, -1));
  }

  /** Mostly one that is open. */
  #bettable(): KnownMarket {
    const open = this.#known.markets.filter((market) => market.phase === Phase.Open);
    return this.#random.pick(open.length > 0 && this.#random.chance(0.95) ? open : this.#known.markets);
  }

  #price(market: KnownMarket): number {
    const random = this.#random;
    const last = market.prices.tickCount - 1;
    if (random.chance(0.01)) market.middle = random.between(0, last);
    if (random.chance(0.01)) return random.between(90, 900);
    const tick = market.middle + random.between(-4, 4);
    return market.prices.priceAt(Math.min(Math.max(tick, 0), last));
  }

  #changeOrder(): Command {
    const random = this.#random;
    if (this.#known.orders.length === 0 || random.chance(0.05)) {
      const marketId = random.pick(this.#known.markets).marketId;
      return { kind: CommandKind.CancelAll, account: random.pick(ACCOUNTS), marketId };
    }
    const { orderId, account: owner, marketId } = random.pick(this.#known.orders);
    const market =
      this.#known.markets.find((each) => each.marketId === marketId) ?? random.pick(this.#known.markets);
    const account = random.chance(0.03) ? random.pick(ACCOUNTS) : owner;
    if (random.chance(0.55)) {
      const price = random.chance(0.4) ? 0 : this.#price(market);
      return {
        kind: CommandKind.ReplaceOrder,
        account,
        orderId,
        price,
        size: random.pick([0, random.between(1, 60) * 10]),
      };
    }
    const size = random.chance(0.6) ? random.between(1, 300) : 0;
    return { kind: CommandKind.CancelOrder, account, orderId, size };
  }

  #cashOut(): Command {
    const random = this.#random;
    const market = this.#bettable();
    return {
      kind: CommandKind.CashOut,
      account: this.#bettor(market),
      marketId: market.marketId,
      runnerId: this.#runnerOf(market),
      share: random.pick([10_000, 10_000, 5_000, random.between(1, 10_000)]),
      price: this.#price(market),
    };
  }
}
