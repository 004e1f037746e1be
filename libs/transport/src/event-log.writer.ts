import { join } from 'node:path';
import {
  EventLogFailedError,
  EventLogFullError,
  EventLogRecordError,
  messageOf,
  StreamClosedError,
} from './errors.js';
import { type Commit, CommitQueue } from './event-log.commit-queue.js';
import { type DurabilityListener, DurableWaiters } from './event-log.durable-waiters.js';
import { ensureDirectory, writeFully } from './event-log.file.js';
import { RECORD_BYTES_MAX, recordBytes, SEGMENT_HEADER_BYTES } from './event-log.format.js';
import { DURABLE_POSITION_FILE, PositionFile } from './event-log.position-file.js';
import { recoverLog } from './event-log.recovery.js';
import { removeSegments } from './event-log.retention.js';
import { SegmentFactory } from './event-log.segment.js';
import { completeOptions, type EventLogWriterOptions } from './event-log.writer-options.js';
import type { LogFile, LogLock } from './log-storage.js';

export interface EventLogAppend {
  /** One more than the last sequence. */
  readonly sequence: number;
  /** Encoded events: what consumers get. May be empty. */
  readonly payload: Buffer;
  /** What the owner of the log needs to replay it; consumers never see it. May be empty. */
  readonly journal: Buffer;
}

/** A commit that has so many records waits for no more. */
const GATHERED_RECORDS_MAX = 128;

interface WriterParts {
  readonly epoch: number;
  readonly lastSequence: number;
  readonly file: LogFile;
  readonly lock: LogLock;
  readonly position: PositionFile;
  readonly segments: SegmentFactory;
  readonly options: Required<EventLogWriterOptions>;
}

/**
 * The one writer of a log. `append` only copies; one write and one sync are in flight at a time, and everything
 * appended meanwhile goes into the next (group commit), with whatever the event loop has at hand when that may begin.
 *
 * Any error of a write or sync stops the writer for good. A failed sync is never repeated: the system may have dropped
 * the pages it could not write, and a second sync would then succeed without them.
 */
export class EventLogWriter {
  /** Grows by one with each start of a writer on this log. */
  readonly epoch: number;
  readonly shard: number;
  private readonly queue: CommitQueue;
  private readonly waiters = new DurableWaiters();
  private file: LogFile;
  private segmentFirstSequence: number;
  private segmentOffset = SEGMENT_HEADER_BYTES;
  private isNextPrepared = false;
  private removing: Promise<unknown> = Promise.resolve();
  private appendedSequence: number;
  private confirmedSequence: number;
  private committing: Promise<void> | undefined;
  private error: EventLogFailedError | undefined;
  private closed: Promise<void> | undefined;

  private constructor(private readonly parts: WriterParts) {
    this.epoch = parts.epoch;
    this.shard = parts.options.shard;
    this.file = parts.file;
    this.segmentFirstSequence = parts.lastSequence + 1;
    this.appendedSequence = parts.lastSequence;
    this.confirmedSequence = parts.lastSequence;
    this.queue = new CommitQueue(parts.epoch, parts.options.segmentBytes);
    // What was found at the start is on disk under every policy: the recovery has synced it.
    this.publishPosition(parts.lastSequence, true);
  }

  /**
   * Locks the directory, finds the end of the log, cuts a torn tail off and begins a new segment with the next epoch.
   *
   * @throws EventLogLockedError another writer has the directory
   * @throws EventLogCorruptError something that was on disk once is damaged
   * @throws StreamConfigurationError the log belongs to another shard, or an option is out of range
   */
  static async open(given: EventLogWriterOptions): Promise<EventLogWriter> {
    const options = completeOptions(given);
    const { directory, storage } = options;
    await ensureDirectory(storage, directory);
    const lock = await storage.lock(directory);
    let position: PositionFile | undefined;
    try {
      position = PositionFile.openForWriting(join(directory, DURABLE_POSITION_FILE), storage);
      const end = await recoverLog(options, position);
      const segments = new SegmentFactory(directory, options.segmentBytes, storage);
      const { lastSequence } = end;
      const epoch = end.epoch + 1;
      const synced = options.policy === 'fsync';
      const header = { shard: options.shard, epoch, firstSequence: lastSequence + 1, synced };
      const file = await segments.create(header);
      try {
        return new EventLogWriter({ epoch, lastSequence, file, lock, position, segments, options });
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      position?.close();
      await lock.release();
      throw error;
    }
  }

  /** Sequence of the last record appended, durable or not; 0 when there is none. */
  get lastSequence(): number {
    return this.appendedSequence;
  }

  /** Everything up to here is durable in the sense of the policy. */
  get durableSequence(): number {
    return this.confirmedSequence;
  }

  /** Bytes appended and not yet durable. */
  get pendingBytes(): number {
    return this.queue.pendingBytes;
  }

  /** True when `append` would refuse: let what is pending go first. */
  get isFull(): boolean {
    return this.queue.pendingBytes >= this.parts.options.pendingBytesMax;
  }

  /** Why the writer has stopped; undefined as long as it works. */
  get failure(): EventLogFailedError | undefined {
    return this.error;
  }

  /**
   * Copies the record into the next commit; no I/O happens before the event loop turns.
   *
   * @throws EventLogRecordError the sequence is not the next one, or the record is larger than RECORD_BYTES_MAX
   * @throws EventLogFullError too much is pending
   * @throws EventLogFailedError the writer has stopped
   * @throws StreamClosedError the writer was closed
   */
  append({ sequence, payload, journal }: EventLogAppend): void {
    if (this.error !== undefined) throw this.error;
    if (this.closed !== undefined) throw new StreamClosedError('the event log writer is closed');
    if (sequence !== this.appendedSequence + 1) {
      throw new EventLogRecordError(`sequence ${sequence} does not follow ${this.appendedSequence}`);
    }
    if (this.isFull) throw new EventLogFullError(`${this.queue.pendingBytes} bytes wait to be written`);
    const size = recordBytes(payload.length, journal.length);
    if (size > RECORD_BYTES_MAX)
      throw new EventLogRecordError(`a record of ${size} bytes; at most it may have ${RECORD_BYTES_MAX}`);
    this.queue.add(sequence, payload, journal);
    this.appendedSequence = sequence;
    this.committing ??= this.commitAll();
  }

  /**
   * Resolves when the record is durable; callers of the same sequence share one promise.
   * For many callers a second prefer `onDurable`.
   *
   * @throws EventLogFailedError (as rejection) the writer has stopped before that
   * @throws EventLogRecordError (as rejection) nothing with that sequence was appended
   */
  whenDurable(sequence: number): Promise<void> {
    if (sequence <= this.confirmedSequence) return Promise.resolve();
    if (this.error !== undefined) return Promise.reject(this.error);
    if (sequence > this.appendedSequence) {
      return Promise.reject(new EventLogRecordError(`sequence ${sequence} was not appended`));
    }
    return this.waiters.wait(sequence);
  }

  /** Registers callbacks and returns how to remove them. They must not throw. */
  onDurable(listener: DurabilityListener): () => void {
    return this.waiters.listen(listener);
  }

  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void> {
    return this.whenDurable(this.appendedSequence);
  }

  /**
   * Removes the oldest segments, those that hold nothing behind the sequence; never the one that is written to. Durable
   * segment by segment, so that a stop at any point leaves no hole. What followers still need (`followerPositions`) is
   * the caller's to know: a reader that asks for what is gone gets a GapError.
   *
   * @returns how many segments were removed
   * @throws StreamClosedError (as rejection) the writer was closed
   */
  removeSegmentsBefore(sequence: number): Promise<number> {
    if (this.closed !== undefined)
      return Promise.reject(new StreamClosedError('the event log writer is closed'));
    const removed = this.removing.then(() => {
      const { directory, storage } = this.parts.options;
      const current = { firstSequence: this.segmentFirstSequence, epoch: this.epoch };
      return removeSegments({ directory, storage, sequence, current });
    });
    this.removing = removed.catch(() => undefined);
    return removed;
  }

  /**
   * Makes everything appended durable, then gives the directory free. Later calls return the same promise.
   *
   * @throws EventLogFailedError (as rejection) not everything could be written; the directory is free all the same
   */
  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  private async closeOnce(): Promise<void> {
    const { lock, position, segments } = this.parts;
    try {
      await this.committing;
      if (this.error === undefined) await this.finish();
    } finally {
      await segments.close();
      await this.removing;
      await this.file.close().catch(() => undefined);
      position.close();
      await lock.release();
    }
    if (this.error !== undefined) throw this.error;
  }

  private async commitAll(): Promise<void> {
    try {
      while (this.queue.pendingBytes > 0) {
        await this.gather();
        const commit = this.queue.take();
        if (commit === undefined) return;
        if (this.parts.options.policy === 'none') this.confirm(commit.lastSequence);
        await this.write(commit);
        this.publishPosition(commit.lastSequence, this.isSynced);
        this.queue.release(commit);
        if (this.parts.options.policy !== 'none') this.confirm(commit.lastSequence);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.committing = undefined;
    }
  }

  /**
   * Lets the event loop turn, and again for as long as that brings records: what has arrived by now shares this commit, and waits
   * for no second one.
   */
  private async gather(): Promise<void> {
    const { policy, timers } = this.parts.options;
    for (;;) {
      const seen = this.appendedSequence;
      await new Promise<void>((resolve) => timers.immediate(resolve));
      // Under the policy none nobody waits for the disk.
      if (policy === 'none' || this.appendedSequence === seen || this.hasGatheredEnough) return;
    }
  }

  private get hasGatheredEnough(): boolean {
    return this.appendedSequence - this.confirmedSequence >= GATHERED_RECORDS_MAX;
  }

  private async write(commit: Commit): Promise<void> {
    if (commit.startsSegment) await this.roll(commit.firstSequence);
    await writeFully(this.file, commit.bytes, this.segmentOffset);
    if (this.isSynced) await this.file.datasync();
    this.segmentOffset += commit.bytes.length;
    if (this.segmentOffset > this.parts.options.segmentBytes / 2) this.prepareNextSegment();
  }

  private async roll(firstSequence: number): Promise<void> {
    await this.seal();
    await this.file.close();
    const { shard, epoch, isSynced: synced } = this;
    this.file = await this.parts.segments.create({ shard, epoch, firstSequence, synced });
    this.isNextPrepared = false;
    this.segmentFirstSequence = firstSequence;
    this.segmentOffset = SEGMENT_HEADER_BYTES;
  }

  /** Ends the current segment behind its last record, durably under every policy. */
  private async seal(): Promise<void> {
    await this.file.truncate(this.segmentOffset);
    await this.file.sync();
  }

  /** After this, the next start knows that nothing may be missing, whatever the policy. */
  private async finish(): Promise<void> {
    try {
      await this.seal();
      this.publishPosition(this.confirmedSequence, true);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Once per segment: on a disk that is full, each attempt would write until nothing is left for anyone. */
  private prepareNextSegment(): void {
    if (this.isNextPrepared) return;
    this.isNextPrepared = true;
    this.parts.segments.prepare().catch((error: unknown) => {
      // Not yet a failure of the log: rolling over tries again, and fails then if it must.
      this.parts.options.logger.warn(`preparing the next log segment failed: ${messageOf(error)}`);
    });
  }

  private publishPosition(sequence: number, synced: boolean): void {
    this.parts.position.write({
      epoch: this.epoch,
      sequence,
      segmentFirstSequence: this.segmentFirstSequence,
      offset: this.segmentOffset,
      synced,
    });
  }

  private get isSynced(): boolean {
    return this.parts.options.policy === 'fsync';
  }

  private confirm(sequence: number): void {
    this.confirmedSequence = sequence;
    this.waiters.confirm(sequence);
  }

  private fail(cause: unknown): void {
    this.error = new EventLogFailedError(
      `the event log stopped behind sequence ${this.confirmedSequence}: ${messageOf(cause)}`,
      { cause },
    );
    this.parts.options.logger.error(this.error.message);
    this.waiters.fail(this.error);
  }
}
