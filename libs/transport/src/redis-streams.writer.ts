import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { FencedError, StreamMovedError, StreamUnavailableError } from './errors.js';
import { isReply, RedisCaller, type RedisTarget } from './redis-connection.js';
import { FIRST_SEQUENCE_FIELD, formatId, PAYLOAD_FIELD } from './redis-streams.entry.js';
import { lastGeneratedId } from './redis-streams.range-source.js';
import { trimStream, type TrimReport, type TrimRule } from './redis-streams.trim.js';
import type { StreamPosition } from './stream-event.js';
import type { Timers } from './timers.js';

export const WRITE_TIMEOUT_MS_DEFAULT = 5_000;

export interface RedisStreamsWriterOptions {
  readonly redis: RedisTarget;
  /** Key of the stream. One writer per stream; with two, the one with the higher epoch wins. */
  readonly stream: string;
  /** Must grow with each start of the producer; a safe integer of at least 1. */
  readonly epoch: number;
  /** How long one command may take before its outcome counts as unknown, in ms. Default 5,000. */
  readonly timeoutMs?: number;
  /** Tells this writer from another one with the same epoch. Default: a random UUID. */
  readonly writerId?: string;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

/** An epoch whose claim was not looked at for so long is forgotten by Redis, in seconds. */
const CLAIM_TTL_S = 7 * 24 * 3600;

/** One entry: the events of a contiguous range of sequences. */
export interface EntryToWrite {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Encoded events of the range, one after the other. */
  readonly payload: Buffer;
}

/** `already-there`: the stream held the range before this call, from an attempt whose answer was lost. */
export type WriteResult = 'written' | 'already-there';

/**
 * Publishes ranges of sequences as stream entries with explicit ids `<epoch>-<lastSequence>`, one in flight.
 *
 * Redis refuses an id that is not greater than its last one, so repeating anything is harmless, and a writer of an older
 * epoch cannot get in between. The end of the stream is looked up before the first write, after every reconnection and
 * after every unknown outcome; a write that would leave a hole or go back is refused with the place to go on from.
 *
 * Ids alone cannot tell two writers of one epoch apart, such as two engines on copies of one log: each would take the
 * other's entries for its own. So each epoch is claimed under a key beside the stream, `<stream>:publisher:<epoch>`.
 */
export class RedisStreamsWriter {
  private readonly caller: RedisCaller;
  private readonly writerId: string;
  /** End of the stream, as long as nothing happened that could have changed it. */
  private end: { readonly position: StreamPosition | undefined } | undefined;
  /** The caller was told that the stream is empty, and has written nothing since: it may begin where it thinks right. */
  private isKnownEmpty = false;
  /** The same as of the last time it was known. */
  private latestEnd: { readonly position: StreamPosition | undefined } | undefined;
  private isWriting = false;

  constructor(private readonly options: RedisStreamsWriterOptions) {
    const { redis, timeoutMs = WRITE_TIMEOUT_MS_DEFAULT, timers } = options;
    this.caller = new RedisCaller(redis, timeoutMs, timers);
    this.writerId = options.writerId ?? randomUUID();
    // What answers after a reconnection may be a replica with an older state.
    this.caller.redis.on('close', () => {
      this.end = undefined;
    });
  }

  /**
   * Where the stream ends: publish what lies behind. Undefined when it is missing or was never written to: begin
   * anywhere, behind what everybody has.
   *
   * @throws FencedError the stream belongs to a higher epoch, or to another writer of this one
   * @throws StreamUnavailableError no connection, or no answer in time
   */
  async lastPosition(): Promise<StreamPosition | undefined> {
    const position = await this.lookUpEnd();
    this.isKnownEmpty = position === undefined;
    return position;
  }

  private async lookUpEnd(): Promise<StreamPosition | undefined> {
    const { stream, epoch } = this.options;
    this.end = undefined;
    const position = await this.caller.call((redis) => lastGeneratedId(redis, stream));
    if (position !== undefined && position.epoch > epoch)
      throw new FencedError(stream, epoch, position.epoch);
    const owner = await this.caller.call((redis) => this.claimEpoch(redis));
    if (owner !== this.writerId) throw new FencedError(stream, epoch, epoch);
    this.latestEnd = this.end = { position };
    return position;
  }

  /**
   * Removes what all groups have acknowledged and the rule lets go, and says how the groups stand. Between writes only.
   *
   * @throws FencedError, StreamUnavailableError as {@link lastPosition}
   * @throws StreamMovedError the stream does not end any more where it did
   */
  async trim(rule: TrimRule): Promise<TrimReport> {
    const { stream } = this.options;
    // Also what was known before the connection was lost: Redis may have come back with less, and nothing to be written.
    const known = this.end ?? this.latestEnd;
    const end = await this.lookUpEnd();
    if (known !== undefined && known.position?.sequence !== end?.sequence)
      throw new StreamMovedError(stream, end);
    const lastSequence = end?.sequence ?? 0;
    return this.caller.call((redis) => trimStream(redis, stream, { lastSequence, rule }));
  }

  /**
   * Writes one entry. After StreamUnavailableError call it again with the same entry, as often as necessary.
   *
   * @throws FencedError another writer with a higher epoch owns the stream: stop for good
   * @throws StreamMovedError the stream does not end where this entry begins: go on from the error's `position`
   * @throws StreamUnavailableError no connection, or no answer in time: whether it was written is unknown
   * @throws Error whatever else Redis refuses with (out of memory, read only): nothing was written
   */
  async write(entry: EntryToWrite): Promise<WriteResult> {
    if (this.isWriting) throw new Error('one write at a time: the order of entries depends on it');
    this.isWriting = true;
    try {
      return await this.writeOnce(entry);
    } finally {
      this.isWriting = false;
    }
  }

  /** Disconnects; a write in flight fails with an unknown outcome. */
  close(): Promise<void> {
    this.caller.close();
    return Promise.resolve();
  }

  /** Who owns this epoch: this writer, unless another one was first. Looked at before it is claimed: a full Redis reads. */
  private async claimEpoch(redis: Redis): Promise<string | null> {
    const key = `${this.options.stream}:publisher:${this.options.epoch}`;
    const owner = await redis.get(key);
    if (owner !== null) return owner;
    await redis.set(key, this.writerId, 'EX', CLAIM_TTL_S, 'NX');
    return redis.get(key);
  }

  private async writeOnce(entry: EntryToWrite): Promise<WriteResult> {
    const { stream, epoch } = this.options;
    const end = this.end === undefined ? await this.lookUpEnd() : this.end.position;
    if (end === undefined) {
      // Emptied behind the caller's back: what it thinks is next may lie behind a loss.
      if (!this.isKnownEmpty && entry.firstSequence !== 1) throw new StreamMovedError(stream, undefined);
    } else {
      if (entry.lastSequence <= end.sequence) return 'already-there';
      if (entry.firstSequence !== end.sequence + 1) throw new StreamMovedError(stream, end);
    }
    const id = formatId({ epoch, sequence: entry.lastSequence });
    const written = await this.caller.call((redis) => {
      // Connected again since: what answers now may be an older state, in which this entry would leave a hole.
      if (this.end === undefined)
        throw new StreamUnavailableError('the connection changed before the entry was sent');
      // Unknown until the answer is here.
      this.end = undefined;
      return addEntry(redis, { stream, id, entry, mayCreate: end === undefined });
    });
    if (written === 'refused') return this.afterRefusal(entry);
    // The stream was deleted since its end was looked up. Writing on would hide the loss.
    if (written === 'missing') throw new StreamMovedError(stream, undefined);
    this.latestEnd = this.end = { position: { epoch, sequence: entry.lastSequence } };
    this.isKnownEmpty = false;
    return 'written';
  }

  /** Redis has an equal or greater id: an earlier attempt of this entry, or another writer's. */
  private async afterRefusal(entry: EntryToWrite): Promise<WriteResult> {
    const end = await this.lookUpEnd();
    if (end !== undefined && entry.lastSequence <= end.sequence) return 'already-there';
    throw new StreamMovedError(this.options.stream, end);
  }
}

interface Addition {
  readonly stream: string;
  readonly id: string;
  readonly entry: EntryToWrite;
  readonly mayCreate: boolean;
}

async function addEntry(
  redis: Redis,
  { stream, id, entry, mayCreate }: Addition,
): Promise<'written' | 'refused' | 'missing'> {
  const fields = [FIRST_SEQUENCE_FIELD, String(entry.firstSequence), PAYLOAD_FIELD, entry.payload];
  try {
    const added = mayCreate
      ? await redis.xadd(stream, id, ...fields)
      : await redis.xadd(stream, 'NOMKSTREAM', id, ...fields);
    return added === null ? 'missing' : 'written';
  } catch (error) {
    if (isReply(error) && error.message.includes('equal or smaller')) return 'refused';
    throw error;
  }
}
