import { CommandKind } from '../command.js';
import { Matcher } from '../matcher.js';
import { RejectReason } from '../reject-reason.js';
import { MatcherUnderTest } from '../testing/exchange-under-test.js';
import { Prng } from '../testing/prng.js';
import { RandomExchangeCommands } from '../testing/random-exchange-commands.js';
import { smallRegion } from '../testing/small-region.js';
import { TestMarket } from '../testing/test-market.js';
import { ARENA, enterArena, Region, REGIONS } from './arena.js';
import { RecordStore } from './record-store.js';

const COMMANDS = 3_000;

/** A matcher that random commands are told to, and all that it said. */
class Player {
  readonly exchange = new MatcherUnderTest();
  readonly said: unknown[] = [];
  readonly #commands: RandomExchangeCommands;
  #sequence = 0;

  constructor(seed: number) {
    this.#commands = new RandomExchangeCommands(new Prng(seed));
  }

  play(count: number): void {
    for (let done = 0; done < count; done++) {
      const { command, timeMs } = this.#commands.next();
      if (timeMs >= this.exchange.nextDueMs)
        this.#heard(this.exchange.execute({ kind: CommandKind.PassTime }, ++this.#sequence, timeMs));
      this.#heard(this.exchange.execute(command, ++this.#sequence, timeMs));
    }
  }

  #heard(reason: RejectReason): void {
    const events = this.exchange.takeEvents();
    this.#commands.learn(events);
    this.said.push(RejectReason[reason], ...events);
  }
}

describe('matchers of one process', () => {
  it('do in turns what each does alone', () => {
    const alone = [1, 2, 3].map((seed) => {
      const player = new Player(seed);
      player.play(COMMANDS);
      return { said: player.said, hash: player.exchange.matcher.stateHash() };
    });
    const players = [1, 2, 3].map((seed) => new Player(seed));
    const turns = new Prng(4);
    for (const left = players.map(() => COMMANDS); left.some((count) => count > 0);) {
      const nth = turns.between(0, players.length - 1);
      const count = Math.min(left[nth]!, turns.between(1, 5));
      players[nth]!.play(count);
      left[nth]! -= count;
    }
    for (const [nth, { said, exchange }] of players.entries()) {
      expect(said).toEqual(alone[nth]!.said);
      expect(exchange.matcher.stateHash()).toBe(alone[nth]!.hash);
    }
  });

  it('answer every question about their own state, whoever worked last', () => {
    const player = new Player(5);
    player.play(COMMANDS);
    const { matcher } = player.exchange;
    const snapshot = matcher.snapshot();
    const ids = [...matcher.markets()].flatMap(({ marketId }) => matcher.accountOrders(1, marketId));
    const orders = ids.map((id) => matcher.order(id));
    new Player(6).play(100);
    expect(ids.map((id) => matcher.order(id))).toEqual(orders);
    new Player(7).play(100);
    expect(matcher.snapshot()).toEqual(snapshot);
    new Player(8).play(100);
    expect(Matcher.restore(snapshot).stateHash()).toBe(matcher.stateHash());
  });

  it('tell what memory they take without changing what is in it', () => {
    const market = new TestMarket();
    for (let placed = 0; placed < 5_000; placed++) market.place('BACK 2 @ 5.0', 7);
    const hash = market.matcher.stateHash();
    expect(market.matcher.arrayBytes).toBeGreaterThan(64 * 5_000);
    expect(market.matcher.stateHash()).toBe(hash);
  });

  it('leave nothing behind for the next', () => {
    new Player(9).play(COMMANDS);
    const store = new RecordStore(REGIONS.lines, { capacity: 1 });
    enterArena(store);
    for (const array of [ARENA.orders, ARENA.lines, ARENA.nodes, ARENA.accounts, ARENA.trades])
      expect(array.subarray(0, 100_000).every((word) => word === 0)).toBe(true);
  });
});

describe('a region', () => {
  it('shows the same bytes as words and as doubles', () => {
    const { words, doubles } = new Region();
    doubles[499] = 1.5;
    expect(words.slice(998, 1_000)).toEqual(new Int32Array(new Float64Array([1.5]).buffer));
    expect(doubles).toHaveLength(words.length / 2);
  });

  it('has memory of the system for what was touched, not for what it could hold', () => {
    const before = process.memoryUsage.rss();
    const region = new Region();
    expect(region.words).toHaveLength(2 ** 30);
    region.makeReady(1_000);
    expect(region.touchedBytes(500)).toBe(4_000);
    expect(region.touchedBytes(1_500)).toBe(6_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
  });

  it('is smaller where a process may not have so much address space', () => {
    expect(smallRegion().words).toHaveLength(2 ** 25);
  });
});

describe('who is not in the arena', () => {
  it('cannot become longer', () => {
    const store = new RecordStore(REGIONS.lines, { capacity: 100 });
    expect(() => store.take()).toThrow('no room for 32 words, only for 0');
  });
});
