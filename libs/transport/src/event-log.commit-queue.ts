import { encodeRecord, recordBytes, SEGMENT_HEADER_BYTES } from './event-log.format.js';

/** Records that go to disk in one write. */
export interface Commit {
  readonly bytes: Buffer;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** True when the current segment has no room for it: the writer rolls over first. */
  readonly startsSegment: boolean;
}

interface OpenCommit {
  buffer: Buffer;
  length: number;
  firstSequence: number;
  lastSequence: number;
  startsSegment: boolean;
}

const INITIAL_BUFFER_BYTES = 64 * 1024;
/** A buffer that a burst made larger than this is not kept for reuse. */
const KEPT_BUFFER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Collects encoded records in memory until the writer takes them. Records are copied in by `add`; while one commit is
 * being written the next one grows. A commit never spans two segments.
 */
export class CommitQueue {
  private readonly waiting: OpenCommit[] = [];
  private readonly freeBuffers: Buffer[] = [];
  private segmentOffset = SEGMENT_HEADER_BYTES;
  /** Bytes added and not yet taken and released. */
  pendingBytes = 0;

  constructor(
    private readonly epoch: number,
    private readonly segmentBytes: number,
  ) {}

  add(sequence: number, payload: Buffer, journal: Buffer): void {
    const size = recordBytes(payload.length, journal.length);
    let commit = this.waiting.at(-1);
    // A record that no segment holds gets one of its own, which is then larger than the others.
    const isFresh = this.segmentOffset === SEGMENT_HEADER_BYTES;
    if (this.segmentOffset + size > this.segmentBytes && !isFresh) {
      commit = this.begin(sequence, true);
      this.segmentOffset = SEGMENT_HEADER_BYTES;
    } else {
      commit ??= this.begin(sequence, false);
    }
    if (commit.length + size > commit.buffer.length) grow(commit, commit.length + size);
    const commitDistance = sequence - commit.firstSequence;
    const record = { epoch: this.epoch, sequence, commitDistance, payload, journal };
    commit.length = encodeRecord(record, commit.buffer, commit.length);
    commit.lastSequence = sequence;
    this.segmentOffset += size;
    this.pendingBytes += size;
  }

  /** The oldest commit; it stays pending until it is released. */
  take(): Commit | undefined {
    const commit = this.waiting.shift();
    if (commit === undefined) return undefined;
    const { firstSequence, lastSequence, startsSegment } = commit;
    return { bytes: commit.buffer.subarray(0, commit.length), firstSequence, lastSequence, startsSegment };
  }

  /** Gives the bytes of a taken commit back for reuse. */
  release(commit: Commit): void {
    this.pendingBytes -= commit.bytes.length;
    const whole = Buffer.from(commit.bytes.buffer, commit.bytes.byteOffset);
    if (whole.length <= KEPT_BUFFER_BYTES_MAX && this.freeBuffers.length < 2) this.freeBuffers.push(whole);
  }

  private begin(sequence: number, startsSegment: boolean): OpenCommit {
    const buffer = this.freeBuffers.pop() ?? Buffer.allocUnsafeSlow(INITIAL_BUFFER_BYTES);
    const commit = { buffer, length: 0, firstSequence: sequence, lastSequence: sequence, startsSegment };
    this.waiting.push(commit);
    return commit;
  }
}

function grow(commit: OpenCommit, neededBytes: number): void {
  let size = commit.buffer.length;
  while (size < neededBytes) size *= 2;
  const larger = Buffer.allocUnsafeSlow(size);
  commit.buffer.copy(larger, 0, 0, commit.length);
  commit.buffer = larger;
}
