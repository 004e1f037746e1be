import { crc32 } from 'node:zlib';
import type { LogFile } from '@backlay/transport';
import {
  MACHINE_BYTE_ORDER,
  PREFIX_BYTES,
  SnapshotDamagedError,
  TRAILER_BYTES,
  arrayOver,
  checkTrailer,
  decodePrefix,
  paddingBehind,
  type Snapshot,
  type SnapshotHeader,
} from './snapshot-format.js';
import type { SavedPart, SnapshotArray } from './snapshot-part.js';

/** Bytes read at a time: the event loop turns in between. */
const READ_BYTES = 1024 * 1024;

/**
 * Reads a whole snapshot and checks it against its checksum.
 * @param size of the file, in bytes
 * @throws SnapshotDamagedError
 */
export async function readSnapshot(file: LogFile, size: number): Promise<Snapshot> {
  const input = new ChecksummedInput(file);
  const { headerBytes, headerCrc, fileBytes } = decodePrefix(await input.read(Math.min(PREFIX_BYTES, size)));
  if (fileBytes !== size) throw new SnapshotDamagedError(`it has ${size} bytes, not ${fileBytes}`);
  if (PREFIX_BYTES + headerBytes + TRAILER_BYTES > size)
    throw new SnapshotDamagedError('its header is too long');
  const header = parseHeader(await input.readPadded(headerBytes), headerCrc);
  const parts = new Map<string, SavedPart>();
  for (const part of header.parts) {
    const blocks: Record<string, SnapshotArray> = {};
    for (const { name, array, bytes } of part.blocks) {
      blocks[name] = arrayOver((await input.readPadded(bytes)).buffer, array);
    }
    parts.set(part.name, { header: part.header, blocks });
  }
  const { crc } = input;
  checkTrailer(await input.read(TRAILER_BYTES), crc);
  const { shard, sequence, chain, stateHash } = header;
  return { shard, sequence, chain, stateHash, parts };
}

function parseHeader(bytes: Buffer, crc: number): SnapshotHeader {
  if (crc32(bytes) !== crc) throw new SnapshotDamagedError('the checksum of its header is wrong');
  const header = JSON.parse(bytes.toString('utf8')) as SnapshotHeader;
  if (header.byteOrder !== MACHINE_BYTE_ORDER) {
    throw new SnapshotDamagedError(`it is of a machine with the byte order ${header.byteOrder}`);
  }
  return header;
}

/** Reads a file from its beginning and keeps the checksum of what was read. */
class ChecksummedInput {
  readonly #file: LogFile;
  #position = 0;
  crc = 0;

  constructor(file: LogFile) {
    this.#file = file;
  }

  /** The next bytes, in a buffer of exactly their length. */
  async read(length: number): Promise<Buffer<ArrayBuffer>> {
    const bytes = Buffer.from(new ArrayBuffer(length));
    for (let at = 0; at < length;) {
      const wanted = Math.min(READ_BYTES, length - at);
      const { bytesRead } = await this.#file.read(bytes, at, wanted, this.#position);
      if (bytesRead === 0) throw new SnapshotDamagedError(`it ends at byte ${this.#position}`);
      this.crc = crc32(bytes.subarray(at, at + bytesRead), this.crc);
      at += bytesRead;
      this.#position += bytesRead;
    }
    return bytes;
  }

  async readPadded(length: number): Promise<Buffer<ArrayBuffer>> {
    const bytes = await this.read(length);
    await this.read(paddingBehind(length));
    return bytes;
  }
}
