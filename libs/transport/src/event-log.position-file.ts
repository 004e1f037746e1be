import { crc32 } from './crc32.js';
import { isMissing } from './event-log.file.js';
import { readSequence, writeSequence } from './event-log.format.js';
import { type LogStorage, NODE_STORAGE, type SyncLogFile } from './log-storage.js';

/** How far a log may be read, or how far a consumer group has applied it. */
export interface LogPosition {
  readonly epoch: number;
  /** Last sequence that lies behind the position. */
  readonly sequence: number;
  /** First sequence of the segment that the position is in; with `epoch` it names the file. */
  readonly segmentFirstSequence: number;
  /** Offset in that segment of the byte behind the last record. */
  readonly offset: number;
  /** Whether everything up to here was synced to the disk, not only handed to the operating system. */
  readonly synced: boolean;
}

/*
 * Two slots, written in turn. A reader in another process may see a slot half-written, and a crash may leave it so;
 * the checksum tells, and the other slot is whole. They lie in different disk sectors, so one torn sector spares one.
 * slot, 48 bytes: 0 magic "EPOS"   4 version u16   6 synced u8   8 epoch u32   12 sequence u64
 *   20 first sequence of the segment u64   28 offset u64   36 revision u64 (the higher is the newer slot)
 *   44 crc32 of the 44 bytes before it
 */
const SLOT_MAGIC = 0x534f5045;
const SLOT_VERSION = 1;
const SLOT_BYTES = 48;
const SLOT_STRIDE_BYTES = 4096;
const FILE_BYTES = SLOT_STRIDE_BYTES + SLOT_BYTES;

/** Name of the file, in the directory of a log, that tells readers how far they may read. */
export const DURABLE_POSITION_FILE = 'durable.position';

/**
 * A position that one process writes and any number of others read.
 *
 * Reads and writes are synchronous on purpose: they touch a few bytes of a page that is always cached (about 3
 * microseconds), a fraction of what handing the call to the thread pool would cost. The file is never synced itself:
 * what it holds may be older than the truth after a power failure, never newer.
 */
export class PositionFile {
  private readonly slot = Buffer.alloc(SLOT_BYTES);
  private readonly contents = Buffer.alloc(FILE_BYTES);
  private revision = 0;

  private constructor(private readonly file: SyncLogFile) {}

  /** Opens the file for writing and creates it if necessary. */
  static openForWriting(path: string, storage: LogStorage = NODE_STORAGE): PositionFile {
    const file = new PositionFile(storage.openSync(path, 'write'));
    file.read();
    return file;
  }

  /** @returns undefined when there is no such file yet */
  static openForReading(path: string, storage: LogStorage = NODE_STORAGE): PositionFile | undefined {
    try {
      return new PositionFile(storage.openSync(path, 'read'));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** The newest whole slot; undefined when there is none. */
  read(): LogPosition | undefined {
    this.contents.fill(0);
    for (let at = 0; at < FILE_BYTES;) {
      const bytesRead = this.file.read(this.contents, at, FILE_BYTES - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    const slots = [decodeSlot(this.contents, 0), decodeSlot(this.contents, SLOT_STRIDE_BYTES)];
    let newest: Slot | undefined;
    for (const slot of slots)
      if (slot !== undefined && slot.revision > (newest?.revision ?? -1)) newest = slot;
    this.revision = newest?.revision ?? 0;
    return newest?.position;
  }

  /** Replaces the older slot. The owner of the file is its only writer. */
  write(position: LogPosition): void {
    this.revision += 1;
    encodeSlot(this.slot, { position, revision: this.revision });
    const start = (this.revision % 2) * SLOT_STRIDE_BYTES;
    for (let at = 0; at < SLOT_BYTES;) {
      const bytesWritten = this.file.write(this.slot, at, SLOT_BYTES - at, start + at);
      if (bytesWritten === 0) throw new Error('the file system accepted no bytes');
      at += bytesWritten;
    }
  }

  close(): void {
    this.file.close();
  }
}

interface Slot {
  readonly position: LogPosition;
  readonly revision: number;
}

function encodeSlot(bytes: Buffer, { position, revision }: Slot): void {
  bytes.writeUInt32LE(SLOT_MAGIC, 0);
  bytes.writeUInt16LE(SLOT_VERSION, 4);
  bytes.writeUInt8(position.synced ? 1 : 0, 6);
  bytes.writeUInt32LE(position.epoch, 8);
  writeSequence(bytes, position.sequence, 12);
  writeSequence(bytes, position.segmentFirstSequence, 20);
  writeSequence(bytes, position.offset, 28);
  writeSequence(bytes, revision, 36);
  bytes.writeUInt32LE(crc32(bytes, 0, SLOT_BYTES - 4), SLOT_BYTES - 4);
}

function decodeSlot(bytes: Buffer, start: number): Slot | undefined {
  const end = start + SLOT_BYTES - 4;
  if (bytes.readUInt32LE(start) !== SLOT_MAGIC || bytes.readUInt16LE(start + 4) !== SLOT_VERSION)
    return undefined;
  if (bytes.readUInt32LE(end) !== crc32(bytes, start, end)) return undefined;
  const position: LogPosition = {
    synced: bytes.readUInt8(start + 6) === 1,
    epoch: bytes.readUInt32LE(start + 8),
    sequence: readSequence(bytes, start + 12),
    segmentFirstSequence: readSequence(bytes, start + 20),
    offset: readSequence(bytes, start + 28),
  };
  return { position, revision: readSequence(bytes, start + 36) };
}
