import type { Redis } from 'ioredis';
import { describeLetter, letterOf } from './dead-letter.record.js';
import {
  DEAD_LETTERS_PER_PAGE_DEFAULT,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetterQuery,
  type DeadLetters,
} from './dead-letters.js';
import { isReply, RedisCaller, type RedisTarget } from './redis-connection.js';
import { fieldOf, formatId, PAYLOAD_FIELD, type RawEntry } from './redis-streams.entry.js';
import { lastGeneratedId } from './redis-streams.range-source.js';
import { STREAM_START } from './stream-event.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export interface RedisDeadLettersOptions {
  readonly redis: RedisTarget;
  readonly stream: string;
  readonly group: string;
  /** How long one command may take, in ms. Default 5,000. */
  readonly timeoutMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

const TIMEOUT_MS_DEFAULT = 5_000;
/** Field of an entry that holds the letter without its bytes, as JSON; `p` holds the bytes. */
const LETTER_FIELD = 'l';

/** Key of the stream that holds the dead letters of a group. */
export function deadLetterStreamKey(stream: string, group: string): string {
  return `${stream}:dead-letters:${group}`;
}

/**
 * Dead letters as entries of a stream beside the one they come from, each with the id of its letter: Redis refuses an id
 * that is there already, so adding may be repeated. As durable as that Redis is.
 */
export class RedisDeadLetters implements DeadLetters {
  private readonly caller: RedisCaller;
  private readonly key: string;

  constructor({ redis, stream, group, timeoutMs, timers }: RedisDeadLettersOptions) {
    this.caller = new RedisCaller(redis, timeoutMs ?? TIMEOUT_MS_DEFAULT, timers ?? SYSTEM_TIMERS);
    this.key = deadLetterStreamKey(stream, group);
  }

  async add(letter: DeadLetter): Promise<void> {
    if (await this.write(letter.id, letter)) return;
    // Refused: there already, or behind a later letter, as when a group begins again from the start.
    while ((await this.find(letter.id)) === undefined) {
      const { epoch, sequence } = await this.lastId();
      if (await this.write(formatId({ epoch, sequence: sequence + 1 }), letter)) return;
    }
  }

  async list({ after, limit }: DeadLetterQuery = {}): Promise<DeadLetterPage> {
    const count = limit ?? DEAD_LETTERS_PER_PAGE_DEFAULT;
    const entries = await this.read(after === undefined ? '-' : `(${after}`, '+', count + 1);
    const page = entries.slice(0, count);
    return {
      letters: page.map(([, letter]) => letter),
      next: entries.length > count ? page.at(-1)?.[0] : undefined,
    };
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    return (await this.find(id))?.[1];
  }

  async remove(id: string): Promise<boolean> {
    const found = await this.find(id);
    if (found === undefined) return false;
    return (await this.caller.call((redis) => redis.xdel(this.key, found[0]))) > 0;
  }

  count(): Promise<number> {
    return this.caller.call((redis) => redis.xlen(this.key));
  }

  close(): Promise<void> {
    this.caller.close();
    return Promise.resolve();
  }

  /** As a rule under its own id; otherwise somewhere behind. */
  private async find(id: string): Promise<Entry | undefined> {
    const [own] = await this.read(id, id, 1);
    if (own?.[1].id === id) return own;
    let from = '-';
    for (;;) {
      const entries = await this.read(from, '+', DEAD_LETTERS_PER_PAGE_DEFAULT);
      const found = entries.find(([, letter]) => letter.id === id);
      const last = entries.at(-1);
      if (found !== undefined || last === undefined) return found;
      from = `(${last[0]}`;
    }
  }

  private async read(from: string, to: string, count: number): Promise<Entry[]> {
    const entries = await this.caller.call((redis) => redis.xrangeBuffer(this.key, from, to, 'COUNT', count));
    return (entries as unknown as readonly RawEntry[]).map(([id, fields]) => [
      id.toString('latin1'),
      letterOf(
        fieldOf(fields, LETTER_FIELD)?.toString() ?? '',
        fieldOf(fields, PAYLOAD_FIELD) ?? Buffer.alloc(0),
      ),
    ]);
  }

  private async lastId() {
    return (await this.caller.call((redis) => lastGeneratedId(redis, this.key))) ?? STREAM_START;
  }

  /** @returns false when the id is refused */
  private async write(id: string, letter: DeadLetter): Promise<boolean> {
    const fields = [LETTER_FIELD, describeLetter(letter), PAYLOAD_FIELD, letter.payload];
    try {
      await this.caller.call((redis: Redis) => redis.xadd(this.key, id, ...fields));
      return true;
    } catch (error) {
      if (isReply(error) && error.message.includes('equal or smaller')) return false;
      throw error;
    }
  }
}

type Entry = readonly [entryId: string, letter: DeadLetter];
