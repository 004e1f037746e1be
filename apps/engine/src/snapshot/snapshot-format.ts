import { crc32 } from 'node:zlib';
import type { SavedPart, SnapshotArray } from './snapshot-part.js';

/*
 * The bytes of a snapshot file, little-endian:
 *
 *   prefix, 32 bytes: 0 magic "SNAPSHOT"   8 format version u32   12 bytes of the header u32   16 bytes of the file f64
 *     24 crc32 of the header u32   28 crc32 of the 28 bytes before it u32
 *   header: JSON of SnapshotHeader, then zeros up to a multiple of 8
 *   the blocks, in the order of the header, each followed by zeros up to a multiple of 8
 *   trailer, 16 bytes: 0 magic "COMPLETE"   8 crc32 of everything before the trailer u32   12 zeros
 *
 * Blocks stand in the byte order of the machine; the header names it, and another machine leaves the file aside.
 */
export const SNAPSHOT_FORMAT_VERSION = 2;
export const PREFIX_BYTES = 32;
export const TRAILER_BYTES = 16;

const MAGIC = Buffer.from('SNAPSHOT', 'latin1');
const TRAILER_MAGIC = Buffer.from('COMPLETE', 'latin1');
const PREFIX_CRC_OFFSET = 28;

/** The file is not what was written: damaged, cut short, or of another version. */
export class SnapshotDamagedError extends Error {
  override readonly name = 'SnapshotDamagedError';
}

/** What the arrays of a snapshot are in a file. */
const ARRAYS = { Int32Array, Uint32Array, Float64Array, Uint8Array, Uint16Array };
export type ArrayName = keyof typeof ARRAYS;

/** Facts of a snapshot. */
export interface SnapshotFacts {
  readonly shard: number;
  /** The state is that after this command. */
  readonly sequence: number;
  /** The exchange's chain after it. */
  readonly chain: number;
  /** The exchange's digest after it. */
  readonly stateHash: string;
}

/** A snapshot in memory. */
export interface Snapshot extends SnapshotFacts {
  /** By name. */
  readonly parts: ReadonlyMap<string, SavedPart>;
}

export interface BlockFacts {
  readonly name: string;
  readonly array: ArrayName;
  readonly bytes: number;
}

export interface PartFacts {
  readonly name: string;
  readonly header: object;
  readonly blocks: readonly BlockFacts[];
}

/** The JSON at the beginning of a snapshot file. */
export interface SnapshotHeader extends SnapshotFacts {
  readonly byteOrder: 'LE' | 'BE';
  readonly parts: readonly PartFacts[];
}

export const MACHINE_BYTE_ORDER = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';

export interface SnapshotPrefix {
  readonly headerBytes: number;
  readonly headerCrc: number;
  readonly fileBytes: number;
}

export function encodePrefix({ headerBytes, headerCrc, fileBytes }: SnapshotPrefix): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(SNAPSHOT_FORMAT_VERSION, 8);
  prefix.writeUInt32LE(headerBytes, 12);
  prefix.writeDoubleLE(fileBytes, 16);
  prefix.writeUInt32LE(headerCrc, 24);
  prefix.writeUInt32LE(crc32(prefix.subarray(0, PREFIX_CRC_OFFSET)), PREFIX_CRC_OFFSET);
  return prefix;
}

/** @throws SnapshotDamagedError */
export function decodePrefix(prefix: Buffer): SnapshotPrefix {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new SnapshotDamagedError('it does not begin like a snapshot');
  }
  if (prefix.readUInt32LE(PREFIX_CRC_OFFSET) !== crc32(prefix.subarray(0, PREFIX_CRC_OFFSET))) {
    throw new SnapshotDamagedError('the checksum of its first bytes is wrong');
  }
  const version = prefix.readUInt32LE(8);
  if (version !== SNAPSHOT_FORMAT_VERSION) {
    throw new SnapshotDamagedError(`its format is ${version}, known is ${SNAPSHOT_FORMAT_VERSION}`);
  }
  return {
    headerBytes: prefix.readUInt32LE(12),
    headerCrc: prefix.readUInt32LE(24),
    fileBytes: prefix.readDoubleLE(16),
  };
}

export function encodeTrailer(crc: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  TRAILER_MAGIC.copy(trailer);
  trailer.writeUInt32LE(crc, 8);
  return trailer;
}

/** @throws SnapshotDamagedError */
export function checkTrailer(trailer: Buffer, crc: number): void {
  if (!trailer.equals(encodeTrailer(crc))) throw new SnapshotDamagedError('its checksum is wrong');
}

/** The bytes of an array, in place. */
export function bytesOf(array: SnapshotArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** The array over bytes that were read; they begin a buffer of their own. */
export function arrayOver(buffer: ArrayBuffer, name: ArrayName): SnapshotArray {
  return new ARRAYS[name](buffer);
}

export function nameOfArray(array: SnapshotArray): ArrayName {
  return array.constructor.name as ArrayName;
}

/** Zeros that follow so many bytes up to the next multiple of 8. */
export function paddingBehind(bytes: number): number {
  return (8 - (bytes % 8)) % 8;
}
