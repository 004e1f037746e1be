/*
 * The name of a command is what a client knows it by: account and commandId. In bytes, as journals have it: u8 length and
 * account id, u8 length and commandId.
 */

/** Both parts have at most 255 bytes. */
export const NAME_BYTES_MAX = 2 * 256;

/** Bytes of the name that begins at `start`. */
export function nameLength(bytes: Uint8Array, start: number): number {
  const account = bytes[start]!;
  return 2 + account + bytes[start + 1 + account]!;
}

/** Writes a name to the beginning of the bytes. @returns its length */
export function writeName(bytes: Buffer, accountId: string, commandId: string): number {
  return writePart(bytes, commandId, writePart(bytes, accountId, 0));
}

/** Letter by letter: for so few of them a call into native code takes longer. @returns where it ends */
function writePart(bytes: Buffer, part: string, at: number): number {
  const { length } = part;
  bytes[at] = length;
  for (let index = 0; index < length; index++) bytes[at + 1 + index] = part.charCodeAt(index);
  return at + 1 + length;
}

/** True when two commands (u8 kind, name, fields) have the same name. */
export function sameName(one: Buffer, other: Buffer): boolean {
  const length = nameLength(one, 1);
  return length === nameLength(other, 1) && one.compare(other, 1, 1 + length, 1, 1 + length) === 0;
}
