import fc from 'fast-check';
import {
  CommandKind,
  Side,
  PLAIN_TERMS,
  Persistence,
  SelfMatch,
  TargetKind,
  TimeInForce,
  type OrderTerms,
} from '@backlay/matcher';
import { Exchange } from '../matching/exchange.js';
import { executed } from '../matching/testing/executed.js';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Answer } from '../sequencer/answer.js';
import { CommandEncoder, commandBytes, decodeCommand } from '../sequencer/command-codec.js';
import { answerAgain } from './answer-again.js';
import { AnswerEncoder, AnswerFormatError, readAnswer } from './answer-codec.js';
import { composeAnswer } from './compose-answer.js';
import { answerFacts } from './executed-facts.js';

const START_MS = 1_763_871_000_000;

/** A command; orders are named by how many were placed after them. */
type Wish = (orderIds: readonly number[]) => EngineCommand;

const MARKET_STEPS = [CommandKind.OpenMarket, CommandKind.SuspendMarket, CommandKind.ResumeMarket] as const;
const origin = (accountId: string) => ({ accountId, commandId: `${START_MS}-c` });
const account = fc.constantFrom('alice', 'bob', 'carol.2026:x_-');
const marketId = fc.constantFrom(1, 1, 1, 2, 77);
const price = fc.constantFrom(101, 240, 250, 252, 260, 300, 251, 100_000, 5);
const size = fc.oneof(
  fc.integer({ min: 1, max: 1500 }),
  fc.constantFrom(1_000_000_000, 1_000_000_001, 9_999_999_999),
);

const terms = fc.constantFrom<OrderTerms | undefined>(
  undefined,
  undefined,
  { ...PLAIN_TERMS, persistence: Persistence.PERSIST, goodTillMs: START_MS * 2 },
  { ...PLAIN_TERMS, timeInForce: TimeInForce.FILL_AND_KILL, selfMatch: SelfMatch.CANCEL_BOTH },
  { ...PLAIN_TERMS, target: TargetKind.PAYOUT },
);

const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        account,
        marketId,
        runnerId: fc.constantFrom(1, 2, 9),
        isBack: fc.boolean(),
        price,
        size,
        terms,
      })
      .map(({ account: accountId, isBack, terms: own, ...fields }): Wish => () => ({
        kind: CommandKind.PlaceOrder,
        ...origin(accountId),
        ...fields,
        side: isBack ? Side.BACK : Side.LAY,
        ...(own !== undefined && { terms: own }),
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ account, back: fc.nat({ max: 8 }), size: fc.constantFrom(0, 100) })
      .map(({ account: accountId, back, size: by }): Wish => (orderIds) => ({
        kind: CommandKind.CancelOrder,
        ...origin(accountId),
        orderId: orderIds.at(-1 - back) ?? 99,
        size: by,
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        account,
        back: fc.nat({ max: 8 }),
        price: fc.oneof(price, fc.constant(0)),
        size: fc.constantFrom(0, 50, 900),
      })
      .map(({ account: accountId, back, price: newPrice, size: newSize }): Wish => (orderIds) => ({
        kind: CommandKind.ReplaceOrder,
        ...origin(accountId),
        orderId: orderIds.at(-1 - back) ?? 99,
        price: newPrice,
        size: newSize,
      })),
  },
  fc.record({ account, marketId }).map(({ account: accountId, marketId: id }): Wish => () => ({
    kind: CommandKind.CancelAll,
    ...origin(accountId),
    marketId: id,
  })),
  fc
    .record({ marketId, kind: fc.constantFrom(...MARKET_STEPS) })
    .map(({ marketId: id, kind }): Wish => () => ({
      kind,
      ...origin(''),
      marketId: id,
    })),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map(
    (name): Wish =>
      () =>
        createMarket(name),
  ),
);

function createMarket(name: string): EngineCommand {
  const runners = [1, 2].map((runnerId) => ({ runnerId, name: `Läufer "${runnerId}"` }));
  return { kind: CommandKind.CreateMarket, ...origin(''), name, runners, ladder: { kind: 'CLASSIC' } };
}

/** An engine without HTTP and log: the first answers, and the journals. */
class Recorder {
  readonly exchange = new Exchange(5);
  readonly orderIds: number[] = [];
  readonly kept: { readonly answer: Answer; readonly journal: Buffer }[] = [];
  readonly #commands = new CommandEncoder();
  readonly #answers = new AnswerEncoder();

  run(command: EngineCommand): void {
    const sequence = this.kept.length + 1;
    const timeMs = START_MS + sequence * 7;
    this.#commands.encode(command);
    const { reason, events } = executed(this.exchange, command, timeMs);
    const facts = answerFacts(this.exchange, command, reason);
    const answer = this.#answers.encode(facts);
    const journal = Buffer.from(this.#commands.complete({ timeMs, chain: this.exchange.chain, answer }));
    for (const event of events) if (event.type === 'order.placed') this.orderIds.push(event.orderId);
    this.kept.push({ answer: composeAnswer(facts, { command, sequence, timeMs }), journal });
  }
}

describe('the answer in a journal', () => {
  it('is the first answer, whatever happened to the order since', () => {
    const seen = new Set<number>();
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60, size: 'max' }), (wishes) => {
        const recorder = new Recorder();
        recorder.run(createMarket('First'));
        recorder.run({ kind: CommandKind.OpenMarket, ...origin(''), marketId: 1 });
        for (const make of wishes) recorder.run(make(recorder.orderIds));
        recorder.run({ kind: CommandKind.CloseMarket, ...origin(''), marketId: 1 });
        for (const { answer, journal } of recorder.kept) {
          const again = answerAgain(journal, answer.sequence, commandBytes(journal));
          expect(again).toEqual({ answer, isRetry: true });
          seen.add(decodeCommand(journal).answer[0] ?? 0);
        }
      }),
      { numRuns: 150 },
    );
    // The wishes are such that every form was met.
    expect(seen).toEqual(new Set([1, 5, 6, 7, 8, 9]));
  });

  it('takes few bytes for an order', () => {
    const recorder = new Recorder();
    recorder.run(createMarket('First'));
    recorder.run({ kind: CommandKind.OpenMarket, ...origin(''), marketId: 1 });
    const order = { runnerId: 1, marketId: 1, side: Side.LAY, price: 250, size: 1000 };
    recorder.run({ kind: CommandKind.PlaceOrder, ...origin('alice'), ...order });
    const { journal = Buffer.alloc(0), answer } = recorder.kept[2] ?? {};
    expect(decodeCommand(journal).answer.length).toBeLessThan(40);
    expect(answer?.body.length).toBeGreaterThan(250);
  });

  it('is refused when it is cut short, too long or of an unknown form', () => {
    const recorder = new Recorder();
    recorder.run(createMarket('First'));
    const { command, timeMs, answer } = decodeCommand(recorder.kept[0]?.journal ?? Buffer.alloc(0));
    const answered = { command, timeMs, sequence: 1 };
    for (let length = 1; length < answer.length; length++) {
      expect(() => readAnswer(answer.subarray(0, length), answered)).toThrow(AnswerFormatError);
    }
    expect(() => readAnswer(Buffer.concat([answer, Buffer.alloc(1)]), answered)).toThrow(
      /more than an answer/,
    );
    expect(() => readAnswer(Buffer.from([99]), answered)).toThrow(/unknown form 99/);
    expect(() => readAnswer(Buffer.from([2]), answered)).toThrow(/answers another command/);
  });
});
