import { ByteReader, ByteWriter } from '@backlay/contracts';
import { CommandKind, Side, type LadderDefinition, type Runner } from '@backlay/matcher';
import type { CommandOrigin, EngineCommand } from '../matching/engine-command.js';

/*
 * The journal of a command, little-endian: all that a replay needs to execute it again.
 *
 *   u8 format version | f64 time (ms) | u8 kind | account id | command id | the kind's own fields
 *
 * The commands that make the volume are packed, the rare ones carry JSON.
 */

/** Grows when the layout changes; a replay refuses what it does not know. */
export const JOURNAL_FORMAT_VERSION = 1;

const TIME_OFFSET = 1;
const COMMAND_OFFSET = TIME_OFFSET + 8;

/** Journal bytes that are no command of a known version: a fault of storage or of deployment, never to be skipped. */
export class JournalFormatError extends Error {
  override readonly name = 'JournalFormatError';
}

/** A command as the journal has it. */
export interface JournalEntry {
  readonly command: EngineCommand;
  readonly timeMs: number;
}

/** Encodes commands into one buffer that is used again and again. */
export class CommandEncoder {
  readonly #writer = new ByteWriter();

  /** The journal of a command, its time still 0: a view, valid until the next call. */
  encode(command: EngineCommand): Buffer {
    const writer = this.#writer;
    writer.reset();
    writer.u8(JOURNAL_FORMAT_VERSION);
    writer.f64(0);
    writer.u8(command.kind);
    writer.shortName(command.accountId);
    writer.shortName(command.commandId);
    writeFields(writer, command);
    return writer.view();
  }
}

/** Writes the time into an encoded command. */
export function stampTime(journal: Buffer, timeMs: number): void {
  journal.writeDoubleLE(timeMs, TIME_OFFSET);
}

/** The part of a journal that tells one command from another: everything but its time. */
export function commandBytes(journal: Buffer): Buffer {
  return journal.subarray(COMMAND_OFFSET);
}

/** @throws JournalFormatError */
export function decodeCommand(journal: Buffer): JournalEntry {
  const reader = new ByteReader(journal);
  try {
    const version = reader.u8();
    if (version !== JOURNAL_FORMAT_VERSION) {
      throw new JournalFormatError(`journal format ${version}, known is ${JOURNAL_FORMAT_VERSION}`);
    }
    const timeMs = reader.f64();
    const kind = reader.u8() as CommandKind;
    const origin = { accountId: reader.shortName(), commandId: reader.shortName() };
    const command = readFields(reader, kind, origin);
    if (!reader.atEnd) throw new JournalFormatError(`${journal.length - reader.position} bytes too many`);
    return { command, timeMs };
  } catch (error) {
    if (error instanceof JournalFormatError) throw error;
    throw new JournalFormatError('journal cut short or not one', { cause: error });
  }
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
