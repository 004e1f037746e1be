import { crc32 } from 'node:zlib';
import { writeFully, type LogFile } from '@backlay/transport';
import {
  MACHINE_BYTE_ORDER,
  PREFIX_BYTES,
  TRAILER_BYTES,
  bytesOf,
  encodePrefix,
  encodeTrailer,
  nameOfArray,
  paddingBehind,
  type PartFacts,
  type Snapshot,
  type SnapshotHeader,
} from './snapshot-format.js';

/** Bytes written at a time: the event loop turns in between. */
const WRITE_BYTES = 1024 * 1024;
const ZEROS = Buffer.alloc(8);

/** Writes a snapshot into an empty file; syncing it is the caller's. @returns the bytes of the file */
export async function writeSnapshot(file: LogFile, snapshot: Snapshot): Promise<number> {
  const out = new ChecksummedFile(file);
  const blocks = [...snapshot.parts.values()].flatMap((part) => Object.values(part.blocks));
  const header = Buffer.from(JSON.stringify(headerOf(snapshot)), 'utf8');
  const blockBytes = blocks.reduce((sum, { byteLength }) => sum + byteLength + paddingBehind(byteLength), 0);
  const headerBytes = header.length + paddingBehind(header.length);
  const fileBytes = PREFIX_BYTES + headerBytes + blockBytes + TRAILER_BYTES;
  await out.write(encodePrefix({ headerBytes: header.length, headerCrc: crc32(header), fileBytes }));
  await out.writePadded(header);
  for (const block of blocks) await out.writePadded(bytesOf(block));
  await out.write(encodeTrailer(out.crc));
  return fileBytes;
}

function headerOf({ shard, sequence, chain, stateHash, parts }: Snapshot): SnapshotHeader {
  const facts = [...parts].map(([name, { header, blocks }]): PartFacts => {
    const blockFacts = Object.entries(blocks).map(([name, array]) => ({
      name,
      array: nameOfArray(array),
      bytes: array.byteLength,
    }));
    return { name, header, blocks: blockFacts };
  });
  return { shard, sequence, chain, stateHash, byteOrder: MACHINE_BYTE_ORDER, parts: facts };
}

/** Appends to a file and keeps the checksum of what it has. */
class ChecksummedFile {
  readonly #file: LogFile;
  #position = 0;
  crc = 0;

  constructor(file: LogFile) {
    this.#file = file;
  }

  async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
      const some = bytes.subarray(at, at + WRITE_BYTES);
      this.crc = crc32(some, this.crc);
      await writeFully(this.#file, some, this.#position);
      this.#position += some.length;
    }
  }

  async writePadded(bytes: Buffer): Promise<void> {
    await this.write(bytes);
    await this.write(ZEROS.subarray(0, paddingBehind(bytes.length)));
  }
}
