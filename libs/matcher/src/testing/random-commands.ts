import { CommandKind, type Command } from '../command.js';
import type { MatcherEvent } from '../event.js';
import { EventKind } from '../event.js';
import { PriceLadder } from '../price-ladder/price-ladder.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import type { Side } from '../side.js';
import type { Prng } from './prng.js';

const LADDERS: readonly LadderDefinition[] = [
  { kind: 'CLASSIC' },
  { kind: 'FINEST' },
  { kind: 'CUSTOM', bands: [{ from: 150, to: 170, step: 5 }] },
  { kind: 'CUSTOM', bands: [{ from: 101, to: 1_000_000, step: 1 }] },
  {
    kind: 'CUSTOM',
    bands: [
      { from: 101, to: 131, step: 1 },
      { from: 200, to: 1_000, step: 10 },
      { from: 500_000, to: 1_000_000, step: 100_000 },
    ],
  },
];

/** Values that no number in a command may have, or that are legal and rare. */
const ODD_NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  1.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 26,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 + 1,
];
const ODDER_NUMBERS = [
  ...ODD_NUMBERS,
  2 ** 53,
  -(2 ** 31),
  1_000_000_000,
  1_000_000_001,
  1e300,
  100,
  101,
  1_000_001,
];

const BROKEN_DESCRIPTIONS: readonly object[] = [
  { name: '' },
  { name: ' ' },
  { name: 'a'.repeat(201) },
  { name: 'line\nbreak' },
  { name: 7 },
  { runners: [] },
  { runners: [{ runnerId: 0, name: 'A' }] },
  { runners: [{ runnerId: 1.5, name: 'A' }] },
  { runners: [{ runnerId: 2 ** 31, name: 'A' }] },
  { runners: [{ runnerId: 1, name: '' }] },
  { runners: [1, 1].map((runnerId) => ({ runnerId, name: 'A' })) },
  { runners: Array.from({ length: 1_001 }, (_, index) => ({ runnerId: index + 1, name: 'A' })) },
  { ladder: { kind: 'OTHER' } },
  { ladder: { kind: 'CUSTOM', bands: [] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 100, to: 200, step: 1 }] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 101, to: 1_000_001, step: 1 }] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 101, to: 200, step: 2 }] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 200, to: 101, step: 1 }] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 101, to: 200, step: 0 }] } },
  { ladder: { kind: 'CUSTOM', bands: [{ from: 101, to: 101, step: NaN }] } },
  {
    ladder: { kind: 'CUSTOM', bands: [101, 102, 101].map((price) => ({ from: price, to: price, step: 1 })) },
  },
];

const ACCOUNTS = [0, 1, 2, 3, 4, 5, 6, 2 ** 31 - 1];
const OPEN_MARKETS_WANTED = 5;
const OPEN_MARKETS_MAX = 10;
const ORDERS_WANTED_MAX = 1_200;

interface KnownMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
  readonly prices: PriceLadder;
  /** Tick around which its orders are placed; it wanders. */
  middle: number;
}

interface KnownOrder {
  readonly orderId: number;
  readonly account: number;
}

/**
 * An endless stream of commands of every kind over several markets, ladders and accounts, legal ones and broken
 * ones. It follows the events, so that most commands are about something that exists.
 */
export class RandomCommands {
  readonly #random: Prng;
  readonly #markets: KnownMarket[] = [];
  readonly #orders: KnownOrder[] = [];
  #asked: Command | undefined;

  constructor(random: Prng) {
    this.#random = random;
  }

  next(): Command {
    const random = this.#random;
    const command = this.#markets.length < OPEN_MARKETS_WANTED ? this.#createMarket() : this.#usual();
    const brokenShare = command.kind === CommandKind.CreateMarket ? 0.5 : 0.03;
    this.#asked = random.chance(brokenShare) ? this.#broken(command) : command;
    return this.#asked;
  }

  /** Tells what came of the latest command. */
  learn(events: readonly MatcherEvent[]): void {
    for (const event of events) {
      if (event.kind === EventKind.OrderPlaced) {
        this.#orders.push({ orderId: event.orderId, account: event.account });
      } else if (event.kind === EventKind.MarketCreated && this.#asked?.kind === CommandKind.CreateMarket) {
        this.#learnMarket(event.marketId, this.#asked);
      } else if (event.kind === EventKind.MarketClosed) {
        // Most closed markets are forgotten, so that few commands go to them.
        const index = this.#markets.findIndex((market) => market.marketId === event.marketId);
        if (index >= 0) this.#markets.splice(index, 1);
      }
    }
  }

  #learnMarket(
    marketId: number,
    { ladder, runners }: Extract<Command, { kind: CommandKind.CreateMarket }>,
  ): void {
    const prices = PriceLadder.of(ladder);
    if (prices === undefined) throw new Error('a market was created with an illegal ladder');
    const runnerIds = runners.map((runner) => runner.runnerId);
    this.#markets.push({
      marketId,
      runnerIds,
      prices,
      middle: this.#random.between(0, prices.tickCount - 1),
    });
  }

  #usual(): Command {
    const random = this.#random;
    const choice = random.next() * 100;
    if (choice < 0.02) return this.#createMarket();
    if (choice < 1) return this.#lifeCycle();
    if (choice < 2)
      return { kind: CommandKind.CancelAll, account: random.pick(ACCOUNTS), marketId: this.#marketId() };
    if (choice < 35 || this.#orders.length > ORDERS_WANTED_MAX) return this.#changeOrder();
    return this.#place();
  }

  #createMarket(): Command {
    const random = this.#random;
    const first = random.between(1, 1_000);
    const runners = Array.from({ length: random.between(1, 3) }, (_, index) => ({
      runnerId: first + index * random.between(1, 1_000_000),
      name: `Runner ${index + 1}`,
    }));
    return { kind: CommandKind.CreateMarket, name: `Market ${first}`, runners, ladder: random.pick(LADDERS) };
  }

  #lifeCycle(): Command {
    const marketId = this.#marketId();
    const choice = this.#random.next();
    if (choice < 0.02 || this.#markets.length > OPEN_MARKETS_MAX)
      return { kind: CommandKind.CloseMarket, marketId };
    if (choice < 0.12) return { kind: CommandKind.SuspendMarket, marketId };
    if (choice < 0.5) return { kind: CommandKind.ResumeMarket, marketId };
    return { kind: CommandKind.OpenMarket, marketId };
  }

  #place(): Command {
    const random = this.#random;
    const market = random.pick(this.#markets);
    return {
      kind: CommandKind.PlaceOrder,
      marketId: random.chance(0.02) ? this.#marketId() : market.marketId,
      runnerId: random.pick(market.runnerIds),
      side: random.between(0, 1) as Side,
      price: this.#price(market),
      size: random.chance(0.02) ? 1_000_000_000 : random.between(1, 40),
      account: random.pick(ACCOUNTS),
    };
  }

  #price(market: KnownMarket): number {
    const random = this.#random;
    const last = market.prices.tickCount - 1;
    if (random.chance(0.02)) market.middle = random.between(0, last);
    if (random.chance(0.01)) return market.prices.priceAt(random.pick([0, last]));
    if (random.chance(0.01)) return random.between(90, 100_100);
    const spread = random.chance(0.1) ? 200 : 6;
    const tick = market.middle + random.between(-spread, spread);
    return market.prices.priceAt(Math.min(Math.max(tick, 0), last));
  }

  #changeOrder(): Command {
    const random = this.#random;
    if (this.#orders.length === 0) return this.#place();
    const index = random.between(0, this.#orders.length - 1);
    const { orderId, account: owner } = this.#orders[index]!;
    const account = random.chance(0.03) ? random.pick(ACCOUNTS) : owner;
    if (random.chance(0.3)) {
      const price = random.chance(0.4) ? 0 : this.#price(random.pick(this.#markets));
      return { kind: CommandKind.ReplaceOrder, account, orderId, price, size: random.between(0, 30) };
    }
    if (random.chance(0.2))
      return { kind: CommandKind.CancelOrder, account, orderId, size: random.between(1, 20) };
    // Forget it most of the times; the rest become commands about orders that are long gone.
    if (random.chance(0.9)) {
      this.#orders[index] = this.#orders.at(-1)!;
      this.#orders.pop();
    }
    return { kind: CommandKind.CancelOrder, account, orderId, size: 0 };
  }

  #marketId(): number {
    const random = this.#random;
    return random.chance(0.1) ? random.between(-1, 30) : random.pick(this.#markets).marketId;
  }

  /** The command with one of its numbers spoiled. */
  #broken(command: Command): Command {
    const random = this.#random;
    if (command.kind === CommandKind.CreateMarket) return { ...command, ...random.pick(BROKEN_DESCRIPTIONS) };
    const numbers = Object.entries(command).filter(([, value]) => typeof value === 'number');
    const [field] = random.pick(numbers);
    return { ...command, [field]: random.pick(ODDER_NUMBERS) };
  }
}
