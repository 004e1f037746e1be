import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EventLogCorruptError } from './errors.js';
import { type LogFile, type OpenLogFile, syncDirectory, writeFully } from './event-log.file.js';
import {
  decodeSegmentHeader,
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from './event-log.format.js';

/** Where a segment lies and what its name says about it; the header says the same and is checked against it. */
export interface SegmentFile {
  readonly path: string;
  readonly firstSequence: number;
  readonly epoch: number;
}

const SEGMENT_NAME = /^(\d{16})-(\d{10})\.log$/;
const SPARE_NAME = 'spare.zeros';
const ZEROS = Buffer.alloc(1024 * 1024);

export function segmentPath(
  directory: string,
  { firstSequence, epoch }: Pick<SegmentHeader, 'firstSequence' | 'epoch'>,
): string {
  return join(directory, `${String(firstSequence).padStart(16, '0')}-${String(epoch).padStart(10, '0')}.log`);
}

/** The segments of a log in the order of their records; none when the directory does not exist. */
export async function listSegments(directory: string): Promise<SegmentFile[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const segments: SegmentFile[] = [];
  for (const name of names) {
    const parts = SEGMENT_NAME.exec(name);
    if (parts)
      segments.push({
        path: join(directory, name),
        firstSequence: Number(parts[1]),
        epoch: Number(parts[2]),
      });
  }
  // A writer that stopped before its first record leaves a segment with the same first sequence as its successor's.
  return segments.sort((a, b) => a.firstSequence - b.firstSequence || a.epoch - b.epoch);
}

/** @throws EventLogCorruptError when the header is damaged or belongs to another place in the log */
export async function readSegmentHeader(segment: SegmentFile): Promise<SegmentHeader> {
  const handle = await open(segment.path, 'r');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, SEGMENT_HEADER_BYTES, 0);
    const header = decodeSegmentHeader(bytes.subarray(0, bytesRead), segment.path);
    if (segmentPath('', header) !== basename(segment.path)) {
      const place = { segment: segment.path, offset: 0, sequence: header.firstSequence };
      throw new EventLogCorruptError(place, `the header belongs to ${basename(segmentPath('', header))}`);
    }
    return header;
  } finally {
    await handle.close();
  }
}

/**
 * Makes new segments for a writer. They are filled with real zeros in advance: writing over existing blocks spares the
 * file system an update of its metadata with every sync (25-80 % more syncs a second were measured), which reserving
 * space without writing it does not. The next one is prepared in the background so that rolling over costs little.
 */
export class SegmentFactory {
  private readonly sparePath: string;
  private spare: Promise<void> | undefined;

  constructor(
    private readonly directory: string,
    private readonly segmentBytes: number,
    private readonly openFile: OpenLogFile,
  ) {
    this.sparePath = join(directory, SPARE_NAME);
  }

  /** Creates the segment durably, name included, and opens it for writing. */
  async create(header: SegmentHeader): Promise<LogFile> {
    await this.prepare();
    this.spare = undefined;
    const file = await this.openFile(this.sparePath, 'r+');
    try {
      await writeFully(file, encodeSegmentHeader(header), 0);
      await file.sync();
      // The name appears only once header and zeros are on disk: a segment without a header cannot exist.
      await rename(this.sparePath, segmentPath(this.directory, header));
      await syncDirectory(this.directory);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Writes the zeros of the next segment, once; later calls wait for the same work. A failure is not remembered. */
  prepare(): Promise<void> {
    this.spare ??= this.writeSpare().catch((error: unknown) => {
      this.spare = undefined;
      throw error;
    });
    return this.spare;
  }

  /** Waits for work in the background. */
  async close(): Promise<void> {
    await this.spare?.catch(() => undefined);
  }

  private async writeSpare(): Promise<void> {
    const existing = await stat(this.sparePath).catch(() => undefined);
    if (existing?.size === this.segmentBytes) return;
    await rm(this.sparePath, { force: true });
    const file = await this.openFile(this.sparePath, 'w');
    try {
      for (let at = 0; at < this.segmentBytes; at += ZEROS.length) {
        await writeFully(file, ZEROS.subarray(0, Math.min(ZEROS.length, this.segmentBytes - at)), at);
      }
      await file.sync();
    } catch (error) {
      // A disk that is full because of it would stay full.
      await rm(this.sparePath, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }
}

/** Creates the directory of a log durably. */
export async function ensureDirectory(directory: string): Promise<void> {
  const created = await mkdir(directory, { recursive: true });
  if (created !== undefined) await syncDirectory(join(created, '..'));
}
