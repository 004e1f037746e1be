import { CommandKind, type Command, type CreateMarket } from '../command.js';
import { EventKind } from '../event.js';
import { BetDelayModel, MarketKind, NO_LIMITS } from '../market/betting-rules.js';
import { RejectReason } from '../reject-reason.js';
import { RunnerResult } from '../settlement/result.js';
import type { Side } from '../side.js';
import type { ExchangeUnderTest } from './exchange-under-test.js';
import type { Prng } from './prng.js';
import { drawDeclaration } from './random-exchange-draws.js';

const ACCOUNTS = [1, 2, 3, 4];
const CURRENCY = 'GBP';
/** An account with less than this is given more before the next market: being short is the point. */
const POCKET_MONEY = 2_000;

/** Plays one tiny market after the other from its opening to its settlement, and checks the money at every turn. */
export class TinyMarkets {
  trades = 0;
  refusedForFunds = 0;
  readonly #exchange: ExchangeUnderTest;
  readonly #random: Prng;
  #sequence = 0;
  #marketId = 0;
  #latest = '';

  constructor(exchange: ExchangeUnderTest, random: Prng) {
    this.#exchange = exchange;
    this.#random = random;
    for (const account of ACCOUNTS)
      this.#must({ kind: CommandKind.OpenAccount, account, currency: CURRENCY });
  }

  play(): void {
    const random = this.#random;
    for (const account of ACCOUNTS) {
      const missing = POCKET_MONEY - this.#exchange.balance(account);
      if (missing > 0) this.#must({ kind: CommandKind.Deposit, account, amount: missing });
    }
    const wish = this.#wish();
    this.#must(wish);
    const marketId = ++this.#marketId;
    this.#must({ kind: CommandKind.OpenMarket, marketId });
    let active = wish.runners.map((runner) => runner.runnerId);
    const orderCount = random.between(3, 14);
    for (let nth = 0; nth < orderCount; nth++) {
      if (nth === 3 && random.chance(0.1)) this.#must({ kind: CommandKind.TurnInPlay, marketId });
      if (active.length > 1 && random.chance(0.02)) {
        const runnerId = random.pick(active);
        active = active.filter((each) => each !== runnerId);
        const reductionFactor = random.between(0, 5_000);
        this.#must({ kind: CommandKind.RemoveRunner, marketId, runnerId, reductionFactor });
      }
      this.#place(random.pick(active));
    }
    this.#must({ kind: CommandKind.CloseMarket, marketId });
    const worst = ACCOUNTS.map((account) => this.#exchange.exposure(account, marketId));
    const before = ACCOUNTS.map((account) => this.#exchange.balance(account));
    this.#must({ kind: CommandKind.SettleMarket, marketId, ...this.#results(wish, active) });
    this.#checkSettled(before, worst);
    if (random.chance(0.5)) {
      this.#must({ kind: CommandKind.ResettleMarket, marketId, ...this.#results(wish, active) });
      this.#checkSettled(before, worst);
    }
    if (random.chance(0.05)) {
      this.#must({ kind: CommandKind.VoidMarket, marketId });
      this.#checkSettled(before, worst);
      ACCOUNTS.forEach((account, nth) =>
        this.#check(`balance of ${account}`, this.#exchange.balance(account) === before[nth]),
      );
    }
  }

  #wish(): CreateMarket {
    const random = this.#random;
    const count = random.between(2, 4);
    const isPlace = random.chance(0.4);
    return {
      kind: CommandKind.CreateMarket,
      name: 'Tiny',
      runners: Array.from({ length: count }, (_, nth) => ({ runnerId: nth + 1, name: `R${nth}` })),
      ladder: { kind: 'CLASSIC' },
      rules: {
        currency: CURRENCY,
        kind: isPlace ? MarketKind.PLACE : MarketKind.WIN,
        winnerCount: isPlace ? random.between(1, count) : 1,
        fixture: '',
        startTimeMs: 0,
        baseRate: random.pick([0, 200, 500]),
        betDelayMs: 0,
        betDelayModel: BetDelayModel.ALL,
        limits: NO_LIMITS,
      },
    };
  }

  #place(runnerId: number): void {
    const random = this.#random;
    const account = random.pick(ACCOUNTS);
    const free = this.#free(account);
    const reason = this.#execute({
      kind: CommandKind.PlaceOrder,
      marketId: this.#marketId,
      runnerId,
      side: random.between(0, 1) as Side,
      price: random.pick([150, 196, 198, 200, 202, 204, 300, 405 - 5]),
      size: random.between(1, 1_500),
      account,
    });
    if (reason === RejectReason.INSUFFICIENT_FUNDS) this.refusedForFunds += 1;
    this.#check(`free money of ${account}`, this.#free(account) >= Math.min(0, free));
  }

  /** Mostly as they may be; the few declarations that are refused are drawn again. */
  #results(wish: CreateMarket, active: readonly number[]) {
    for (;;) {
      const declaration = drawDeclaration(this.#random, wish, active);
      const winners = declaration.results.filter(({ result }) =>
        wish.rules!.kind === MarketKind.WIN ? result === RunnerResult.WINNER : result !== RunnerResult.LOSER,
      ).length;
      const places = Math.min(wish.rules!.winnerCount, active.length);
      if (winners === places) return { ...declaration, tied: [] };
      if (winners > places) {
        const all = declaration.results.slice(0, winners).map(({ runnerId }) => runnerId);
        return { ...declaration, tied: all };
      }
    }
  }

  #free(account: number): number {
    return this.#exchange.balance(account) - this.#exchange.reserved(account);
  }

  #checkSettled(before: readonly number[], worst: readonly number[]): void {
    ACCOUNTS.forEach((account, nth) => {
      const balance = this.#exchange.balance(account);
      this.#check(`loss of ${account}`, balance >= before[nth]! - worst[nth]!);
      this.#check(`reserved of ${account}`, this.#exchange.reserved(account) === 0);
    });
    const held = ACCOUNTS.reduce((sum, account) => sum + this.#exchange.balance(account), 0);
    const { commission, rounding, paidIn } = this.#exchange.house(CURRENCY);
    this.#check('money of all', held + commission + rounding === paidIn);
    this.#check('rounding', rounding >= 0);
  }

  #execute(command: Command): RejectReason {
    this.#latest = JSON.stringify(command);
    const reason = this.#exchange.execute(command, ++this.#sequence, 1_700_000_000_000 + this.#sequence);
    for (const { kind } of this.#exchange.takeEvents()) if (kind === EventKind.OrderMatched) this.trades += 1;
    return reason;
  }

  #must(command: Command): void {
    const reason = this.#execute(command);
    this.#check(RejectReason[reason], reason === RejectReason.None);
  }

  #check(what: string, isSo: boolean): void {
    if (!isSo) throw new Error(`market ${this.#marketId}, step ${this.#sequence}, ${this.#latest}: ${what}`);
  }
}
