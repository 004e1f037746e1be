import type { Redis } from 'ioredis';
import { formatId, parseEntry, type RawEntry } from './redis-streams.entry.js';
import type { StreamRange } from './stream-event.js';

/** Looks entries of one stream up, whoever may have read them. */
export class RedisStreamEntries {
  constructor(
    private readonly redis: Redis,
    private readonly stream: string,
  ) {}

  /** The first entry of the stream that reaches the sequence; undefined when none does. */
  async reaching(sequence: number): Promise<StreamRange | undefined> {
    let [entry] = await this.from('-', 1);
    // Ids are ordered by epoch first, sequences grow through all epochs: the first epoch that has such an entry has the first.
    for (let epoch: number | undefined; entry !== undefined && entry.epoch !== epoch;) {
      epoch = entry.epoch;
      [entry] = await this.from(formatId({ epoch, sequence }), 1);
    }
    return entry;
  }

  /** Up to so many entries from the id on, in order. */
  async from(id: string, count: number): Promise<StreamRange[]> {
    return parsed(await this.redis.xrangeBuffer(this.stream, id, '+', 'COUNT', count));
  }

  /** Up to so many entries in front of the id, or of the end of the stream, the last one first. */
  async before(id: string | undefined, count: number): Promise<StreamRange[]> {
    const end = id === undefined ? '+' : `(${id}`;
    return parsed(await this.redis.xrevrangeBuffer(this.stream, end, '-', 'COUNT', count));
  }
}

function parsed(entries: unknown): StreamRange[] {
  return (entries as readonly RawEntry[]).map((entry) => parseEntry(entry, 0));
}
