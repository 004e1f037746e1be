/*
 * The journal of a command, little-endian: all that a replay needs to execute it again, and to know that it does the same.
 *
 *   version 2: u8 2 | f64 time (ms) | u32 chain | u32 command bytes | command | answer (the rest)
 *   version 1: u8 1 | f64 time (ms) | command (the rest)
 *
 *   command: u8 kind | u8 length, account id | u8 length, commandId | the kind's own fields
 *
 * The chain is the exchange's running digest AFTER the command: a replay compares it instead of making the events again as
 * bytes. A journal of version 1 has none; its events are compared with those of the record.
 */

/** The version that is written. It grows when the layout changes; a replay refuses what it does not know. */
export const JOURNAL_FORMAT_VERSION = 2;
export const JOURNAL_FORMAT_1 = 1;

export const TIME_OFFSET = 1;
export const CHAIN_OFFSET = TIME_OFFSET + 8;
export const COMMAND_LENGTH_OFFSET = CHAIN_OFFSET + 4;
export const COMMAND_OFFSET = COMMAND_LENGTH_OFFSET + 4;
export const COMMAND_OFFSET_1 = TIME_OFFSET + 8;

/** Bytes of the fields of the packed commands. */
export const PLACE_ORDER_BYTES = 4 + 4 + 1 + 8 + 8;
export const CANCEL_ORDER_BYTES = 8 + 8;
export const REPLACE_ORDER_BYTES = 8 + 8 + 8;

/** Journal bytes that are no command of a known version: a fault of storage or of deployment, never to be skipped. */
export class JournalFormatError extends Error {
  override readonly name = 'JournalFormatError';
}
