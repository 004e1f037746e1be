import { ByteReader, ByteWriter } from '@backlay/contracts';
import type { CommandKind } from '@backlay/matcher';
import type { EngineCommand } from '../matching/engine-command.js';
import { readFields, writeFields } from './command-fields.js';
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
    writer.patchF64(TIME_OFFSET, timeMs);
    writer.patchU32(CHAIN_OFFSET, chain);
    return writer.view();
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
