import { CommandKind, type Command } from './command.js';
import { EventKind } from './event.js';
import { MarketKind } from './market/betting-rules.js';
import { RejectReason } from './reject-reason.js';
import { EXCHANGES, type ExchangeUnderTest } from './testing/exchange-under-test.js';
import { ExposureLedger } from './testing/exposure-ledger.js';
import { Prng } from './testing/prng.js';
import { ACCOUNTS, RandomExchangeCommands } from './testing/random-exchange-commands.js';
import { TestExchange } from './testing/test-exchange.js';
import { TinyMarkets } from './testing/tiny-markets.js';

const SEED = Number(process.env.BACKLAY_REFERENCE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Whatever goes wrong is told with the seed. */
function checkSeeded(run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Error(`with BACKLAY_REFERENCE_SEED=${SEED}: ${String(error)}`, { cause: error });
  }
}

describe.each(EXCHANGES)('exposure in $name', ({ name, make }) => {
  describe('the worked cases', () => {
    it.each([
      { what: 'a matched back', matched: ['BACK 2 @ 5.6'], resting: [], exposure: 2 },
      { what: 'a matched lay', matched: ['LAY 2 @ 5.6'], resting: [], exposure: 9.2 },
      { what: 'both', matched: ['BACK 2 @ 5.6', 'LAY 2 @ 5.6'], resting: [], exposure: 0 },
      {
        what: 'two backs and a lay: 1980 or -20',
        matched: ['BACK 2 @ 5.6', 'BACK 20 @ 100', 'LAY 2 @ 5.6'],
        resting: [],
        exposure: 20,
      },
      { what: 'a resting back', matched: [], resting: ['BACK 2 @ 5.6'], exposure: 2 },
      { what: 'a resting lay', matched: [], resting: ['LAY 2 @ 5.6'], exposure: 9.2 },
      {
        what: 'a resting back and a resting lay, which are never netted',
        matched: [],
        resting: ['BACK 2 @ 5.8', 'LAY 2 @ 5.6'],
        exposure: 9.2,
      },
      {
        what: 'a resting back behind a matched one',
        matched: ['BACK 2 @ 5.6'],
        resting: ['BACK 2 @ 6'],
        exposure: 4,
      },
      {
        what: 'the example of three runners',
        matched: ['BACK 10 @ 4 on A', 'LAY 20 @ 3 on B'],
        resting: ['BACK 5 @ 4.2 on A', 'LAY 4 @ 6 on C'],
        exposure: 55,
      },
      {
        what: 'backs of all runners, one of which wins',
        matched: [],
        resting: ['BACK 10 @ 4 on A', 'BACK 10 @ 4 on B', 'BACK 10 @ 4 on C'],
        exposure: 20,
      },
      {
        what: 'the same, matched: each pays 40 for 30',
        matched: ['BACK 10 @ 4 on A', 'BACK 10 @ 4 on B', 'BACK 10 @ 4 on C'],
        resting: [],
        exposure: 0,
      },
      {
        what: 'lays of all runners',
        matched: [],
        resting: ['LAY 10 @ 4 on A', 'LAY 10 @ 5 on B', 'LAY 10 @ 3 on C'],
        exposure: 40,
      },
      {
        what: 'a fraction of a unit rounds up',
        matched: [],
        resting: ['LAY 0.01 @ 1.01 on A'],
        exposure: 0.01,
      },
      {
        what: 'so does what is left of a netted one',
        matched: ['LAY 0.03 @ 1.5 on A'],
        resting: ['BACK 0.01 @ 1.6 on B'],
        exposure: 0.03,
      },
    ])('$what: $exposure', ({ matched, resting, exposure }) => {
      const market = new TestExchange(make(), {}, 100_000);
      for (const bet of matched) market.match(bet);
      for (const order of resting) market.place(order);
      expect(market.exposure(1)).toBe(exposure);
    });

    it('a fill of what rests changes nothing where it was reserved already', () => {
      const market = new TestExchange(make());
      for (const bet of ['BACK 10 @ 4 on A', 'LAY 20 @ 3 on B']) market.match(bet);
      market.place('BACK 5 @ 4.2 on A, LAY 4 @ 6 on C');
      expect(market.exposure(1)).toBe(55);
      market.place('LAY 5 @ 4.2 on A', 2);
      expect(market.exposure(1)).toBe(55);
    });

    it.each([
      { winnerCount: 1, bet: 'LAY 10 @ 4 on A, LAY 10 @ 4 on B', exposure: 30 },
      { winnerCount: 2, bet: 'LAY 10 @ 4 on A, LAY 10 @ 4 on B', exposure: 60 },
      // One of the two wins whatever happens.
      { winnerCount: 2, bet: 'BACK 10 @ 4 on A, BACK 10 @ 4 on B', exposure: 10 },
      { winnerCount: 3, bet: 'BACK 10 @ 4 on A, BACK 10 @ 4 on B', exposure: 0 },
      { winnerCount: 3, bet: 'LAY 10 @ 4 on A', exposure: 30 },
    ])('$winnerCount of three win: $bet needs $exposure', ({ winnerCount, bet, exposure }) => {
      const market = new TestExchange(make(), { kind: MarketKind.PLACE, winnerCount });
      market.place(bet);
      expect(market.exposure(1)).toBe(exposure);
    });

    it('an order that frees money is taken from an account without any', () => {
      const market = new TestExchange(make(), {}, 10);
      market.must({ kind: CommandKind.Deposit, account: 2, amount: 2_000 });
      market.match('BACK 10 @ 4 on A');
      expect(market.available(1)).toBe(0);
      market.place('LAY 10 @ 4 on A');
      market.place('BACK 10 @ 4 on A', 3);
      expect([market.exposure(1), market.available(1)]).toEqual([0, 10]);
    });
  });

  it('is what trying out every set of winners and every subset of unmatched orders gives, and is never exceeded', () => {
    checkSeeded(() => {
      const random = new Prng(SEED);
      for (let game = 0; game < (name === 'the twin' ? 5 : 20); game++) checkGame(make(), random);
    });
  }, 120_000);

  it('10,000 markets from open to settlement and resettlement lose no money and go beyond no exposure', () => {
    checkSeeded(() => {
      const markets = new TinyMarkets(make(), new Prng(SEED));
      // The twin goes through its whole past for every question.
      const count = name === 'the twin' ? 200 : 10_000;
      for (let nth = 0; nth < count; nth++) markets.play();
      expect(markets.trades).toBeGreaterThan(count);
      expect(markets.refusedForFunds).toBeGreaterThan(count / 20);
    });
  }, 120_000);
});

const COMMANDS_OF_A_GAME = 600;

/** These may leave an account with less than it needs; nothing else may. */
const MAY_FALL_SHORT = new Set([
  CommandKind.RemoveRunner,
  CommandKind.VoidTrades,
  CommandKind.VoidMarket,
  CommandKind.ResettleMarket,
]);

function checkGame(exchange: ExchangeUnderTest, random: Prng): void {
  const commands = new RandomExchangeCommands(random);
  const ledger = new ExposureLedger();
  let sequence = 0;
  let available = ACCOUNTS.map(() => 0);

  const step = (command: Command, timeMs: number): void => {
    const reason = exchange.execute(command, ++sequence, timeMs);
    const events = exchange.takeEvents();
    for (const event of events) {
      if (event.kind === EventKind.MarketCreated && command.kind === CommandKind.CreateMarket)
        ledger.add(event.marketId, command);
    }
    ledger.learn(events);
    commands.learn(events);
    if (events.length > 0) available = check(command, reason);
  };

  const check = (command: Command, reason: RejectReason): number[] => {
    const told = `step ${sequence}, ${JSON.stringify(command)}: ${RejectReason[reason]}`;
    return ACCOUNTS.map((account, nth) => {
      let reserved = 0;
      for (const marketId of ledger.marketIds()) {
        const exposure = exchange.exposure(account, marketId);
        const wanted = Math.max(0, Math.ceil(ledger.worstLoss(account, marketId) / 100));
        if (exposure !== wanted)
          throw new Error(`${told}: exposure of ${account} in ${marketId} is ${exposure}, not ${wanted}`);
        reserved += exposure;
      }
      const left = exchange.balance(account) - reserved;
      if (exchange.reserved(account) !== reserved) throw new Error(`${told}: reserved of ${account}`);
      if (left < Math.min(0, available[nth]!) && !MAY_FALL_SHORT.has(command.kind))
        throw new Error(`${told}: ${account} has ${left} free, and had ${available[nth]}`);
      return left;
    });
  };

  for (let nth = 0; nth < COMMANDS_OF_A_GAME; nth++) {
    const { command, timeMs } = commands.next();
    if (timeMs >= exchange.nextDueMs) step({ kind: CommandKind.PassTime }, timeMs);
    step(command, timeMs);
  }
}
