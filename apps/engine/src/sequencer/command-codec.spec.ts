import fc from 'fast-check';
import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from '../matching/engine-command.js';
import {
  CommandEncoder,
  JournalFormatError,
  commandBytes,
  decodeCommand,
  stampTime,
} from './command-codec.js';

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

describe('the journal of a command', () => {
  const encoder = new CommandEncoder();

  it('gives back every command with its time', () => {
    fc.assert(
      fc.property(command, fc.nat({ max: 4e12 }), (given, timeMs) => {
        const journal = encoder.encode(given);
        stampTime(journal, timeMs);
        expect(decodeCommand(Buffer.from(journal))).toEqual({ command: given, timeMs });
      }),
    );
  });

  it('has the same command bytes whatever the time, and other ones for another command', () => {
    fc.assert(
      fc.property(command, command, (one, other) => {
        const first = Buffer.from(encoder.encode(one));
        const bytes = Buffer.from(commandBytes(first));
        stampTime(first, 1234);
        expect(commandBytes(first).equals(bytes)).toBe(true);
        const areEqual = JSON.stringify(one) === JSON.stringify(other);
        expect(commandBytes(encoder.encode(other)).equals(bytes)).toBe(areEqual);
      }),
    );
  });

  it('is refused at any length but its own, and in another version', () => {
    const journal = Buffer.from(
      encoder.encode({
        kind: CommandKind.CancelOrder,
        accountId: 'alice',
        commandId: 'c-1',
        orderId: 7,
        size: 0,
      }),
    );
    for (let length = 0; length < journal.length; length++) {
      expect(() => decodeCommand(journal.subarray(0, length))).toThrow(JournalFormatError);
    }
    expect(() => decodeCommand(Buffer.concat([journal, Buffer.alloc(1)]))).toThrow(/1 bytes too many/);
    journal[0] = 9;
    expect(() => decodeCommand(journal)).toThrow(/journal format 9, known is 1/);
  });

  it('of an unknown kind is refused', () => {
    const journal = Buffer.from(
      encoder.encode({ kind: CommandKind.OpenMarket, accountId: '', commandId: '', marketId: 1 }),
    );
    journal[9] = 99;
    expect(() => decodeCommand(journal)).toThrow(/unknown command kind 99/);
  });
});
