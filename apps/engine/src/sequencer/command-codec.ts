import { ByteReader, ByteWriter } from '@backlay/contracts';
import { CommandKind, Side, type LadderDefinition, type Runner } from '@backlay/matcher';
import type { CommandOrigin, EngineCommand } from '../matching/engine-command.js';
import {
  CHAIN_OFFSET,
  COMMAND_LENGTH_OFFSET,
  COMMAND_OFFSET,
  COMMAND_OFFSET_1,
  JOURNAL_FORMAT_1,
  JOURNAL_FORMAT_VERSION,
  JournalFormatError,
  TIME_OFFSET,
} from './journal-format.js';

/** A command as the journal has it. */
export interface JournalEntry {
  readonly command: EngineCommand;
  readonly timeMs: number;
  /** Digest of the outcomes up to this one; undefined in format 1. */
  readonly chain: number | undefined;
  /** Empty in format 1. */
  readonly answer: Buffer;
}

/** What is known of a command only when it was executed. */
export interface JournalOutcome {
  readonly timeMs: number;
  readonly chain: number;
  /** What a retry is answered from, in the form of whoever answers it; may be empty. */
  readonly answer: Uint8Array;
}

/**
 * Encodes commands into one buffer that is used again and again: `encode` before the command is executed, `complete`
 * afterwards.
 */
export class CommandEncoder {
  readonly #writer = new ByteWriter();

  /** The journal of a command without its outcome: a view, valid until the next call of this or `complete`. */
  encode(command: EngineCommand): Buffer {
    const writer = this.#writer;
    writer.reset();
    writer.u8(JOURNAL_FORMAT_VERSION);
    writer.f64(0);
    writer.u32(0);
    writer.u32(0);
    writer.u8(command.kind);
    writer.shortName(command.accountId);
    writer.shortName(command.commandId);
    writeFields(writer, command);
    writer.patchU32(COMMAND_LENGTH_OFFSET, writer.length - COMMAND_OFFSET);
    return writer.view();
  }

  /** The whole journal of the command that was encoded last: a view, valid until the next call of `encode`. */
  complete({ timeMs, chain, answer }: JournalOutcome): Buffer {
    const writer = this.#writer;
    writer.bytes(answer);
    const journal = writer.view();
    journal.writeDoubleLE(timeMs, TIME_OFFSET);
    journal.writeUInt32LE(chain, CHAIN_OFFSET);
    return journal;
  }
}

/**
 * The part of a journal that tells one command from another: everything but its time and its outcome.
 * @throws JournalFormatError
 */
export function commandBytes(journal: Buffer): Buffer {
  if (journal[0] === JOURNAL_FORMAT_1) return journal.subarray(COMMAND_OFFSET_1);
  return journal.subarray(COMMAND_OFFSET, commandEnd(journal));
}

/** What a journal keeps of the answer, for retries. @throws JournalFormatError */
export function answerBytes(journal: Buffer): Buffer {
  return journal[0] === JOURNAL_FORMAT_1
    ? journal.subarray(journal.length)
    : journal.subarray(commandEnd(journal));
}

/** @throws JournalFormatError */
export function decodeCommand(journal: Buffer): JournalEntry {
  const answer = answerBytes(journal);
  const reader = new ByteReader(journal.subarray(0, journal.length - answer.length));
  try {
    const isFormat1 = reader.u8() === JOURNAL_FORMAT_1;
    const timeMs = reader.f64();
    const chain = isFormat1 ? undefined : reader.u32();
    if (!isFormat1) reader.u32();
    const kind = reader.u8() as CommandKind;
    const origin = { accountId: reader.shortName(), commandId: reader.shortName() };
    const command = readFields(reader, kind, origin);
    if (!reader.atEnd)
      throw new JournalFormatError(`${reader.bytes.length - reader.position} bytes too many`);
    return { command, timeMs, chain, answer };
  } catch (error) {
    if (error instanceof JournalFormatError) throw error;
    throw new JournalFormatError('journal cut short or not one', { cause: error });
  }
}

/** Where the command of a journal that is not of format 1 ends. */
function commandEnd(journal: Buffer): number {
  const version = journal[0] ?? 0;
  if (version !== JOURNAL_FORMAT_VERSION) {
    throw new JournalFormatError(`journal format ${version}, known are 1 to ${JOURNAL_FORMAT_VERSION}`);
  }
  const end =
    journal.length < COMMAND_OFFSET ? Infinity : COMMAND_OFFSET + journal.readUInt32LE(COMMAND_LENGTH_OFFSET);
  if (end > journal.length) throw new JournalFormatError('journal cut short or not one');
  return end;
}

function writeFields(writer: ByteWriter, command: EngineCommand): void {
  switch (command.kind) {
    case CommandKind.PlaceOrder:
      writer.u32(command.marketId);
      writer.u32(command.runnerId);
      writer.u8(command.side);
      writer.f64(command.price);
      writer.f64(command.size);
      return;
    case CommandKind.CancelOrder:
      writer.f64(command.orderId);
      writer.f64(command.size);
      return;
    case CommandKind.ReplaceOrder:
      writer.f64(command.orderId);
      writer.f64(command.price);
      writer.f64(command.size);
      return;
    case CommandKind.CreateMarket: {
      const { name, runners, ladder } = command;
      writer.text(JSON.stringify({ name, runners, ladder }));
      return;
    }
    default:
      writer.u32(command.marketId);
  }
}

interface MarketDescription {
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
}

function readFields(reader: ByteReader, kind: CommandKind, origin: CommandOrigin): EngineCommand {
  switch (kind) {
    case CommandKind.PlaceOrder:
      return {
        kind,
        ...origin,
        marketId: reader.u32(),
        runnerId: reader.u32(),
        side: reader.u8() as Side,
        price: reader.f64(),
        size: reader.f64(),
      };
    case CommandKind.CancelOrder:
      return { kind, ...origin, orderId: reader.f64(), size: reader.f64() };
    case CommandKind.ReplaceOrder:
      return { kind, ...origin, orderId: reader.f64(), price: reader.f64(), size: reader.f64() };
    case CommandKind.CreateMarket:
      return { kind, ...origin, ...(JSON.parse(reader.text()) as MarketDescription) };
    case CommandKind.OpenMarket:
    case CommandKind.SuspendMarket:
    case CommandKind.ResumeMarket:
    case CommandKind.CloseMarket:
    case CommandKind.CancelAll:
      return { kind, ...origin, marketId: reader.u32() };
    default:
      throw new JournalFormatError(`unknown command kind ${String(kind)}`);
  }
}
