import fc from 'fast-check';
import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from '../matching/engine-command.js';
import { CommandEncoder, answerBytes, commandBytes, decodeCommand } from './command-codec.js';
import { JournalFormatError } from './journal-format.js';

const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const orderId = fc.maxSafeNat();
const amount = fc.integer({ min: 0, max: 999_999_999_999 });
const accountId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/);
const commandId = fc.oneof(fc.constant(''), accountId);
const ladder = fc.constantFrom(
  { kind: 'CLASSIC' } as const,
  { kind: 'CUSTOM', bands: [{ from: 101, to: 201, step: 10 }] } as const,
);

const command: fc.Arbitrary<EngineCommand> = fc.oneof(
  fc.record({
    kind: fc.constant(CommandKind.PlaceOrder as const),
    accountId,
    commandId,
    marketId: id,
    runnerId: id,
    side: fc.constantFrom(Side.BACK, Side.LAY),
    price: amount,
    size: amount,
  }),
  fc.record({
    kind: fc.constant(CommandKind.CancelOrder as const),
    accountId,
    commandId,
    orderId,
    size: amount,
  }),
  fc.record({
    kind: fc.constant(CommandKind.ReplaceOrder as const),
    accountId,
    commandId,
    orderId,
    price: amount,
    size: amount,
  }),
  fc.record({ kind: fc.constant(CommandKind.CancelAll as const), accountId, commandId, marketId: id }),
  fc.record({
    kind: fc.constant(CommandKind.CreateMarket as const),
    accountId: fc.constant(''),
    commandId,
    name: fc.string({ unit: 'grapheme' }),
    runners: fc.array(fc.record({ runnerId: id, name: fc.string({ unit: 'grapheme' }) })),
    ladder,
  }),
  fc.record({
    kind: fc.constantFrom(
      CommandKind.OpenMarket as const,
      CommandKind.SuspendMarket as const,
      CommandKind.ResumeMarket as const,
      CommandKind.CloseMarket as const,
    ),
    accountId: fc.constant(''),
    commandId,
    marketId: id,
  }),
);

const NO_ANSWER = new Uint8Array(0);
const timeMs = fc.nat({ max: 4e12 });
const chain = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const answer = fc.uint8Array({ maxLength: 300 });

/** A journal as the first version of the engine wrote it: no chain, no answer. */
function format1(journal: Buffer): Buffer {
  const time = Buffer.from(journal.subarray(1, 9));
  return Buffer.concat([Buffer.from([1]), time, commandBytes(journal)]);
}

describe('the journal of a command', () => {
  const encoder = new CommandEncoder();

  it('gives back every command with its outcome', () => {
    fc.assert(
      fc.property(command, timeMs, chain, answer, (given, timeMs, chain, answer) => {
        encoder.encode(given);
        const journal = Buffer.from(encoder.complete({ timeMs, chain, answer }));
        expect(decodeCommand(journal)).toEqual({
          command: given,
          timeMs,
          chain,
          answer: Buffer.from(answer),
        });
        expect(answerBytes(journal).equals(answer)).toBe(true);
      }),
    );
  });

  it('of format 1 gives back every command, without a chain and without an answer', () => {
    fc.assert(
      fc.property(command, timeMs, (given, timeMs) => {
        encoder.encode(given);
        const journal = format1(encoder.complete({ timeMs, chain: 7, answer: NO_ANSWER }));
        const none = Buffer.alloc(0);
        expect(decodeCommand(journal)).toEqual({ command: given, timeMs, chain: undefined, answer: none });
      }),
    );
  });

  it('has the same command bytes whatever the outcome, and other ones for another command', () => {
    fc.assert(
      fc.property(command, command, answer, (one, other, answer) => {
        const bytes = Buffer.from(commandBytes(encoder.encode(one)));
        const complete = encoder.complete({ timeMs: 1234, chain: 99, answer });
        expect(commandBytes(complete).equals(bytes)).toBe(true);
        expect(commandBytes(format1(complete)).equals(bytes)).toBe(true);
        const areEqual = JSON.stringify(one) === JSON.stringify(other);
        expect(commandBytes(encoder.encode(other)).equals(bytes)).toBe(areEqual);
      }),
    );
  });

  it('is refused when it is cut short, in another version, or when the command has other bytes than its own', () => {
    encoder.encode({
      kind: CommandKind.CancelOrder,
      accountId: 'alice',
      commandId: 'c-1',
      orderId: 7,
      size: 0,
    });
    const journal = Buffer.from(encoder.complete({ timeMs: 1, chain: 1, answer: NO_ANSWER }));
    for (let length = 0; length < journal.length; length++) {
      expect(() => decodeCommand(journal.subarray(0, length))).toThrow(JournalFormatError);
    }
    const longer = Buffer.concat([journal, Buffer.alloc(1)]);
    longer.writeUInt32LE(journal.length - 17 + 1, 13);
    expect(() => decodeCommand(longer)).toThrow(/1 bytes too many/);
    journal[0] = 9;
    expect(() => decodeCommand(journal)).toThrow(/journal format 9, known are 1 to 2/);
  });

  it('of an unknown kind is refused', () => {
    const journal = Buffer.from(
      encoder.encode({ kind: CommandKind.OpenMarket, accountId: '', commandId: '', marketId: 1 }),
    );
    journal[17] = 99;
    expect(() => decodeCommand(journal)).toThrow(/unknown command kind 99/);
  });
});
