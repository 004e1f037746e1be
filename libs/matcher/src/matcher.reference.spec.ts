import { RejectReason } from './reject-reason.js';
import { ReferenceComparison } from './testing/reference-comparison.js';

const COMMANDS = Number(
  process.env.BACKLAY_REFERENCE_COMMANDS ?? (process.env.CI === 'true' ? 1_000_000 : 100_000),
);
const SEED = Number(process.env.BACKLAY_REFERENCE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Reasons of markets with money, accounts and terms begin here: exchange.reference.spec.ts is about those. */
const FIRST_OF_MONEY = RejectReason.BETTING_RULES_INVALID;

/** Reasons that need more than random commands can reach; other specs bring them about. */
const OUT_OF_REACH = new Set([
  RejectReason.ORDER_LIMIT_REACHED,
  RejectReason.MARKET_LIMIT_REACHED,
  RejectReason.POSITION_LIMIT_REACHED,
]);

describe('the matcher and its slow obvious twin', () => {
  it(`agree in answers, events and state over ${COMMANDS} random commands`, () => {
    console.log(`BACKLAY_REFERENCE_SEED=${SEED}`);
    const comparison = new ReferenceComparison(SEED);
    try {
      comparison.run(COMMANDS);
    } catch (error) {
      throw new Error(`with BACKLAY_REFERENCE_SEED=${SEED}: ${String(error)}`, { cause: error });
    }
    expect(comparison.trades).toBeGreaterThan(COMMANDS / 20);
    // Those behind it are about money, which exchange.reference.spec.ts compares.
    const reasons = Object.values(RejectReason)
      .filter((reason) => typeof reason === 'number')
      .filter((reason) => reason <= RejectReason.POSITION_LIMIT_REACHED);
    const neverGiven = reasons.filter(
      (reason) => reason < FIRST_OF_MONEY && !OUT_OF_REACH.has(reason) && !comparison.reasons.has(reason),
    );
    expect(neverGiven.map((reason) => RejectReason[reason])).toEqual([]);
  }, 600_000);
});
