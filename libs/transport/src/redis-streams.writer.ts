import type { Redis } from 'ioredis';
import { FencedError, StreamMovedError, StreamUnavailableError } from './errors.js';
import { isReply, RedisCaller, type RedisTarget } from './redis-connection.js';
import { FIRST_SEQUENCE_FIELD, formatId, PAYLOAD_FIELD } from './redis-streams.entry.js';
import { lastGeneratedId } from './redis-streams.range-source.js';
import type { StreamPosition } from './stream-event.js';

export const WRITE_TIMEOUT_MS_DEFAULT = 5_000;

export interface RedisStreamsWriterOptions {
  readonly redis: RedisTarget;
  /** Key of the stream. One writer per stream; with two, the one with the higher epoch wins. */
  readonly stream: string;
  /** Must grow with each start of the producer; a safe integer of at least 1. */
  readonly epoch: number;
  /** How long one command may take before its outcome counts as unknown, in ms. Default 5,000. */
  readonly timeoutMs?: number;
}

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
 */
export class RedisStreamsWriter {
  private readonly caller: RedisCaller;
  /** End of the stream, as long as nothing happened that could have changed it. */
  private end: { readonly position: StreamPosition | undefined } | undefined;
  private isWriting = false;

  constructor(private readonly options: RedisStreamsWriterOptions) {
    this.caller = new RedisCaller(options.redis, options.timeoutMs ?? WRITE_TIMEOUT_MS_DEFAULT);
    // What answers after a reconnection may be a replica with an older state.
    this.caller.redis.on('close', () => {
      this.end = undefined;
    });
  }

  /**
   * Where the stream ends: publish what lies behind. Undefined when it is missing or was never written to.
   *
   * @throws FencedError the stream belongs to a higher epoch
   * @throws StreamUnavailableError no connection, or no answer in time
   */
  async lastPosition(): Promise<StreamPosition | undefined> {
    this.end = undefined;
    const position = await this.caller.call((redis) => lastGeneratedId(redis, this.options.stream));
    const { stream, epoch } = this.options;
    if (position !== undefined && position.epoch > epoch)
      throw new FencedError(stream, epoch, position.epoch);
    this.end = { position };
    return position;
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

  private async writeOnce(entry: EntryToWrite): Promise<WriteResult> {
    const { stream, epoch } = this.options;
    const end = this.end === undefined ? await this.lastPosition() : this.end.position;
    if (end !== undefined) {
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
    this.end = { position: { epoch, sequence: entry.lastSequence } };
    return 'written';
  }

  /** Redis has an equal or greater id: an earlier attempt of this entry, or another writer's. */
  private async afterRefusal(entry: EntryToWrite): Promise<WriteResult> {
    const end = await this.lastPosition();
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
