import { CommandKind } from './command.js';
import { EventKind, type MatcherEvent } from './event.js';
import { RejectReason } from './reject-reason.js';
import { ExchangeComparison } from './testing/exchange-comparison.js';
import { MatcherUnderTest, TwinUnderTest } from './testing/exchange-under-test.js';
import { Prng } from './testing/prng.js';
import { RandomCommands } from './testing/random-commands.js';

const COMMANDS = Number(
  process.env.BACKLAY_EXCHANGE_COMMANDS ?? (process.env.CI === 'true' ? 60_000 : 30_000),
);
const PLAIN_COMMANDS = 5_000;
const SEED = Number(process.env.BACKLAY_REFERENCE_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Names of command kinds to leave out, as `CashOut,RemoveRunner`: to look behind a difference that is known. */
const WITHOUT = new Set(
  (process.env.BACKLAY_REFERENCE_WITHOUT ?? '')
    .split(',')
    .filter(Boolean)
    .map((name) => CommandKind[name as keyof typeof CommandKind]),
);

/** Reasons that need more than these random commands can reach; other specs bring them about. */
const OUT_OF_REACH = new Set([
  RejectReason.MARKET_NAME_INVALID,
  RejectReason.RUNNERS_INVALID,
  RejectReason.LADDER_INVALID,
  RejectReason.ORDER_LIMIT_REACHED,
  RejectReason.MARKET_LIMIT_REACHED,
  RejectReason.POSITION_LIMIT_REACHED,
  RejectReason.TRADE_LIMIT_REACHED,
  RejectReason.MONEY_LIMIT_REACHED,
  RejectReason.POSITION_TOO_LARGE,
  RejectReason.SETTLEMENT_FINAL,
]);

describe('the matcher and its slow twin, with money', () => {
  it(`agree in answers, events, balances and exposures over ${COMMANDS} random commands`, () => {
    expectAgreement(new ExchangeComparison(SEED, new MatcherUnderTest(), WITHOUT));
  }, 600_000);

  it('agree in markets without money over the random commands for plain matching', () => {
    const [exchange, twin] = [new MatcherUnderTest(), new TwinUnderTest()];
    const commands = new RandomCommands(new Prng(SEED));
    for (let sequence = 1; sequence <= PLAIN_COMMANDS; sequence++) {
      const command = commands.next();
      const reason = exchange.execute(command, sequence, sequence);
      const told = `with BACKLAY_REFERENCE_SEED=${SEED}, ${sequence}, ${JSON.stringify(command)}`;
      if (twin.execute(command, sequence, sequence) !== reason) throw new Error(told);
      const events = exchange.takeEvents();
      commands.learn(events);
      if (JSON.stringify(events.map(sorted)) !== JSON.stringify(twin.takeEvents().map(sorted)))
        throw new Error(told);
    }
    expect(twin.state.markets.length).toBeGreaterThan(4);
  }, 600_000);

  it('the random commands reach every reason and every kind of event', () => {
    const comparison = new ExchangeComparison(7, new TwinUnderTest());
    comparison.run(20_000);
    const reasons = Object.values(RejectReason).filter((reason) => typeof reason === 'number');
    const neverGiven = reasons.filter((each) => !OUT_OF_REACH.has(each) && !comparison.reasons.has(each));
    expect(neverGiven.map((reason) => RejectReason[reason])).toEqual([]);
    const kinds = Object.values(EventKind).filter((kind) => typeof kind === 'number');
    const neverSeen = kinds.filter((kind) => !comparison.events.has(kind));
    expect(neverSeen.map((kind) => EventKind[kind])).toEqual([]);
  }, 600_000);
});

/** Its fields in one order, whoever made it. */
function sorted(event: MatcherEvent): unknown {
  return Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1));
}

function expectAgreement(comparison: ExchangeComparison): void {
  console.log(`BACKLAY_REFERENCE_SEED=${SEED}`);
  try {
    comparison.run(COMMANDS);
  } catch (error) {
    throw new Error(`with BACKLAY_REFERENCE_SEED=${SEED}: ${String(error)}`, { cause: error });
  }
  expect(comparison.events.get(EventKind.OrderMatched)).toBeGreaterThan(COMMANDS / 50);
}
